"""How the command ends: at once, and with everything done that is to be done at the end."""

import subprocess
import sys

import pytest

ENTRY = "from tidings.cli.main import run; run()"


def ended(*lines, arguments=("--version",)):
    return subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, ENTRY]), *arguments],
        check=False, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


def test_what_is_registered_for_the_end_is_done_and_printed():
    found = ended("import atexit", "atexit.register(print, 'goodbye')")
    assert found.returncode == 0
    assert found.stdout.splitlines()[-1] == "goodbye"
    assert not found.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [(("nonsense",), 2, "No such command"), (("show", "none.duckdb"), 1, "TID-205")],
)
def test_the_status_tells_of_failures(arguments, status, said):
    found = ended(arguments=arguments)
    assert found.returncode == status
    assert said in found.stderr


def test_another_thread_ends_its_work():
    work = "lambda: (time.sleep(1), print('worked'))"
    found = ended("import threading, time", f"threading.Thread(target={work}).start()")
    assert found.returncode == 0
    assert "worked" in found.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a shell does")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_without_a_terminal_it_ends_well(closed):
    script = f'"{sys.executable}" -c "{ENTRY}" --version {closed}'
    found = subprocess.run(script, shell=True, check=False, capture_output=True, text=True)
    assert found.returncode == 0
    assert not found.stderr


def test_a_reader_that_has_seen_enough_is_no_failure():
    with subprocess.Popen(
        [sys.executable, "-c", ENTRY, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert not process.stderr.read()
        process.wait(60)
