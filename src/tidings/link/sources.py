"""How many tell of an event independently of one another."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from tidings.link.telling import Telling

Source = tuple[str, Hashable]


def reports(event: Sequence[Telling], copies: Mapping[str, str]) -> dict[str, str]:
    """Whose report each article of an event is: an outlet's, or that of the article it repeats.

    `copies` names for an article the one that it is a copy of. An original and its copies are one report,
    under one name. An article without an outlet counts as one of its own.
    """
    outlet = {t.article_id: t.outlet.casefold() if t.outlet else t.article_id for t in event}
    originals = {article: copies.get(article, article) for article in outlet}
    return {article: outlet.get(original, original) for article, original in originals.items()}


def outlets(event: Sequence[Telling], copies: Mapping[str, str]) -> int:
    """Outlets that tell of it; those that print copies of one text count once."""
    return len(set(reports(event, copies).values()))


def independent(event: Sequence[Telling], copies: Mapping[str, str]) -> int:
    """Outlets that tell of it, each by a source that no other of them needs.

    An outlet's own voice is a source of its own; two outlets that only quote the same official have one
    source between them. Found as a largest matching of outlets and sources (H. Kuhn 1955).
    """
    whose = reports(event, copies)
    sources: dict[str, set[Source]] = {}
    for telling in event:
        outlet = whose[telling.article_id]
        speaker = telling.speaker
        source = ("outlet", outlet) if speaker is None else ("speaker", speaker.casefold())
        sources.setdefault(outlet, set()).add(source)
    taken: dict[Source, str] = {}
    had: dict[str, Source] = {}
    return sum(_placed(outlet, sources, taken, had) for outlet in sorted(sources))


def _placed(
    outlet: str, sources: Mapping[str, set[Source]], taken: dict[Source, str], had: dict[str, Source]
) -> bool:
    """Whether an outlet gets a source, others giving way to it along the shortest chain that there is.

    `taken` and `had` tell which outlet has which source; both are changed.
    """
    asked: dict[Source, str] = {}
    asking = [outlet]
    for one in asking:  # grows meanwhile: those who would have to give way ask for another one
        for source in sources[one]:
            if source in asked:
                continue
            asked[source] = one
            if source in taken:
                asking.append(taken[source])
                continue
            _give(source, outlet, asked, taken, had)
            return True
    return False


def _give(
    source: Source, last: str, asked: Mapping[Source, str], taken: dict[Source, str], had: dict[str, Source]
) -> None:
    """Give a source to the outlet that asked for it, what this one had to the one that asked for that, and
    so on to the last."""
    while True:
        one = asked[source]
        freed = had.get(one)
        taken[source], had[one] = one, source
        if one == last or freed is None:
            return
        source = freed
