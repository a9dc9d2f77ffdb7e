"""Writes the file that `tidings.gazetteer.atlas` reads; its layout is described there."""

from __future__ import annotations

import hashlib
import json
import struct
from array import array
from collections import defaultdict
from dataclasses import dataclass

from tidings.gazetteer.atlas import BLOCK, DIGITS, MAGIC, NO_REGION, SCALE, Section

WIDTH = 3
LONGEST_SHARED = len(DIGITS) - 1


@dataclass(frozen=True, slots=True)
class Row:
    """One place; `region` counts from the first of its country, `main` and `other` are keys of names."""

    name: str
    country: str
    kind: str
    region: int | None
    latitude: float
    longitude: float
    people: int
    geonames: int
    fame: int
    main: set[str]
    other: set[str]


def pack(rows: list[Row], header: dict[str, object]) -> bytes:
    """The bytes of the file; `rows` must be grouped by country, with its regions first."""
    sections: dict[Section, bytes] = {
        Section.LATITUDE: _packed("i", (round(r.latitude * SCALE) for r in rows)),
        Section.LONGITUDE: _packed("i", (round(r.longitude * SCALE) for r in rows)),
        Section.PEOPLE: _packed("I", (r.people for r in rows)),
        Section.GEONAMES: _packed("I", (r.geonames for r in rows)),
        Section.FAME: bytes(min(r.fame, 255) for r in rows),
        Section.REGION: _packed("H", (NO_REGION if r.region is None else r.region for r in rows)),
    }
    starts, blob = array("I", [0]), bytearray()
    for row in rows:
        blob += row.name.encode()
        starts.append(len(blob))
    sections[Section.NAME_STARTS], sections[Section.NAMES] = _bytes(starts), bytes(blob)
    sections[Section.BLOCK_STARTS], sections[Section.KEYS] = _keys(rows)
    countries: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        span = countries.setdefault(row.country, [i, i, i])
        span[2] = i + 1
        if row.kind == "region":
            span[1] = i + 1
    body, where = bytearray(), {}
    for name, data in sections.items():
        body += b"\0" * (-len(body) % 8)
        where[name.value] = [len(body), len(data)]
        body += data
    head = {
        **header, "countries": countries, "places": len(rows), "sections": where,
        "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + len(MAGIC) + 4) % 8)
    return MAGIC + struct.pack("<I", len(text)) + text + bytes(body)


def _keys(rows: list[Row]) -> tuple[bytes, bytes]:
    """Block starts and front-coded lines `SHARED REST tab MAIN tab OTHER`, in the order of their bytes."""
    named: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(rows):
        for key in row.main:
            named[key][0].append(i)
        for key in row.other:
            named[key][1].append(i)
    starts, blob, before = array("I"), bytearray(), b""
    coded = sorted((key.encode(), places) for key, places in named.items() if key)
    for n, (own, (main, other)) in enumerate(coded):
        if n % BLOCK == 0:
            starts.append(len(blob))
            before = b""
        shared = 0
        while shared < min(len(before), len(own), LONGEST_SHARED) and before[shared] == own[shared]:
            shared += 1
        line = DIGITS[shared : shared + 1] + own[shared:] + b"\t" + _numbers(main)
        blob += line + (b"\t" + _numbers(other) if other else b"") + b"\n"
        before = own
    starts.append(len(blob))
    return _bytes(starts), bytes(blob)


def _numbers(places: list[int]) -> bytes:
    out = bytearray()
    for number in sorted(places):
        for power in reversed(range(WIDTH)):
            out.append(DIGITS[number // len(DIGITS) ** power % len(DIGITS)])
    return bytes(out)


def _packed(kind: str, values: object) -> bytes:
    return _bytes(array(kind, values))  # type: ignore[call-overload]


def _bytes(values: array[int]) -> bytes:
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        values.byteswap()
    return values.tobytes()
