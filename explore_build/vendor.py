"""Fetches the page's libraries from the npm registry into src/tidings/explore/static/vendor.

    python -m explore_build.vendor

The files are taken as they are published; `SOURCES.json` beside them has each one's package, version,
licence and SHA-256, which a test holds against the files. Only this script needs npm.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).parents[1] / "src/tidings/explore/static/vendor"

LIBRARIES: Final = {
    "htmx.org@2.0.11": {"dist/htmx.min.js": "htmx.min.js"},
    "d3@7.9.2": {"dist/d3.min.js": "d3.min.js"},
    "@observablehq/plot@0.6.17": {"dist/plot.umd.min.js": "plot.min.js"},
    "topojson-client@3.1.0": {"dist/topojson-client.min.js": "topojson-client.min.js"},
    "world-atlas@2.0.2": {"countries-110m.json": "countries-110m.json"},
    "graphology@0.26.0": {"dist/graphology.umd.min.js": "graphology.min.js"},
    "sigma@3.0.3": {"dist/sigma.min.js": "sigma.min.js"},
}
"""Package and version, and which of its files become which of ours."""


def main() -> None:
    """Fetch every file and write `SOURCES.json`."""
    TARGET.mkdir(parents=True, exist_ok=True)
    sources = []
    for package, files in LIBRARIES.items():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", package, "--silent"], cwd=folder, check=True)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as packed:
                about = json.loads(_member(packed, "package.json"))
                for theirs, ours in files.items():
                    content = _member(packed, theirs)
                    (TARGET / ours).write_bytes(content)
                    name, _, version = package.rpartition("@")
                    sources.append(
                        {
                            "file": ours, "package": name, "version": version, "licence": about["license"],
                            "sha256": hashlib.sha256(content).hexdigest(),
                        }
                    )  # fmt: skip
    (TARGET / "SOURCES.json").write_text(json.dumps(sources, indent=1) + "\n")


def _member(packed: tarfile.TarFile, name: str) -> bytes:
    stream = packed.extractfile(f"package/{name}")
    if stream is None:
        raise FileNotFoundError(name)
    return stream.read()


if __name__ == "__main__":
    main()
