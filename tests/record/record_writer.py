"""The writer that the kill test kills."""

from __future__ import annotations

from multiprocessing.connection import Connection

from record_samples import PROVENANCE, random_coding

from tidings.record import open_record


def write_all(path: str, articles: int, batch: int, reports: Connection) -> None:
    """Write codings in batches, go on where an earlier writer stopped, and report the start of each batch."""
    reports.send("ready")
    with open_record(path, create=True) as record:
        for start in range(0, articles, batch):
            codings = [random_coding(seed) for seed in range(start, start + batch)]
            if len(record.known([c.article.id for c in codings], PROVENANCE)) < batch:
                record.write(codings, [], PROVENANCE)
                reports.send(start)
    reports.send("done")
