"""The model's package: found whole, or refused with what to do."""

import hashlib
import json
import shutil

import pytest

from tidings.errors import InstallationError
from tidings.model import Network, checked_model, installed_model
from tidings.model import package as module


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(installed_model().folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def listed_again(folder, name):
    """Put the digest of a changed file into the list, as if it had been released so."""
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in lines if not line.endswith(name)]
    (folder / "SHA256SUMS").write_text("".join(f"{line}\n" for line in [*kept, f"{digest}  {name}"]))


def test_a_whole_model_is_taken_and_has_the_digest_of_its_list(copied):
    found = checked_model(copied)
    assert found.digest == installed_model().digest
    assert found.digest == hashlib.sha256((copied / "SHA256SUMS").read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["words.onnx", "mentions.onnx", "tokenizer.json", "config.json"])
def test_one_changed_byte_is_refused(copied, name):
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / name).write_bytes(data)
    with pytest.raises(InstallationError) as refused:
        checked_model(copied)
    assert refused.value.number == "TID-306"
    assert name in str(refused.value)


@pytest.mark.parametrize("name", ["SHA256SUMS", "statements.onnx"])
def test_a_missing_file_is_refused(copied, name):
    (copied / name).unlink()
    with pytest.raises(InstallationError) as refused:
        checked_model(copied)
    assert refused.value.number == "TID-306"


def test_a_listed_file_that_is_no_network_is_refused(copied):
    (copied / "figures.onnx").write_bytes(b"no network")
    listed_again(copied, "figures.onnx")
    with pytest.raises(InstallationError) as refused:
        Network(checked_model(copied))
    assert refused.value.number == "TID-306"


@pytest.mark.parametrize(
    ("key", "value"), [("format", 99), ("types", ["AGREE"]), ("settings", {}), ("word_features", {})]
)
def test_a_model_for_another_version_is_refused(copied, key, value):
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, key: value}))
    listed_again(copied, "config.json")
    with pytest.raises(InstallationError) as refused:
        checked_model(copied)
    assert refused.value.number == "TID-307"
    assert {"settings": "cue_bias"}.get(key, key) in str(refused.value)


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(module, "MODULE", "tidings_xx")
    installed_model.cache_clear()
    with pytest.raises(InstallationError) as missing:
        installed_model()
    installed_model.cache_clear()
    assert missing.value.number == "TID-305"
    assert "pip install" in str(missing.value)


def test_the_package_stays_under_forty_megabytes():
    total = sum(f.stat().st_size for f in installed_model().folder.rglob("*") if f.suffix != ".pyc")
    assert total < 40_000_000
