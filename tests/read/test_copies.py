"""Near-identical copies are found, whatever the order they come in."""

import hashlib
import random
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.read.copies import _candidates, copies, signature, similarity


def prose(seed, words=300):
    chosen = random.Random(seed)
    return " ".join(f"word{chosen.randrange(5000)}" for _ in range(words))


def changed(text, places):
    words = text.split()
    for place in places:
        words[place] = "changed"
    return " ".join(words)


SIGNATURES = {
    "a_9": signature(prose(1)),
    "a_5": signature(changed(prose(1), [100])),
    "a_7": signature(changed(prose(1), [200])),
    "a_1": signature(prose(2)),
    "a_2": signature(prose(3)),
    "a_3": signature(prose(3)),
}


def test_groups_have_their_smallest_id_and_the_rest_is_left_out():
    found = copies(SIGNATURES, 0.8)
    assert [(key, group) for key, group, _ in found] == [
        ("a_2", "a_2"),
        ("a_3", "a_2"),
        ("a_5", "a_5"),
        ("a_7", "a_5"),
        ("a_9", "a_5"),
    ]
    assert all(0.8 <= value <= 1 for _, _, value in found)
    assert found[0][2] == found[1][2] == 1


@settings(max_examples=20, deadline=None)
@given(st.permutations(sorted(SIGNATURES)))
def test_order_changes_nothing(order):
    assert copies({key: SIGNATURES[key] for key in order}, 0.8) == copies(SIGNATURES, 0.8)


def test_a_signature_is_the_same_on_every_machine():
    data = signature("The talks ended on Monday without an agreement, officials said.")
    assert len(data) == 512
    assert hashlib.sha256(data).hexdigest()[:16] == "a09279e9f001989e"
    assert data == signature("the talks ended  on Monday without an agreement -- officials said")


def test_similarity_estimates_the_share_of_common_shingles():
    one, other = prose(5), changed(prose(5), [30, 90, 150, 210])
    shingles = [{tuple(t.split()[n : n + 5]) for n in range(296)} for t in (one, other)]
    true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    assert abs(similarity(signature(one), signature(other)) - true) < 0.15


def test_short_and_empty_texts_have_signatures():
    assert signature("Talks ended") == signature("talks ended.")
    assert signature("") != signature("Talks ended")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.integers(0, 3000))
def test_the_signature_is_datasketchs(text, more):
    from datasketch import MinHash

    text = f"{text} {prose(more, more)}"
    words = re.findall(r"\w+", text.casefold())
    shingles = {
        " ".join(words[n : n + 5]).encode("utf-8", "surrogatepass") for n in range(max(1, len(words) - 4))
    }
    sketch = MinHash(num_perm=128, seed=1, scheme="affine32")
    sketch.update_batch(sorted(shingles))
    assert signature(text) == sketch.hashvalues.astype("<u4").tobytes()


def test_looking_for_copies_does_not_load_scipy():
    told = (
        "import sys; from tidings.read.copies import copies, signature; one, other = map(signature, 'ab');"
        "assert copies({'a_1': one, 'a_2': other}, 0.8) == []; assert 'scipy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.9])
def test_the_pairs_that_are_compared_are_datasketchs(threshold):
    from datasketch import MinHash, MinHashLSH

    chance = np.random.default_rng(3)
    signatures = {}
    for n in range(300):
        row = chance.integers(0, 2**32, 128, dtype=np.uint32)
        for copy in range(3):
            some = chance.choice(128, chance.integers(0, 90), replace=False)
            row[some] = chance.integers(0, 2**32, len(some), dtype=np.uint32)
            signatures[f"a_{(n * 3 + copy) * 7919 % 1000:04}"] = row.astype("<u4").tobytes()
    index, theirs = MinHashLSH(threshold=threshold, num_perm=128, weights=(0.1, 0.9)), []
    for key in sorted(signatures):
        values = np.frombuffer(signatures[key], "<u4").astype(np.uint32)
        sketch = MinHash(num_perm=128, scheme="affine32", hashvalues=values)
        theirs += [tuple(sorted((key, other))) for other in index.query(sketch)]
        index.insert(key, sketch)
    ours = list(_candidates(signatures, threshold))
    assert len(ours) > 100 and sorted(ours) == sorted(theirs)


def test_with_the_highest_threshold_only_the_same_text_is_a_copy():
    assert [key for key, _, _ in copies(SIGNATURES, 1.0)] == ["a_2", "a_3"]
