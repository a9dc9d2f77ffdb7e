"""The page on own event types: its command lines and its Python run, one after another."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tidings.cli.main import tidings
from tidings.ontology import read_own_types

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "use-your-own-event-types.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """One of the shipped examples, in which all types of the page stand."""
    (tmp_path / "examples" / "articles").mkdir(parents=True)
    for name in ("event-types.toml", "articles/odesa_local.html"):
        shutil.copy(ROOT / "examples" / name, tmp_path / "examples" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_of_the_page_find_something(folder):
    (block,) = re.findall(r"```bash\n(.*?)```", PAGE, re.S)
    for line in block.splitlines():
        done = CliRunner().invoke(tidings, shlex.split(line)[1:], catch_exceptions=False)
        assert done.exit_code == 0, line
        assert done.output.strip(), line
        assert "fits these filters" not in done.output, line


def test_the_python_of_the_page_runs(folder, capsys):
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(compile(block, "the page", "exec"), {})
    assert "'own_type': 'PORT_ATTACK', 'type': 'ASSAULT'" in capsys.readouterr().out


def test_the_type_on_the_page_is_one_that_can_be_read(folder):
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    (folder / "mine.toml").write_text(block, encoding="utf-8")
    (read,) = read_own_types(folder / "mine.toml")
    shipped = {own.name: own for own in read_own_types(folder / "examples" / "event-types.toml")}[read.name]
    assert (read.definition, read.words) == (shipped.definition, shipped.words)
    assert set(read.examples) <= set(shipped.examples)


def test_every_example_that_is_shipped_is_found(folder):
    done = CliRunner().invoke(tidings, ["ontology", "check", "examples/event-types.toml"])
    assert "not found" not in done.output
    assert "though" not in done.output
