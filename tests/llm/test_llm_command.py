"""`tidings code --llm` and `tidings score --llm`, as a user runs them."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from fake_endpoint import answer_from, completion, nothing, serving
from llm_samples import ANSWERS, ENGLISH, GERMAN, KEY

from tidings.cli.main import tidings
from tidings.errors import TidingsError
from tidings.evaluate import read_gold

GOLD = Path(__file__).parents[1] / "gold" / "articles.jsonl"


def toml(folder, url, **more):
    """A file of settings."""
    lines = [f'endpoint = "{url}"', 'model = "fake-1"', 'cache = "answers"', "retries = 0"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in more.items()]
    path = folder / "model.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def written(folder):
    """Two articles as files."""
    for article in (ENGLISH, GERMAN):
        meta = {"outlet": article.outlet, "date": article.published.isoformat()}
        path = folder / article.origin
        path.write_text(article.text, encoding="utf-8")
        path.with_name(path.name + ".meta.json").write_text(json.dumps(meta))
    return [folder / article.origin for article in (ENGLISH, GERMAN)]


def honest(request):
    return completion(ANSWERS[request.article["text"].strip()])


def run(*arguments):
    """What the command prints; in this process, as loading spaCy takes its time."""
    found = CliRunner().invoke(tidings, [str(argument) for argument in arguments])
    assert found.exit_code == 0, found.exception
    return " ".join(found.stdout.split())


def test_code_writes_a_record_in_any_language_and_asks_only_once(tmp_path):
    articles = written(tmp_path)
    record = tmp_path / "crisis.duckdb"
    with serving(honest) as server:
        llm = toml(tmp_path, server.url, price_input=1.0, price_output=4.0)
        first = run("code", *articles, "--to", record, "--llm", llm)
        assert "2 articles coded" in first
        assert "2 requests; 2,000 tokens in, 200 out, 0.0028 USD" in first
        assert "2 known already" in run("code", *articles, "--to", record, "--llm", llm)
        fresh = run("code", *articles, "--to", tmp_path / "other.duckdb", "--llm", llm)
        assert "0 requests, 2 answers from the cache" in fresh
        assert len(server.requests) == 2
    with duckdb.connect(str(record), read_only=True) as db:
        rows = db.sql(
            "select a.language, count(*) from mentions m join articles a on a.id = m.article_id "
            "group by 1 order by 1"
        ).fetchall()
    assert rows == [("de", 3), ("en", 2)]


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    path = tmp_path / "news.jsonl"
    lines = [{"text": f"Chad freed {n} men whom it had held.", "language": "en"} for n in range(12, 32)]
    path.write_text("\n".join(map(json.dumps, lines)))
    record = tmp_path / "r.duckdb"
    reached, go_on = threading.Event(), threading.Event()

    def respond(request):
        if "freed 24 men" in request.article["text"] and not go_on.is_set():
            reached.set()
            go_on.wait(120)
        return completion(nothing())

    with serving(respond) as server:
        llm = toml(tmp_path, server.url, concurrency=1)
        arguments = ["code", path, "--to", record, "--llm", llm]
        script = "from tidings.cli.main import run; run()"
        killed = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.DEVNULL
        )
        try:
            assert reached.wait(120)
        finally:
            killed.kill()
            killed.wait()
            go_on.set()
        before = [r.article["text"] for r in server.requests]
        run(*arguments)
        after = [r.article["text"] for r in server.requests][len(before) :]
    assert len(before) == 13
    assert sorted(after) == sorted(line["text"] for line in lines[12:]), (
        "only what had no answer is asked for"
    )
    with duckdb.connect(str(record), read_only=True) as db:
        assert db.sql("select count(*) from articles").fetchall() == [(20,)]


def test_score_compares_a_model_with_the_same_gold(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(GOLD.read_text("utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    known = read_gold(gold)

    def respond(request):
        text = request.article["text"]
        return completion(answer_from(next(c for c in known.values() if text in c.article.text), text))

    with serving(respond) as server:
        llm = toml(tmp_path, server.url)
        scored = CliRunner().invoke(tidings, ["score", str(gold), "--llm", str(llm), "--format", "json"])
    assert scored.exit_code == 0, scored.output
    assert "tokens in" in scored.stderr
    measures = {m["name"].strip(): m for m in json.loads(scored.stdout)["measures"]}
    for name in ("mention trigger + type", "statement (content IoU>=.5)"):
        assert measures[name]["f1"]["value"] == 1
    for name in ("factuality right, of matched mentions", "voice right, of matched mentions"):
        assert measures[name]["accuracy"]["value"] == 1
    for name in (
        "actor countries right, of matched mentions",
        "recipient countries right, of matched mentions",
    ):
        assert measures[name]["accuracy"]["value"] > 0.95


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "endpoint: Field required"),
        ('endpoint = "http://localhost:1/v1"\n', "model: Field required"),
        ('endpoint = "localhost:1"\nmodel = "x"\n', "begins with http"),
        ('endpoint = "http://"\nmodel = "x"\n', "no address"),
        ('endpoint = "http://local host/v1"\nmodel = "x"\n', "no address"),
        ('endpoint = "http://localhost/\\n"\nmodel = "x"\n', "no address"),
        ('endpoint = "http://[localhost"\nmodel = "x"\n', "endpoint: Value error"),
        ('endpoint = "http://localhost:99999999"\nmodel = "x"\n', "endpoint: Value error"),
        ('endpoint = "http://me:secret@localhost/v1"\nmodel = "x"\n', "no user name or key"),
        ('endpoint = "http://localhost:1/v1"\nmodel = "x"\napi_key = "sk-1"\n', "api_key: Extra inputs"),
        ('endpoint = "http://localhost:1/v1"\nmodel = "x"\nmax_cost = 3\n', "needs price_input"),
        ('endpoint = "http://localhost:1/v1"\nmodel = "x"\n[options]\ntools = []\n', "for options: tools"),
        ('endpoint = "http://localhost:1/v1"\nmodel = "x"\n[options]\nseed = nan\n', "not JSON"),
        ('endpoint = "http://localhost:1/v1"\nmodel = "x"\ncache = "~no-one-at-all/x"\n', "home directory"),
        (f"model = {'[' * 5000}", "recursion"),
        ("endpoint = ", "Invalid value"),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_are_named(tmp_path, text, why):
    path = tmp_path / "model.toml"
    path.write_text(text)
    run = CliRunner().invoke(tidings, ["score", str(GOLD), "--llm", str(path)])
    assert isinstance(run.exception, TidingsError)
    assert run.exception.number == "TID-720"
    assert why in str(run.exception)
    assert "secret" not in str(run.exception)


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    llm = toml(tmp_path, "http://localhost:1/v1")
    run = CliRunner().invoke(
        tidings, ["code", str(GOLD), "--to", str(tmp_path / "r.duckdb"), "--llm", str(llm)]
    )
    assert run.exception.number == "TID-721"
    assert 'pip install "tidings[llm]"' in str(run.exception)
    assert not (tmp_path / "r.duckdb").exists()


def test_with_and_llm_do_not_go_together(tmp_path):
    run = CliRunner().invoke(tidings, ["score", str(GOLD), "--with", str(GOLD), "--llm", "x.toml"])
    assert run.exit_code == 2


def test_the_page_of_the_docs_runs(tmp_path, monkeypatch, capsys):
    """Its settings and its Python, against an endpoint on this machine."""
    import re

    page = Path(__file__).parents[2] / "docs" / "how-to" / "use-a-language-model.md"
    text = page.read_text(encoding="utf-8")
    (settings, *_) = re.findall(r"```toml\n(.*?)```", text, re.S)
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert blocks
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDINGS_LLM_KEY", KEY)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert os.environ["HOME"] == str(tmp_path)
    with serving(lambda _: completion(nothing())) as server:
        changed = re.sub(r"^endpoint = .*$", f'endpoint = "{server.url}"', settings, flags=re.M)
        Path("model.toml").write_text(changed, encoding="utf-8")
        for block in blocks:
            exec(compile(block, str(page), "exec"), {})
        assert server.requests
    assert "requests" in capsys.readouterr().out
