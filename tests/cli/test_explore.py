"""`tidings explore` as a user starts and ends it."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import httpx
import psutil
import pytest

from tidings.record import open_record


@contextmanager
def explored(*arguments):
    """The running command and the address it printed."""
    run = subprocess.Popen(
        [sys.executable, "-c", "from tidings.cli.main import run; run()", "explore", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1", "BROWSER": "false"},
    )  # fmt: skip
    try:
        words = run.stdout.readline()
        assert "http://127.0.0.1:" in words, run.communicate(timeout=60)
        yield run, words.split(" is at ")[1].split()[0].rstrip("/")
    finally:
        if run.poll() is None:
            run.kill()
        run.communicate(timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_ended_and_leaves_the_record_whole(record, ending, command):
    with explored(record, "--no-browser") as (run, address):
        assert httpx.get(address, timeout=60).status_code == 200
        refused = command("show", record, check=False)
        assert (refused.returncode, "TID-201" in refused.stderr) == (1, True), refused.stderr
        assert str(run.pid) in refused.stderr
        run.send_signal(ending)
        _, err = run.communicate(timeout=60)
        said = [line for line in err.splitlines() if not line.startswith("Preparing the record")]
        assert (run.returncode, said) == (0, []), err
    assert not record.with_name(record.name + ".wal").exists()
    with open_record(record, read_only=True) as opened:
        assert opened.check() == []


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
@pytest.mark.parametrize("asked", ["code", "add"])
def test_one_interrupt_ends_it_whatever_text_is_being_coded(record, asked):
    """The process that codes is held, so that its text would never end."""
    with open_record(record, read_only=True) as opened:
        before = opened.summary().articles
    with explored(record, "--no-browser") as (run, address):
        page = httpx.get(f"{address}/add", timeout=60).text
        token = re.search(r'name="tidings-token" content="([^"]+)"', page)[1]
        answers = []

        def ask():
            if asked == "code":
                answers.append(httpx.post(f"{address}/api/v1/code", json={"text": TEXT}, timeout=100))
            else:
                files = {"text": (None, TEXT)}
                httpx.post(f"{address}/add/text?token={token}", files=files, timeout=100)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        end = time.monotonic() + 60
        while not (readers := psutil.Process(run.pid).children()):
            assert time.monotonic() < end
            time.sleep(0.005)
        for reader in readers:
            reader.suspend()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
        said = [line for line in err.splitlines() if not line.startswith("Preparing the record")]
        assert (run.returncode, said) == (0, []), err
        asking.join(20)
    assert [(a.status_code, a.json()["number"]) for a in answers] == [(503, "TID-617")] * (asked == "code")
    assert not any(psutil.pid_exists(reader.pid) for reader in readers)
    with open_record(record, read_only=True) as opened:
        assert (opened.check(), opened.summary().articles) == ([], before)


def test_a_port_in_use_is_said(record, command):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = command("explore", record, "--no-browser", "--port", port, check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"tidings: TID-401: --port: {port}")


TYPES = """
[types.GRAIN_SHIPMENT]
definition = "Grain is taken somewhere by ship."
quad = 2
words = ["ship [grain]"]
"""
TEXT = (
    "Poland shipped 400 tonnes of grain to Egypt on Monday, the ministry said in Warsaw. It was cheap, too."
)


def test_own_types_hold_for_articles_that_are_added_in_the_page(tmp_path):
    (tmp_path / "types.toml").write_text(TYPES, encoding="utf-8")
    path = tmp_path / "new.duckdb"
    with explored(path, "--no-browser", "--new", "--ontology", tmp_path / "types.toml") as (run, address):
        coded = httpx.post(f"{address}/api/v1/code", json={"text": TEXT}, timeout=120).json()
        assert "GRAIN_SHIPMENT" in [m["own_type"] for m in coded["mentions"]], coded["mentions"]
        page = httpx.get(f"{address}/add", timeout=60).text
        token = re.search(r'name="tidings-token" content="([^"]+)"', page)[1]
        added = httpx.post(f"{address}/add/text?token={token}", files={"text": (None, TEXT)}, timeout=60)
        assert added.status_code in {200, 303}, added.text
        end = time.monotonic() + 120
        while "GRAIN_SHIPMENT" not in httpx.get(f"{address}/api/v1/mentions", timeout=60).text:
            assert time.monotonic() < end
            time.sleep(0.2)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
    with open_record(path, read_only=True) as opened:
        assert [own.name for own in opened.own_types()] == ["GRAIN_SHIPMENT"]


def test_a_missing_record_is_said_and_made_only_when_asked_for(tmp_path, command):
    path = tmp_path / "new.duckdb"
    refused = command("explore", path, "--no-browser", check=False)
    assert refused.returncode == 1
    assert "TID-205" in refused.stderr and "--new" in refused.stderr
    assert not path.exists()
    with explored(path, "--no-browser", "--new") as (_, address):
        assert httpx.get(f"{address}/add", timeout=60).status_code == 200
    assert path.exists()
