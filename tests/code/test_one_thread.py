"""Linear algebra has one thread inside, and afterwards what it had before."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from tidings.code.one_thread import one_thread


def threads():
    assert np.ones(1) @ np.ones(1) == 1  # loaded before it is asked
    # Other packages may have loaded a library of their own since.
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas" and "numpy" in pool["filepath"]]
    return {pool["num_threads"] for pool in pools}


@pytest.fixture
def two():
    # A thread that sets it and lives on keeps all others from setting it (threadpoolctl 3.8).
    with ThreadPoolExecutor(1) as pool:
        pool.submit(threadpool_limits, 2, "blas").result()
    if threads() != {2}:
        pytest.skip("numpy's linear algebra here can't be told its threads")


def test_one_inside_and_as_before_after_it(two):
    with one_thread():
        assert threads() == {1}
        with one_thread():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == {2}


def test_an_error_inside_leaves_no_trace(two):
    with pytest.raises(ValueError, match="lost"), one_thread():
        raise ValueError("lost")
    assert threads() == {2}


def test_threads_take_turns(two):
    def inside(_):
        with one_thread():
            seen = threads()
            sleep(0)
            return seen | threads()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(inside, range(40))) == [{1}] * 40
    assert threads() == {2}
