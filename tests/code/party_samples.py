"""Mentions with given words for the tests of who is who, resolved as the program does."""

from dataclasses import replace
from datetime import date

from tidings.code.analysis import Pointed
from tidings.code.language import analyse
from tidings.code.resolution import resolve
from tidings.types import Article, Kind, Mention, Party, Statement

DAY = date(2021, 6, 3)


def analysed(text, published=DAY, **given):
    """The analysis of a text without records."""
    return next(analyse([Article.make(text, published=published, **given)]))


def span(analysis, words, number=1):
    """The words where they stand for the nth time."""
    at = -1
    for _ in range(number):
        at = analysis.article.text.index(words, at + 1)
    return analysis.article.span(at, at + len(words))


def said(analysis, source, cue, content):
    """A statement by its words."""
    where = (span(analysis, words) for words in (source, cue, content))
    source, cue, content = where
    return Statement.make(analysis.article.id, source, cue, (content,), Kind.ASSERTION)


def mention(analysis, trigger, actors=(), recipients=(), *, type="CONSULT", mode=None, **given):
    """A mention whose parties are spans without a code."""
    made = Mention.make(analysis.article.id, span(analysis, trigger), type, mode)
    sides = {"actors": actors, "recipients": recipients}
    return replace(made, **{k: tuple(Party(s, None) for s in v) for k, v in sides.items()}, **given)


def resolved(analysis, *mentions, pointing=None, statements=()):
    """The resolved analysis; `pointing` are the model's chances for the first mention's sides."""
    pointed = {}
    if pointing is not None:
        pointed = {mentions[0].id: tuple(Pointed(chances) for chances in pointing)}
    return resolve(replace(analysis, mentions=mentions, statements=tuple(statements), pointed=pointed))


def actors(analysis, *words, trigger=None, pointing=None, statements=(), **given):
    """The actors of one mention, given as words or spans."""
    spans = [span(analysis, w) if isinstance(w, str) else w for w in words]
    made = mention(analysis, trigger or analysis.article.text.split()[0], spans, **given)
    asked = None if pointing is None else (pointing, {})
    return resolved(analysis, made, pointing=asked, statements=statements).mentions[0].actors


def codes(parties):
    return [party.code for party in parties]
