"""Articles and codings that show themselves in a notebook; in all else they are those of `tidings.types`."""

from __future__ import annotations

from dataclasses import fields

from tidings import types
from tidings.notebook.html import article_card, coding_card


class Article(types.Article):
    """One text from one outlet; in a notebook it shows as a card with the beginning of its text.

    Make one with `Article.make(text, outlet=..., published=...)`, which gives it its id.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return article_card(self)

    def __repr__(self) -> str:
        known = [self.title, self.outlet, self.published and self.published.isoformat()]
        said = "".join(f", {value!r}" for value in known if value)
        return f"<Article {self.id[:10]}{said}, {len(self.text.split()):,} words>"


class Coding(types.Coding):
    """Everything that was read in one article; in a notebook it shows as the article with its marks.

    `article`, `statements`, `mentions` and `figures` are frozen records; their fields are described in
    `tidings.types`.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return coding_card(self)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in _READ)
        return f"<Coding of {shown_article(self.article)!r}: {counts}>"


_READ = ("statements", "mentions", "figures")


def shown_article(article: types.Article) -> Article:
    """The same article, as one that shows itself."""
    if isinstance(article, Article):
        return article
    return Article(**{field.name: getattr(article, field.name) for field in fields(types.Article)})


def shown(coding: types.Coding) -> Coding:
    """The same coding, as one that shows itself."""
    given = {field.name: getattr(coding, field.name) for field in fields(types.Coding)}
    return Coding(**given | {"article": shown_article(coding.article)})
