"""Parsers don't die: any input gives articles and reasons, within its time and memory."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from mutants import LARGE, Figures, check, run, run_mutants

MUTATIONS = int(os.environ.get("TIDINGS_MUTATIONS", "600"))
BLOCKS = 6

REFUSED = {
    "line.txt": "TID-119",
    "words.txt": "TID-119",
    "line.jsonl": "TID-119",
    "lists.jsonl": "TID-119",
    "line.json": "TID-119",
    "line.csv": "TID-119",
    "cells.csv": "TID-119",
    "line.html": "TID-119",
    "deep.html": "TID-106",
    "deep.json": "TID-106",
    "deep.jsonl": "TID-106",
    "deep.rss": "TID-106",
    "deep.txt.gz": "TID-106",
    "laughs.rss": "TID-105",
    "laughs16.xml": "TID-105",
    "bomb.txt.gz": "TID-105",
    "bomb.pdf": "TID-108",
    "huge.txt": "TID-104",
}


@pytest.fixture(scope="module")
def fresh():
    """A new process: peaks of memory can only be read of a process that has done nothing else before."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield lambda function, *arguments: pool.submit(function, *arguments).result()


def read_block(numbers):
    """The figures of a range of mutants."""
    figures = Figures()
    run_mutants(numbers, figures)
    return figures


def read_large(name, folder):
    """The numbers of the quarantine rows (None for an article) of a large input, and its figures."""
    path = folder / name
    path.write_bytes(dict(LARGE)[name]())
    figures = Figures()
    out = run(path, figures)
    check(out, path)
    path.unlink()
    return [getattr(item, "number", None) for item in out], figures


@pytest.mark.parametrize("block", range(BLOCKS))
def test_mutants_give_articles_or_reasons_in_time(block, fresh):
    size = MUTATIONS // BLOCKS
    figures = fresh(read_block, range(block * size, (block + 1) * size))
    assert figures.inputs == size
    assert figures.articles > 0
    assert figures.seconds <= 10, figures.slowest
    assert figures.worker_bytes <= 1_000_000_000


@pytest.mark.parametrize("name", [name for name, _ in LARGE])
def test_large_and_hostile_inputs_are_read_or_refused_in_time(name, tmp_path, fresh):
    numbers, figures = fresh(read_large, name, tmp_path)
    assert figures.seconds <= 10
    assert figures.own_bytes <= 1_000_000_000
    assert figures.worker_bytes <= 1_000_000_000
    if name in REFUSED:
        assert numbers == [REFUSED[name]]
