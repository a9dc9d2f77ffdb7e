"""Words of invented news, for `explorer_scale.py`: who, what, where, and sentences in between.

Countries are real, because pages name and map them; what they do to one another, the towns, the people and
the outlets are drawn by lot.
"""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from tidings.gazetteer import country_name
from tidings.gazetteer.nations import capital
from tidings.ontology import TYPES

COUNTRIES = (
    "RUS", "UKR", "USA", "CHN", "ISR", "PSE", "IRN", "GBR", "FRA", "DEU", "TUR", "SYR", "IND", "PAK", "SAU",
    "YEM", "POL", "ETH", "SDN", "NGA", "KEN", "EGY", "LBY", "TCD", "MLI", "NER", "COD", "RWA", "SOM", "ERI",
    "ZAF", "JPN", "KOR", "PRK", "TWN", "PHL", "VNM", "IDN", "MMR", "THA", "BGD", "LKA", "NPL", "KAZ", "ARM",
    "AZE", "GEO", "MDA", "SRB", "XKX", "GRC", "CYP", "ITA", "ESP", "NLD", "NOR", "SWE", "FIN", "EST", "LVA",
    "LTU", "CAN", "MEX", "COL", "VEN", "BRA", "PER", "ARG",
)  # fmt: skip

SIDES = (
    ("GOV", "government", ("{}'s government", "the authorities in {}", "the cabinet of {}")),
    ("MIL", "armed forces", ("{}'s army", "the armed forces of {}", "troops of {}")),
    ("", "", ("{}", "the state of {}", "{} itself")),
    ("REB", "rebels", ("rebels in {}", "armed groups in {}", "fighters in {}")),
    ("CVL", "civilians", ("residents of {}", "people in {}", "civilians in {}")),
    ("OPP", "opposition", ("{}'s opposition", "opponents of {}'s government", "the opposition in {}")),
)

BODIES = (
    ("IGO:NATO", "NATO", ("NATO", "the alliance", "the North Atlantic alliance")),
    (
        "UNO:Security Council",
        "UN Security Council",
        ("the Security Council", "the UN council", "the council"),
    ),
    ("EUR:Commission", "European Commission", ("the European Commission", "Brussels officials", "the EU")),
    ("IGO:African Union", "African Union", ("the African Union", "the AU", "African Union envoys")),
    ("NGO:Red Cross", "Red Cross", ("the Red Cross", "Red Cross workers", "the relief committee")),
)

# Type, mode, base form, past tense, share of all mentions.
ACTIONS = (
    ("ASSAULT", "heavy-weapons", "shell", "shelled", 9),
    ("ASSAULT", "aerial", "bomb", "bombed", 8),
    ("ASSAULT", None, "attack", "attacked", 8),
    ("CONSULT", "visit", "visit", "visited", 4),
    ("CONSULT", None, "meet", "met", 6),
    ("COERCE", "arrest", "detain", "detained", 5),
    ("COERCE", "seize", "seize", "seized", 4),
    ("RETREAT", "withdraw", "leave", "left", 4),
    ("RETREAT", "release", "release", "released", 4),
    ("REQUEST", "change", "urge", "urged", 7),
    ("SANCTION", "discontinue", "sanction", "sanctioned", 6),
    ("PROTEST", "demo", "protest against", "protested against", 6),
    ("ACCUSE", "allege", "blame", "blamed", 5),
    ("ACCUSE", "disapprove", "condemn", "condemned", 4),
    ("REJECT", "change", "rebuff", "rebuffed", 4),
    ("AGREE", None, "promise help to", "promised help to", 4),
    ("AID", None, "arm", "armed", 4),
    ("MOBILIZE", "troops", "mass troops against", "massed troops against", 3),
    ("THREATEN", "violence", "threaten", "threatened", 3),
    ("SUPPORT", None, "praise", "praised", 3),
    ("CONCEDE", None, "apologise to", "apologised to", 2),
    ("COOPERATE", None, "train with", "trained with", 2),
)

# Words before the number, after it, what is counted there; counted, unit, currency, size.
COUNTS = (
    (", leaving ", " people dead", " people", "dead", "people", None, 30),
    (", leaving ", " people wounded", " people", "wounded", "people", None, 60),
    (", with ", " troops", " troops", "troops", "troops", None, 4000),
    (", with ", " tanks", " tanks", "tank", "weapons", None, 60),
    (", driving ", " people from their homes", " people", "displaced", "people", None, 9000),
    (", at a cost of $", "", "", "money", "money", "USD", 5000000),
)

OFFICES = (
    "defence minister", "foreign minister", "spokesman", "governor", "general", "ambassador", "prosecutor",
)  # fmt: skip

FILLERS = (
    "Neither account could be checked at once.",
    "Roads out of the district were closed for most of the day.",
    "Shops stayed shut, and buses did not run before noon.",
    "It was the third such report within a fortnight.",
    "Witnesses gave differing versions of how it began.",
    "Talks on the matter have dragged on since the spring — without a result.",
    "A curfew in the old town was lifted and then imposed again.",
    "“We heard nothing until the morning,” a shopkeeper recalled.",
    "Parliament is due to take up the matter after the recess.",
    "Relief workers spoke of queues for water and bread.",
    "The weather made it hard to reach the villages upstream.",
    "Prices of grain and fuel rose again on the local market.",
    "Observers counted fewer lorries at the crossing than a week before.",
    "Schools in the valley will open later than planned.",
    "Both sides have published maps that contradict each other.",
    "The café on the square had its windows boarded up.",
    "Hospital staff asked for blankets, medicine and generators.",
    "Earlier promises on the issue have not been kept in full.",
    "An inquiry of last year came to no conclusion.",
    "Trains were running again by the evening, the railway noted.",
    "Neighbouring districts have taken in families for weeks.",
    "The text of the paper has not been made public.",
    "Diplomats described the mood in the room as sober.",
    "Nobody at the ministry picked up the telephone.",
)

WISHES = (
    "the talks to go on", "a quick end to the dispute", "more observers at the crossing",
    "an inquiry by outsiders", "the border to stay open", "harsher measures",
)  # fmt: skip

_OPENINGS = [
    "Bel",
    "Dar",
    "Vor",
    "Kal",
    "Mir",
    "Sen",
    "Tor",
    "Lam",
    "Ost",
    "Rav",
    "Zel",
    "Har",
    "Nim",
    "Pol",
    "Gor",
    "Ash",
]
_MIDDLES = ["a", "e", "i", "o", "u", "an", "er", "il"]
_ENDINGS = ["nik", "va", "dar", "run", "mov", "lin", "sk", "tov", "ra", "bad", "gai", "polis", "wen"]


def tables(seed: int = 7) -> dict[str, pa.Table]:
    """Every list as a table with a row number `k` from 0."""
    chance = random.Random(seed)
    countries = chance.sample(COUNTRIES, len(COUNTRIES))
    capitals = {code: capital(code) for code in COUNTRIES}
    actors = [
        (f"{code}:{sector}" if sector else code, code, sector or None, country_name(code),
         [form.format(country_name(code)) for form in forms])
        for sector, _, forms in SIDES for code in countries
    ]  # fmt: skip
    # Countries come first in every round of sides, so that early rows are the most frequent.
    actors.sort(key=lambda row: countries.index(row[1]) + 11 * [s[0] for s in SIDES].index(row[2] or ""))
    bodies = [(code, *code.split(":"), name, list(forms)) for code, name, forms in BODIES]
    everyone = [*actors[:8], *bodies, *actors[8:]]
    places = []
    for code in countries:
        centre = capitals[code]
        lat, lon = (centre.latitude, centre.longitude) if centre else (0.0, 0.0)
        places.append((centre.name if centre else country_name(code), code, lat, lon, "city"))
        for n in range(1, 11):
            precision = "exact" if n > 8 else "region" if n > 6 else "city"
            near = (lat + chance.gauss(0, 1.2), lon + chance.gauss(0, 1.8))
            places.append((_name(chance), code, *near, precision))
        places.append((country_name(code), code, None, None, "country"))
    speakers = [
        (f"{office} {name}", name, f"{code}:{'MIL' if office == 'general' else 'GOV'}", code)
        for name in dict.fromkeys(f"{_name(chance)} {_name(chance)}" for _ in range(3000))
        for office, code in [(chance.choice(OFFICES), chance.choice(COUNTRIES))]
    ]
    kinds = ("Courier", "Post", "Daily", "News", "Wire", "Herald", "Radio", "Tribune")
    papers = dict.fromkeys(f"{_name(chance)} {chance.choice(kinds)}" for _ in range(60))
    outlets = [(name,) for name in list(papers)[:40]]
    actions = [
        (kind, mode, int(TYPES[kind].quad), base, past)
        for kind, mode, base, past, share in ACTIONS
        for _ in range(share)
    ]
    return {
        "actors": _table(everyone, "code country sector name forms"),
        "places": _table(places, "name country latitude longitude precision"),
        "speakers": _table(speakers, "words name code country"),
        "outlets": _table(outlets, "name"),
        "actions": _table(actions, "type mode quad base past"),
        "counts": _table(COUNTS, "before after of counted unit currency size"),
        "fillers": _table([(words,) for words in FILLERS], "words"),
        "wishes": _table([(words,) for words in WISHES], "words"),
    }


def _name(chance: random.Random) -> str:
    return chance.choice(_OPENINGS) + chance.choice(_MIDDLES) + chance.choice(_ENDINGS)


def _table(rows: Any, names: str) -> pa.Table:
    columns = {name: [row[n] for row in rows] for n, name in enumerate(names.split())}
    return pa.table({"k": pa.array(range(len(rows)), pa.int64()), **columns})
