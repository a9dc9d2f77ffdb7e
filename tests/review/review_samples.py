"""A small made-up article with everything that can be reviewed, and a record of some."""

from dataclasses import replace
from datetime import date

from tidings.record import open_record
from tidings.types import Article, Coding, Factuality, Figure, Kind, Mention, Party, Statement, Unit
from tidings.types.provenance import Provenance

MADE = Provenance("2.0", "model-1", "config-1")
ANEW = Provenance("2.0", "model-2", "config-1")
TEXT = (
    "The mayor said Norway had sent 40 trucks to Iceland in March. Iceland will visit Oslo, the baker said. "
    "Nobody attacked Oslo."
)


def sample(number=0, **changed):
    """An article with three mentions (sent, visit, attacked) and a figure (40)."""
    article = Article.make(f"{TEXT} {number}", outlet="The Fjord", published=date(2022, 4, 1), **changed)

    def words(quote, after=0):
        start = article.text.index(quote, after)
        return article.span(start, start + len(quote))

    mayor = Statement.make(
        article.id, words("The mayor"), words("said"),
        (words("Norway had sent 40 trucks to Iceland in March"),), Kind.ASSERTION,
    )  # fmt: skip
    baker = Statement.make(
        article.id, words("the baker"), words("said", 90), (words("Iceland will visit Oslo"),), Kind.ASSERTION
    )
    sent = replace(
        Mention.make(article.id, words("sent"), "AID"),
        actors=(Party(words("Norway"), "NOR", "Norway", "Norway → Norway: country name"),),
        recipients=(Party(words("Iceland"), "ISL", "Iceland", "Iceland → Iceland: country name"),),
        time=words("in March"), date="2022-03", voice=mayor.id,
    )  # fmt: skip
    visit = replace(
        Mention.make(article.id, words("visit"), "CONSULT", "visit"),
        actors=(Party(words("Iceland", 62), "ISL"),), place=words("Oslo"), factuality=Factuality.FUTURE,
        voice=baker.id,
    )  # fmt: skip
    attacked = replace(
        Mention.make(article.id, words("attacked"), "ASSAULT"),
        recipients=(Party(words("Oslo", 100), "NOR:CVL"), Party(None, None)),
        factuality=Factuality.NEGATED,
    )
    trucks = replace(
        Figure.make(article.id, words("40"), 40, 40, Unit.VEHICLES, of=words("trucks")),
        holder="NOR",
        mention_id=sent.id,
        voice=mayor.id,
    )
    return Coding(article, (mayor, baker), (sent, visit, attacked), (trucks,))


def write(path, codings, made=MADE, *, link=False):
    """Write codings into the record at `path`, and link it if wanted."""
    with open_record(path, create=True) as record:
        record.write(codings, [], made)
        if link:
            record.link()
    return path
