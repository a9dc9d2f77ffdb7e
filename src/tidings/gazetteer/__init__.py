"""Names of actors: countries, demonyms, places, institutions, international bodies, office holders, roles.

The tables lie in `data/`, with their sources in `data/SOURCES.md`. They are loaded on first use;
InstallationError TID-301 where one is damaged. Codes are those of the
coding manual: `RUS`, `RUS:MIL`, `IGO:NATO`.
"""

from tidings.gazetteer.find import ActorMatch, find_actors, lookup
from tidings.gazetteer.names import Reason, countries, country_name
from tidings.gazetteer.own import OwnNames, read_own_actors
from tidings.gazetteer.phrases import match_actor, match_actors

__all__ = [
    "ActorMatch",
    "OwnNames",
    "Reason",
    "countries",
    "country_name",
    "find_actors",
    "lookup",
    "match_actor",
    "match_actors",
    "read_own_actors",
]
