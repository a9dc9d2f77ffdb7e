"""A small record of one scene: outlets that contradict, copy and leave out, with odd and missing names."""

from dataclasses import replace
from datetime import date

from tidings.record import open_record
from tidings.types import Article, Coding, Factuality, Figure, Kind, Mention, Party, Statement, Unit
from tidings.types.provenance import Provenance

PROVENANCE = Provenance("2.0", "model-1", "config-1")
ODD = 'Söhne & "Co" <i>\u202e'
"""A name that is hard to show: markup, quotation marks, a character that turns the direction."""
SHELLED = "The army shelled the depot in Velyka on Tuesday, killing 12 people."


def told(
    outlet, text, trigger, type, mode, *, actor, recipient, day, factuality="actual", source=None, dead=None,
    title=None, tuesday="2022-03-15", more="",
):  # fmt: skip
    """An article that tells of one action, with a figure of the dead and a source if given."""
    article = Article.make(f"{text}{more}", outlet=outlet, published=day, title=title)

    def span(words):
        at = article.text.index(words)
        return article.span(at, at + len(words))

    mention = replace(
        Mention.make(article.id, span(trigger), type, mode),
        actors=(Party(span(actor[0]) if actor[0] else None, actor[1]),) if actor else (),
        recipients=(Party(span(recipient[0]), recipient[1]),) if recipient else (),
        time=span("Tuesday") if "Tuesday" in text else None,
        date=tuesday if "Tuesday" in text else None,
        factuality=Factuality(factuality),
    )
    statements = ()
    if source:
        at = article.text.index(source) + len(source)
        content = (article.span(at, len(article.text)),)
        said = Statement.make(article.id, span(source), None, content, Kind.ASSERTION)
        statements = (replace(said, speaker=Party(span(source), "UKR:GOV", "Ukraine")),)
        mention = replace(mention, voice=said.id)
    figures = []
    if dead is not None:
        figure = Figure.make(article.id, span(dead[0]), dead[1], dead[2], Unit.PEOPLE)
        figures.append(replace(figure, mention_id=mention.id, counted="dead", voice=mention.voice))
    return Coding(article, statements, (mention,), tuple(figures))


ARMY = ("The army", "RUS:MIL")
SHELLING = {"type": "ASSAULT", "mode": "heavy-weapons", "recipient": ("depot", "UKR")}
CODINGS = [
    told("Morning", SHELLED, "shelled", actor=ARMY, day=date(2022, 3, 16), dead=("12", 12, 12), **SHELLING),
    told(
        "Evening", "Russian troops shelled a depot in Velyka on Tuesday; at least 30 people were killed.",
        "shelled", actor=("Russian troops", "RUS:MIL"), day=date(2022, 3, 17), dead=("at least 30", 30, None),
        title="A depot burns", **SHELLING,
    ),
    told(
        "Herald", "The ministry says the army never shelled the depot in Velyka on Tuesday.", "shelled",
        actor=("the army", "RUS:MIL"), day=date(2022, 3, 18), factuality="negated", source="The ministry",
        **SHELLING,
    ),
    told(
        "Mirror", SHELLED, "shelled", actor=ARMY, day=date(2022, 3, 16), dead=("12", 12, 12), **SHELLING,
        more=" Seen in the Morning.",
    ),
    told(
        ODD, "Students marched through Odesa on Tuesday.", "marched", "PROTEST", "demo",
        actor=("Students", "UKR:EDU"), recipient=None, day=date(2022, 3, 19),
    ),
    told(
        "Morning", "Poland will send tents to Lviv.", "send", "AID", None, actor=("Poland", "POL"),
        recipient=("Lviv", "UKR"), day=date(2022, 3, 20), factuality="future",
    ),
    told(
        None, "Nobody knows who burned the archive.", "burned", "ASSAULT", "destroy", actor=None,
        recipient=None, day=None,
    ),
]  # fmt: skip
EARLIER = told(
    "Dawn", "The army shelled the depot in Velyka on Tuesday, reports say.", "shelled", actor=ARMY,
    day=date(2022, 3, 15), **SHELLING,
)  # fmt: skip
"""An article that tells of the shelling before all others: with it the event has another id."""


def make_scene(path, codings=CODINGS):
    """Write and link the scene, with Mirror's article as a copy of Morning's."""
    with open_record(path, create=True) as record:
        record.write(codings, [], PROVENANCE)
        by_outlet = {c.article.outlet: c.article.id for c in codings if "shelled" in c.article.text}
        record.replace_copies([(by_outlet["Mirror"], by_outlet["Morning"], 0.93)])
        record.link()
        assert record.check() == []
    return path
