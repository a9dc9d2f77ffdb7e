"""Coding one shard: a pure function of its articles, the settings and the model, whoever calls it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from tidings import ontology
from tidings.config import Config
from tidings.errors import ScaleError
from tidings.read import Part, read_parts
from tidings.scale.journal import Journal, deadly, left_out
from tidings.scale.places import Place, fetched, is_remote
from tidings.scale.plan import WRITER, Plan, Shard
from tidings.scale.sizing import UNSEEN, Piece, changed, file_digest, mark
from tidings.scale.tables import TABLES, Tables, sha256
from tidings.types import Article, Coding, Quarantined
from tidings.types.provenance import Provenance

if TYPE_CHECKING:
    from tidings.code.coder import Coder

MANIFESTS: Final = "manifests"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a coded shard was made of and with, and what it holds.

    `input` is `Plan.input_digest`; `files` maps each table to SHA-256 and bytes of its Parquet file, `rows`
    to its rows; `output` is SHA-256 over all of them. A shard is done if, and only if, there is a manifest
    with the digests that it must have and its files are there.
    """

    shard: str
    input: str
    config: str
    model: str
    ontology: str
    writer: str
    articles: int
    words: int
    quarantined: int
    rows: Mapping[str, int]
    files: Mapping[str, tuple[str, int]]
    output: str

    def to_bytes(self) -> bytes:
        """The file of the manifest."""
        return json.dumps(asdict(self), sort_keys=True).encode() + b"\n"

    @classmethod
    def of(cls, data: bytes) -> Manifest:
        """The manifest in a file; ValueError, TypeError, KeyError or AttributeError where it is none."""
        row = json.loads(data)
        files = {name: (str(sha), int(size)) for name, (sha, size) in row["files"].items()}
        rows = {name: int(row["rows"][name]) for name in TABLES}
        return cls(**{**row, "rows": rows, "files": files})


def file_of(table: str, shard: str) -> str:
    """Where the rows of a shard lie."""
    return f"{table}/{shard}.parquet"


def manifest_of(shard: str) -> str:
    """Where the manifest of a shard lies."""
    return f"{MANIFESTS}/{shard}.json"


def stamp(config: Config, coder: Coder | None = None) -> Provenance:
    """What decides a row besides its article; `coder` is the trained pipeline unless given."""
    return Provenance(ontology.VERSION, (coder or trained()).digest(), config.digest())


def trained() -> Coder:
    """The trained pipeline."""
    # Late: who brings another coder need not load spaCy and the model.
    return cast("Coder", importlib.import_module("tidings.code.coder").TrainedCoder())


def finished(place: Place, plan: Plan, shard: Shard) -> Manifest | None:
    """The manifest of a shard that is done; None for one that is not."""
    found = promised(place, plan, shard)
    if found is None:
        return None
    whole = all(place.size(file_of(name, shard.name)) == size for name, (_, size) in found.files.items())
    return found if whole else None


def promised(place: Place, plan: Plan, shard: Shard) -> Manifest | None:
    """The manifest of a shard if it has the digests that it must have; its files were not looked for."""
    try:
        found = Manifest.of(place.read(manifest_of(shard.name)))
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return None
    made = Provenance(found.ontology, found.model, found.config)
    same = (made, found.writer, found.input) == (plan.provenance, plan.writer, plan.input_digest(shard))
    return found if same and set(found.files) == set(TABLES) else None


def check_machine(plan: Plan, folder: str, coder: Coder | None = None) -> None:
    """ScaleError TID-707 where this machine's program would not write what the plan is for."""
    here = stamp(plan.config, coder)
    for what, same in (
        ("model or reader", here == plan.provenance),
        (f"version of Parquet's writer ({WRITER}, not {plan.writer})", plan.writer == WRITER),
    ):
        if not same:
            raise ScaleError("TID-707", what=what, folder=folder)


def code_shard(
    plan: Plan,
    shard: Shard,
    place: Place,
    *,
    coder: Coder | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Code a shard of a plan and put it in a folder, unless it is there already; its manifest.

    The files depend on the articles, the settings and the model alone, and are there whole or not at all;
    the manifest comes last. `told` gets the articles and words coded so far, after each batch. The machine
    must be that of the plan (`check_machine`). Raises ScaleError TID-703 where the input is not what was
    planned; InstallationError (3xx) where a model is missing.
    """
    done = finished(place, plan, shard)
    if done is not None:
        return done
    journal = Journal(place, shard.name, plan.config.scale.deaths)
    try:
        tables = _code_all(plan, shard, coder or trained(), journal, told)
    except Exception:  # an error is no death: no article is to blame for it
        journal.writing()
        raise
    journal.writing()
    return _commit(plan, shard, place, tables, journal)


def _code_all(
    plan: Plan, shard: Shard, coder: Coder, journal: Journal, told: Callable[[int, int], None] | None
) -> Tables:
    tables = Tables(plan.provenance)
    stream = _read(plan, shard, journal)
    seen = 0
    journal.reading_on(seen)
    while batch := list(islice(stream, plan.config.batch_articles)):
        articles = [row for row in batch if isinstance(row, Article)]
        refused = [row for row in batch if isinstance(row, Quarantined)]
        _code(articles, refused, coder, plan.config, journal, tables)
        seen += len(batch)
        journal.reading_on(seen)
        if told:
            told(tables.articles, tables.words)
    return tables


def _code(
    articles: list[Article], refused: list[Quarantined], coder: Coder, config: Config, journal: Journal,
    tables: Tables,
) -> None:  # fmt: skip
    done: list[Coding] = []
    ids: dict[str, str] = {}
    together = [a for a in articles if not journal.alone(a.id)]
    for some in (together, *([a] for a in articles if journal.alone(a.id))):
        if not some:
            continue
        rows: Iterator[Coding | Quarantined]
        if times := journal.poison(some[0].id):
            (article,) = some
            rows = iter([left_out(article, times, journal.late(article.id), config.scale)])
        else:
            journal.coding([article.id for article in some])
            rows = coder.code(some, config)
        for article, row in zip(some, rows, strict=True):
            if isinstance(row, Quarantined):
                refused.append(row)
                ids[row.id] = article.id
            else:
                done.append(row)
    tables.add(done, refused, ids)


def _read(plan: Plan, shard: Shard, journal: Journal) -> Iterator[Article | Quarantined]:
    options = plan.options
    seen: set[str] = set()
    for number, piece in enumerate(shard.pieces):
        journal.reading(number)
        if piece.problem is not None:
            yield Quarantined(piece.origin, *piece.problem)
        elif times := journal.poisoned_piece(number):
            yield deadly(piece.origin, times)
        else:
            with _there(piece, Path(plan.root)) as part:
                for row in read_parts([part], options=options, config=plan.config):
                    if isinstance(row, Article):
                        if row.id in seen:
                            continue
                        seen.add(row.id)
                    yield row


@contextmanager
def _there(piece: Piece, root: Path) -> Iterator[Part]:
    """A piece on this machine; ScaleError TID-703 where it is not what was planned."""
    other = ScaleError("TID-703", path=piece.origin, detail="its content has changed")
    if not is_remote(piece.path):
        path = root / piece.path
        if piece.digest and not path.exists():
            raise ScaleError("TID-703", path=piece.origin, detail="it is gone")
        if changed(piece, path):
            raise other
        yield Part(path, piece.origin, piece.lines, piece.rows)
    elif piece.lines is None:
        if piece.digest != UNSEEN and mark(piece.path) != piece.digest:
            raise other
        with fetched(piece.path) as path:
            yield Part(path, piece.origin, rows=piece.rows)
    else:
        start = piece.lines.start
        with fetched(piece.path, start, start + piece.lines.size) as path:
            if file_digest(path) != piece.digest:
                raise other
            yield Part(path, piece.origin, replace(piece.lines, start=0))


def _commit(plan: Plan, shard: Shard, place: Place, tables: Tables, journal: Journal) -> Manifest:
    files = tables.files()
    for name, data in files.items():
        place.write(file_of(name, shard.name), data)
    digests = {name: (sha256(data), len(data)) for name, data in files.items()}
    manifest = Manifest(
        shard.name, plan.input_digest(shard), plan.provenance.config_digest, plan.provenance.model_digest,
        plan.provenance.ontology_version, plan.writer, tables.articles, tables.words, tables.quarantined,
        tables.rows(), digests, sha256(json.dumps(digests, sort_keys=True).encode()),
    )  # fmt: skip
    place.write(manifest_of(shard.name), manifest.to_bytes())
    journal.close()
    return manifest
