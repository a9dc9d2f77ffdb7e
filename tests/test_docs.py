"""The docs are true: pages made from the program are up to date, links lead somewhere, examples run."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

from tidings.cli.main import tidings as commands
from tidings.errors import PROBLEMS

ROOT = Path(__file__).parents[1]
REFERENCE = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])


@pytest.mark.parametrize("name", REFERENCE["PAGES"])
def test_reference_pages_are_up_to_date(name):
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == REFERENCE["PAGES"][name]()


def test_everything_is_documented():
    page = {name: make() for name, make in REFERENCE["PAGES"].items()}
    for name, command in commands.commands.items():
        assert f"## tidings {name}\n" in page["commands.md"]
        for parameter in command.params:
            assert all(option in page["commands.md"] for option in parameter.opts if option.startswith("-"))
    assert all(number in page["errors.md"] for number in PROBLEMS)
    assert not re.search(r"\|\s*\|\n", page["settings.md"] + page["record.md"]), (
        "a setting or column has no meaning"
    )


def test_every_setting_has_its_own_meaning():
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.+) \|$", REFERENCE["PAGES"]["settings.md"](), re.M)
    assert len(rows) > 10
    assert len({meaning for _, meaning in rows}) == len(rows)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    ("page", "least"),
    [
        ("README.md", 4),
        ("docs/tutorial.md", 4),
        ("docs/how-to/add-your-own-actors.md", 3),
        ("docs/how-to/compare-tellings.md", 4),
    ],
)
def test_command_lines_run_one_after_another_and_print_something(page, least, command, tmp_path):
    blocks = re.findall(r"```bash\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)
    lines = re.findall(r"(?:^|/|&& )tidings (.*)", "".join(blocks), re.M)
    assert len(lines) >= least
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for line in lines:
        arguments = shlex.split(line)
        run = command(*arguments, cwd=tmp_path)
        assert run.stdout.strip() or "--output" in arguments, line
        assert "No mention fits" not in run.stdout, line


def test_every_setting_and_number_that_the_code_raises_is_known():
    raised = set()
    for path in (ROOT / "src").rglob("*.py"):
        raised |= set(re.findall(r"[\"'](TID-\d{3})[\"'][,)]", path.read_text(encoding="utf-8")))
    assert raised <= set(PROBLEMS)
    assert set(PROBLEMS) <= raised, "a number that nothing raises"
