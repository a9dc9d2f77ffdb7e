"""Linking of the gold event mentions of ECB+: python benchmarks/ecbplus.py ecbplus-xml.tar.gz [--test]

ECB+ (A. Cybulska, P. Vossen 2014; annotation CC BY 3.0), the sentences that its authors checked, and their
split: topics 36-45 for the test, 2, 5, 12, 18, 21, 23, 34, 35 for choosing, the others for fitting.
Mentions are compared within a topic only, and chains of one count. ECB+ mentions are no political actions:
of the engine it uses the encoder, the hashed words, the weights' kind and the way of grouping; what each
mention offers (the head's lemma, its vector, its sentence, the marked participants, times and places) is
weighed by a logistic regression on the topics for fitting. The mean score at which groups are joined is the
best on the topics for choosing.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from linking_scores import chain_scores, conll
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import minimize

from tidings.code.features import word_features
from tidings.code.figures import find_figures
from tidings.code.language import analyse
from tidings.code.statements import find_statements
from tidings.code.words import WordTable, word_table
from tidings.link.cluster import groups
from tidings.model import installed_network, windows
from tidings.types import Article

CHOOSING = {2, 5, 12, 18, 21, 23, 34, 35}
FIRST_TEST = 36
CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "NUM"}
ARGUMENTS = {"nsubj", "nsubjpass", "dobj", "compound", "poss", "attr", "amod", "pobj"}
CUTS = np.arange(-1.5, 0.51, 0.25)
STORIES = (0.0, 0.06, 0.1, 0.14, 0.18)
SIZE = 4096
EVENT = ("ACTION", "NEG")
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Document:
    topic: int
    name: str
    text: str
    marks: dict[str, tuple[str, tuple[int, int]]]
    chains: dict[str, str]
    checked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    topic: int
    key: tuple[int, str, str]
    document: str
    chain: object
    tag: str
    lemma: str
    part: str
    lemmas: frozenset[str]
    trigger: Reals
    near: Reals
    sentence: Mapping[str, int]
    words: Mapping[str, int]
    names: Mapping[str, int]
    parties: frozenset[str]
    places: frozenset[str]
    times: frozenset[str]
    arguments: frozenset[str]


def documents(archive: str) -> Iterator[Document]:
    with tarfile.open(archive) as files:
        contents = {m.name: files.extractfile(m).read() for m in files.getmembers() if m.isfile()}  # type: ignore[union-attr]
    checked: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    table = next(data for name, data in contents.items() if name.endswith("coreference_sentences.csv"))
    for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig"))):
        checked[int(row["Topic"]), row["File"]].add(int(row["Sentence Number"]))
    for path in sorted(contents):
        found = re.search(r"/(\d+)_(\w+)\.xml$", path)
        if found:
            topic, name = int(found[1]), found[2]
            yield _document(ElementTree.fromstring(contents[path]), topic, name, checked[topic, name])


def _document(root: ElementTree.Element, topic: int, name: str, checked: set[int]) -> Document:
    text, at, before = "", {}, None
    sentence_of = {}
    for token in root.iter("token"):
        sentence, word = int(token.get("sentence") or 0), token.text or ""
        if "plus" in name and sentence == 0:
            continue  # the address of the page
        text += "" if before is None else " " if sentence == before else "\n\n"
        key = token.get("t_id")
        at[key], sentence_of[key], before = (len(text), len(text) + len(word)), sentence, sentence
        text += word
    marks, good = {}, set()
    for mark in root.find("Markables") or ():
        anchors = [a.get("t_id") for a in mark.findall("token_anchor")]
        if anchors and anchors[0] in at and anchors[-1] in at:
            key = mark.get("m_id") or ""
            marks[key] = (mark.tag, (at[anchors[0]][0], at[anchors[-1]][1]))
            if sentence_of[anchors[0]] in checked:
                good.add(key)
    chains = {}
    for relation in root.find("Relations") or ():
        cross = relation.tag == "CROSS_DOC_COREF"
        label = relation.get("note") if cross else f"{topic} {name} {relation.get('r_id')}"
        for source in relation.findall("source"):
            chains[source.get("m_id") or ""] = label or ""
    return Document(topic, name, text, marks, chains, frozenset(good))


def mentions(document: Document) -> Iterator[Mention]:
    analysis = find_figures(find_statements(next(analyse([Article.make(document.text)]))))
    table = word_table(analysis)
    vectors = _vectors(table)
    tokens = [analysis.doc[i] for i in table.tokens.tolist()]
    place = {token.i: n for n, token in enumerate(tokens)}
    content = [t.lemma_.lower() if t.pos_ in CONTENT else "" for t in tokens]
    words = Counter(w for w in content if w)
    names = Counter(t.lemma_.lower() for t in tokens if t.pos_ in {"PROPN", "NUM"})
    spans = {key: (tag, table.range_of(*span)) for key, (tag, span) in document.marks.items()}
    for key in sorted(document.checked):
        tag, (first, last) = spans[key]
        if not tag.startswith(EVENT):
            continue
        inside = range(first, max(last, first + 1))
        head = next(
            (
                n
                for n in inside
                if place.get(tokens[n].head.i, -1) not in inside or tokens[n].head.i == tokens[n].i
            ),
            first,
        )
        start, end = next((s for s in table.sentences if s[0] <= head < s[1]), (head, head + 1))

        def marked(
            *tags: str,
            here: tuple[int, int] = (start, end),
            spans: Mapping[str, tuple[str, tuple[int, int]]] = spans,
        ) -> frozenset[str]:
            found = [r for t, r in spans.values() if t.startswith(tags) and here[0] <= r[0] < here[1]]
            return frozenset(content[n] for a, b in found for n in range(a, b)) - {""}

        own = tokens[head]
        children = [t for t in own.children if t.dep_ in ARGUMENTS]
        children += [
            t for p in own.children if p.dep_ in {"prep", "agent"} for t in p.children if t.dep_ == "pobj"
        ]
        yield Mention(
            document.topic, (document.topic, document.name, key), document.name,
            document.chains.get(key, (document.topic, document.name, key)), tag, own.lemma_.lower(), own.pos_,
            frozenset(content[n] for n in inside) - {""} or frozenset([own.lemma_.lower()]),
            vectors[first:max(last, first + 1)].mean(0),
            vectors[max(start, head - 6):min(end, head + 7)].mean(0),
            Counter(content[n] for n in range(start, end) if content[n] and n not in inside), words, names,
            marked("HUMAN", "NON_HUMAN"), marked("LOC"), marked("TIME"),
            frozenset(t.lemma_.lower() for t in children),
        )  # fmt: skip


def _vectors(table: WordTable) -> Reals:
    network = installed_network()
    features, pieces = word_features(table), network.pieces.of(table.texts())
    vectors = np.zeros((len(table), 384))
    for w in windows([len(p) for p in pieces], table.sentences):
        read = network.read(pieces[w.first : w.last], features[w.first : w.last]).words
        vectors[w.own_first : w.own_last] = read[w.own_first - w.first : w.own_last - w.first]
    return vectors


class Rarity:
    """How rare words are in the documents for fitting."""

    def __init__(self, bags: Iterable[Mapping[str, int]]) -> None:
        listed = list(bags)
        counts = Counter(word for bag in listed for word in bag)
        self.most = math.log(len(listed) + 1)
        self.of = {word: math.log((len(listed) + 1) / (n + 1)) for word, n in counts.items()}

    def __call__(self, word: str) -> float:
        return self.of.get(word, self.most)

    def shared(self, one: frozenset[str], other: frozenset[str]) -> float:
        least = min(sum(map(self, one)), sum(map(self, other)))
        return sum(map(self, one & other)) / least if least else 0.0

    def vectors(self, bags: Iterable[Mapping[str, int]], columns: Mapping[str, int]) -> Reals:
        rows = []
        for bag in bags:
            row = np.zeros(len(columns))
            for word, n in bag.items():
                row[columns[word]] = (1 + math.log(n)) * self(word)
            rows.append(row / max(float(np.linalg.norm(row)), 1e-9))
        return np.stack(rows)


@dataclass(frozen=True, slots=True)
class Topic:
    mentions: list[Mention]
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    evidence: Reals
    same: NDArray[np.bool_]
    alike: Reals


def topics(told: list[Mention], rarity: Rarity, centre: tuple[Reals, Reals]) -> list[Topic]:
    by_topic: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in told:
        by_topic[mention.topic].append(mention)
    return [_topic(ms, rarity, centre) for _, ms in sorted(by_topic.items())]


def _topic(ms: list[Mention], rarity: Rarity, centre: tuple[Reals, Reals]) -> Topic:
    def cosines(rows: Reals) -> Reals:
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        product: Reals = rows @ rows.T
        return product

    columns = {
        w: n for n, w in enumerate(sorted({w for m in ms for b in (m.words, m.sentence, m.names) for w in b}))
    }
    tables = [
        cosines(np.stack([m.trigger for m in ms]) - centre[0]),
        cosines(np.stack([m.near for m in ms]) - centre[1]),
        *(
            cosines(rarity.vectors((getattr(m, f) for m in ms), columns))
            for f in ("sentence", "words", "names")
        ),
    ]
    one, other = np.triu_indices(len(ms), 1)
    trigger, near, sentence, words, names = (t[one, other] for t in tables)
    rows = []
    for i, j in zip(one.tolist(), other.tolist(), strict=True):
        a, b = ms[i], ms[j]
        overlaps = [
            rarity.shared(getattr(a, f), getattr(b, f)) for f in ("parties", "places", "times", "arguments")
        ]
        apart = [
            bool(x) and bool(y) and not x & y
            for x, y in ((a.places, b.places), (a.times, b.times), (a.arguments, b.arguments))
        ]
        rows.append(
            [a.lemma == b.lemma, bool(a.lemmas & b.lemmas), *overlaps, *apart, a.document == b.document,
             a.tag == b.tag,
             "REPORT" in a.tag and "REPORT" in b.tag, a.part == b.part, not (a.parties and b.parties)]
        )  # fmt: skip
    told = np.array(rows, float)
    within = told[:, 9]
    story = np.where(within > 0, 0.5, words)
    evidence = np.column_stack(
        [told, trigger, near, sentence, story, names * (1 - within), told[:, 0] * within, told[:, 0] * story,
         trigger * story, told[:, 0] * told[:, 2], told[:, 1] * told[:, 5]]
    )  # fmt: skip
    same = np.array([ms[i].chain == ms[j].chain for i, j in zip(one.tolist(), other.tolist(), strict=True)])
    return Topic(ms, one, other, evidence, same, tables[3])


def fitted(found: list[Topic], penalty: float = 1e-3) -> tuple[Reals, float]:
    """Weights and bias of the logistic regression, with an L2 penalty on the mean loss."""
    x, same = np.concatenate([t.evidence for t in found]), np.concatenate([t.same for t in found])
    mean, spread = x.mean(0), x.std(0) + 1e-6
    x, sign = np.column_stack([(x - mean) / spread, np.ones(len(x))]), np.where(same, 1.0, -1.0)

    def loss(w: Reals) -> tuple[float, Reals]:
        z = (x @ w) * sign
        chance = 1 / (1 + np.exp(np.clip(z, -50, 50)))
        slope = -(x * (sign * chance)[:, None]).mean(0)
        slope[:-1] += 2 * penalty * w[:-1]
        return float(np.logaddexp(0, -z).mean() + penalty * (w[:-1] ** 2).sum()), slope

    w = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    weights = w[:-1] / spread
    return weights, float(w[-1] - (weights * mean).sum())


def stories(topic: Topic, least: float) -> list[int]:
    """Which story of its topic each mention's document tells: average linkage of the documents' words."""
    if least <= 0:
        return [0] * len(topic.mentions)
    names = sorted({m.document for m in topic.mentions})
    first = [next(n for n, m in enumerate(topic.mentions) if m.document == name) for name in names]
    alike = topic.alike[np.ix_(first, first)]
    away = 1 - alike[np.triu_indices(len(names), 1)]
    label = (
        fcluster(linkage(np.maximum(away, 0), "average"), 1 - least, "distance") if len(names) > 1 else [1]
    )
    return [int(dict(zip(names, label, strict=True))[m.document]) for m in topic.mentions]


def linked(topic: Topic, weights: tuple[Reals, float], cut: float, least: float) -> dict[object, object]:
    scores = np.rint(1000 * np.clip(topic.evidence @ weights[0] + weights[1], -15, 15)).astype(int)
    story = stories(topic, least)
    pairs = {
        (i, j): score
        for i, j, score in zip(topic.one.tolist(), topic.other.tolist(), scores.tolist(), strict=True)
        if story[i] == story[j]
    }
    found = groups(range(len(topic.mentions)), pairs, missing=-15000, join=round(1000 * cut))
    return {
        topic.mentions[n].key: (topic.mentions[n].topic, g) for g, group in enumerate(found) for n in group
    }


def score(found: list[Topic], chains: Mapping[object, object]) -> tuple[float, str]:
    gold = {m.key: m.chain for t in found for m in t.mentions}
    scores = chain_scores(gold, chains)
    line = "  ".join(f"{n} {s.recall:.3f}/{s.precision:.3f}/{s.f1:.3f}" for n, s in scores.items())
    return conll(scores), f"{line}  CoNLL {conll(scores):.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--test", action="store_true", help="score the test topics too")
    args = parser.parse_args()
    sets: dict[str, list[Mention]] = {"fitting": [], "choosing": [], "test": []}
    for document in documents(args.archive):
        name = (
            "test"
            if document.topic >= FIRST_TEST
            else "choosing"
            if document.topic in CHOOSING
            else "fitting"
        )
        if name != "test" or args.test:
            sets[name] += mentions(document)
    fitting = sets["fitting"]
    rarity = Rarity({m.key[:2]: m.words for m in fitting}.values())
    centre = (np.mean([m.trigger for m in fitting], 0), np.mean([m.near for m in fitting], 0))
    found = {name: topics(told, rarity, centre) for name, told in sets.items()}
    weights = fitted(found["fitting"])

    def ours(name: str, cut: float, least: float) -> tuple[float, str]:
        return score(
            found[name], {k: v for t in found[name] for k, v in linked(t, weights, cut, least).items()}
        )

    _, cut, least = max((ours("choosing", cut, least)[0], cut, least) for cut in CUTS for least in STORIES)
    print(f"chosen: groups joined above {cut}, stories parted below {least}")
    print("recall/precision/F1 of each measure")
    for name in ("fitting", "choosing", *(["test"] if args.test else [])):
        lemma = {m.key: (m.topic, m.lemma) for m in sets[name]}
        print(f"{name}, {len(sets[name])} mentions, same head lemma: {score(found[name], lemma)[1]}")
        print(f"{name}, {len(sets[name])} mentions, linked:          {ours(name, cut, least)[1]}", flush=True)


if __name__ == "__main__":
    main()
