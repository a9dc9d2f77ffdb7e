"""The commands import spaCy without its own command line, and whoever asks for that gets it."""

import subprocess
import sys


def run(code):
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


ALONE = "import sys; from tidings.cli.spacy_alone import import_spacy_alone; import_spacy_alone(); "


def test_spacy_comes_without_its_command_line():
    told = run(ALONE + "import spacy; print(*('spacy.cli' in sys.modules, 'typer' in sys.modules))")
    assert told == ["False", "False"]


def test_what_was_left_out_is_there_when_it_is_asked_for():
    assert run(ALONE + "import spacy; print(spacy.cli.download.__name__, spacy.info.__name__)") == [
        "download",
        "info",
    ]
    assert run(ALONE + "from spacy.cli.info import info; import spacy.cli; print(spacy.cli.info is info)")
    assert run(ALONE + "import spacy; print(hasattr(spacy, 'nothing'))") == ["False"]


def test_spacy_that_was_imported_before_stays_as_it_is():
    code = "import spacy; before = dict(vars(spacy)); " + ALONE + "import spacy; print(vars(spacy) == before)"
    assert run(code) == ["True"]


def test_a_command_reads_with_it(tmp_path):
    text, record = tmp_path / "one.txt", tmp_path / "one.duckdb"
    text.write_text("Poland sent aid to Ukraine on Monday, officials said.")
    code = (
        f"import sys; sys.argv = ['tidings', 'code', {str(text)!r}, '--to', {str(record)!r}, '--quiet']\n"
        "from tidings.cli.main import main\ntry:\n    main()\nexcept SystemExit as end:\n"
        "    print(end.code, 'spacy' in sys.modules, 'spacy.cli' in sys.modules)"
    )
    assert run(code) == ["0", "True", "False"]
