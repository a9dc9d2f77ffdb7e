"""The import table, the promised names, and the cost of starting."""

import subprocess
import sys
from pathlib import Path

import pytest

import tidings

SOURCE = Path(tidings.__file__).parent


def test_rooms_import_only_downward():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(Path(__file__).parents[1] / "pyproject.toml")) == 0


def test_the_import_table_catches_an_import_that_goes_upward(tmp_path):
    package = tmp_path / "tidings"
    for room in ("read", "record"):
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "read" / "__init__.py").write_text("import tidings.record\n")
    config = tmp_path / "importlinter.toml"
    config.write_text(
        '[tool.importlinter]\nroot_package = "tidings"\n[[tool.importlinter.contracts]]\nname = "rooms"\n'
        'type = "layers"\ncontainers = ["tidings"]\nlayers = ["record", "read"]\n'
    )
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", config, "--no-cache"],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode != 0, run.stdout
    assert "tidings.read -> tidings.record" in run.stdout


def test_only_promised_names_are_public():
    assert sorted(tidings.__all__) == ["__version__"]


@pytest.mark.parametrize(
    "heavy",
    ["spacy", "duckdb", "pyarrow", "pydantic", "trafilatura", "numpy", "rich", "onnxruntime", "tokenizers"],
)
def test_help_loads_nothing_heavy(heavy):
    code = (
        "import sys; from click.testing import CliRunner; from tidings.cli.main import tidings;"
        "r = CliRunner().invoke(tidings, ['--help']); assert r.exit_code == 0, r.output;"
        f"assert {heavy!r} not in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_no_module_has_grown_past_the_limit():
    too_long = {p.name: n for p in SOURCE.rglob("*.py") if (n := len(p.read_text().splitlines())) > 400}
    assert not too_long
