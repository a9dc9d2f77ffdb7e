"""The import table, the promised names, and the cost of starting."""

import inspect
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


PROMISED = [
    "Added", "Article", "Coding", "Codings", "Config", "Event", "Figure", "Mention", "Party",
    "ProblemWarning", "Quarantined", "Reading", "Record", "Span", "Statement", "Table", "TidingsError",
    "__version__", "code", "open", "read",
]  # fmt: skip


def test_only_promised_names_are_public():
    assert sorted(tidings.__all__) == PROMISED
    assert set(PROMISED) <= set(dir(tidings))
    assert all(getattr(tidings, name) is not None for name in PROMISED)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tidings.nothing


def test_a_room_that_is_also_a_function_stays_both():
    from tidings.code.pipeline import STEPS
    from tidings.read.options import ReadOptions

    assert callable(tidings.code) and tidings.code.pipeline.STEPS is STEPS
    assert callable(tidings.read) and tidings.read.ReadOptions is ReadOptions
    assert "progress" in inspect.signature(tidings.code).parameters


@pytest.mark.parametrize(
    "first", ["import tidings", "import tidings.code.pipeline", "from tidings.read import ReadOptions"]
)
def test_the_functions_can_be_called_whatever_was_imported_before(first):
    code = (
        f"{first}; import tidings, sys; assert 'pandas' not in sys.modules and 'polars' not in sys.modules;"
        "tidings.code([]); print(list(tidings.code([])), list(tidings.read([])))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.stdout == "[] []\n", run.stderr


def test_importing_tidings_loads_nothing_heavy():
    code = "import sys, tidings; dir(tidings); print(len([m for m in sys.modules if m in sys.argv[1:]]))"
    heavy = [
        "spacy",
        "duckdb",
        "pyarrow",
        "pydantic",
        "numpy",
        "rich",
        "onnxruntime",
        "pandas",
        "polars",
        "jinja2",
    ]
    run = subprocess.run([sys.executable, "-c", code, *heavy], check=True, capture_output=True, text=True)
    assert run.stdout == "0\n"


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
