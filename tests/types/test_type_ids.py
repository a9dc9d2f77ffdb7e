from __future__ import annotations

import re
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from tidings.types import article_id, content_id

TEXTS = st.text()


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_an_id_is_its_prefix_and_24_digits(prefix: str, parts: list[str]) -> None:
    made = content_id("x", prefix, *parts)
    assert re.fullmatch(r"x_[0-9a-f]{24}", made)
    assert made == content_id("x", prefix, *parts)


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_equal_ids_mean_equal_parts(a: list[str], b: list[str]) -> None:
    assert (content_id("x", *a) == content_id("x", *b)) == (a == b)


def test_where_one_part_ends_matters() -> None:
    assert content_id("x", "ab", "c") != content_id("x", "a", "bc") != content_id("x", "abc")
    assert content_id("x", "1:a") != content_id("x", "1", "a")


def test_ids_never_change() -> None:
    # Records on disk hold these.
    assert content_id("s", "a", 1, None) == "s_b7cae990e498f2191baaca6a"
    assert article_id("Some text", "Wire") == "a_b6334d09a4d912ded80b1e8a"


def test_ids_are_the_same_in_another_process() -> None:
    code = "from tidings.types import article_id; print(article_id('caf\\u00e9', 'Wire'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(["src", *sys.path]), "PYTHONHASHSEED": "7"},
    )
    assert done.stdout.strip() == article_id("café", "Wire")


@given(TEXTS, TEXTS)
def test_white_space_and_composition_do_not_matter(a: str, b: str) -> None:
    assert article_id(f"{a} {b}", "Wire") == article_id(f"  {a}\n\t {b} ", " WIRE ")
    assert article_id("cafe\u0301", None) == article_id("caf\u00e9", "")


def test_text_and_outlet_matter() -> None:
    ids = {article_id(text, outlet) for text in ("one", "One", "two") for outlet in (None, "Wire", "Post")}
    assert len(ids) == 9


def test_half_a_surrogate_pair_has_an_id() -> None:
    assert article_id("\ud83d", None) != article_id("\ud83e", None)
