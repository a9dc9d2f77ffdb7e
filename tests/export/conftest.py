from __future__ import annotations

import pytest
from click.testing import CliRunner
from export_samples import sample_record

from tidings.cli.main import tidings


@pytest.fixture(scope="session")
def path(tmp_path_factory):
    """A record that no test writes to."""
    return sample_record(tmp_path_factory.mktemp("export") / "crisis.duckdb")


@pytest.fixture
def export(path, tmp_path):
    """`tidings export` of the sample; gives the output's path, or the number of the error."""

    def run(format, *options, name="out", record=path):
        out = tmp_path / name
        result = CliRunner().invoke(
            tidings, ["export", str(record), "--format", format, "--output", str(out), *options]
        )
        if result.exception is not None:
            assert hasattr(result.exception, "number"), result.output + repr(result.exception)
            return result.exception.number
        return out

    return run
