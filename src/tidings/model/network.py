"""Runs the trained network by ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tidings.errors import InstallationError
from tidings.model.outlook import distances
from tidings.model.package import NETWORKS, PACKAGE, ModelFiles, installed_model
from tidings.model.wordpieces import WordPieces

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]

THREADS: Final = 1
"""Threads of one network, so that no sum depends on the number of cores; work is spread over articles."""


@dataclass(frozen=True, slots=True)
class WordScores:
    """What the network says of each word of a window; every row is a word.

    `words` are vectors for the other networks; `cue` and `trigger` score outside, begin, inside; `type` the
    event types.
    """

    words: Scores
    cue: Scores
    trigger: Scores
    type: Scores


@dataclass(frozen=True, slots=True)
class Predicates:
    """Cues or triggers of a window: words `[first, last)`, and how each sees the window's words.

    `first` and `last` have one row a predicate. The others have a row a predicate and a column for each word
    that it is shown: `shown` says which word of the window that is.
    """

    first: Ids
    last: Ids
    shown: Ids
    path: Ids
    rule: Ids


class Network:
    """The trained networks; a window is always read alone, so that its scores depend on nothing else.

    Raises InstallationError (TID-306) where a file can't be loaded.
    """

    def __init__(self, files: ModelFiles) -> None:
        self.files = files
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = THREADS
        options.log_severity_level = 3
        try:
            self.pieces = WordPieces(files.tokenizer)
            self._sessions = {
                name: onnxruntime.InferenceSession(
                    str(files.network(name)), options, providers=["CPUExecutionProvider"]
                )
                for name in NETWORKS
            }
        except Exception as error:  # both libraries raise their own kinds, some of them bare
            raise InstallationError("TID-306", package=PACKAGE, name=files.folder, detail=error) from error

    def read(self, pieces: list[tuple[int, ...]], features: Ids) -> WordScores:
        """Scores of the words of one window, from their pieces and features (one row a word)."""
        ids, heads = self.pieces.joined(pieces)
        given = {"pieces": ids[None], "heads": heads[None], "features": features[None]}
        return WordScores(*(out[0] for out in self._run("words", given)))

    def statements(self, scores: WordScores, cues: Predicates) -> tuple[Scores, Scores]:
        """Tags of each word that a cue is shown, and the kind of each cue."""
        tags, kind = self._run("statements", self._seen(scores, cues))
        return tags, kind

    def mentions(self, scores: WordScores, triggers: Predicates, types: Ids) -> tuple[Scores, ...]:
        """Tags of each word that a trigger is shown; each one's mode, factuality, historical; countries.

        The last has the shape (triggers, 1 + words shown, 2): how well nobody, and each word, names the
        country of the actor and of the recipient.
        """
        return tuple(self._run("mentions", {**self._seen(scores, triggers), "kind": types}))

    def figures(self, scores: WordScores, first: Ids, last: Ids) -> Scores:
        """The factuality of the figures at these words."""
        words = scores.words
        factuality: Scores
        (factuality,) = self._run("figures", {"own": np.concatenate([words[first], words[last - 1]], -1)})
        return factuality

    def _seen(self, scores: WordScores, predicates: Predicates) -> dict[str, Any]:
        return {
            "words": scores.words[None],
            "first": predicates.first,
            "last": predicates.last - 1,
            "shown": predicates.shown,
            "distance": distances(predicates.first[:, None], predicates.last[:, None], predicates.shown),
            "path": predicates.path,
            "rule": predicates.rule,
        }

    def _run(self, name: str, given: dict[str, Any]) -> list[Any]:
        return list(self._sessions[name].run(None, given))


@cache
def installed_network() -> Network:
    """The installed model, loaded on first use; raises InstallationError as `installed_model`."""
    return Network(installed_model())
