"""WARC files of many records, one of them broken: it costs itself, and is named."""

import gzip
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tidings.config import Limits
from tidings.errors import ReadError
from tidings.read.limits import _MEMBER, CHUNK, Unzipped
from tidings.read.warc import payloads

COUNT = 7


def body(number):
    return f"Ministers met on day {number}, officials said. ".encode() * (5 + 40 * number)


def record(number, data=None, *, length=None, packed=b"", version=b"WARC/1.0"):
    """A response with a text; `length` where the record is to lie about it."""
    data = body(number) if data is None else data
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + packed + b"\r\n" + data
    head = (
        "WARC-Type: response\r\n"
        f"WARC-Target-URI: http://example.org/{number}\r\n"
        "WARC-Date: 2022-02-24T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-{number:012}>\r\n"
        f"Content-Length: {len(http) + (length or 0)}\r\n\r\n"
    )
    return version + b"\r\n" + head.encode() + http + b"\r\n\r\n"


def found(data, *, limits=None, bodies=()):
    """Numbers of the pages read, those of the records refused, and the error that the file ended with."""
    raw = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        raw = Unzipped(raw, ratio=1000, members=1000, origin="f")
    read, refused, end = [], [], None
    try:
        for payload in payloads(io.BufferedReader(raw, CHUNK), limits or Limits(), "f"):
            if payload.error is not None:
                assert payload.error.number == "TID-109"
                refused.append(int(payload.origin.partition("!record ")[2]) - 1)
                continue
            number = int(payload.url.rpartition("/")[2])
            assert payload.data == dict(bodies).get(number, body(number)), "another's text"
            read.append(number)
    except ReadError as error:
        end = error.number
    return read, refused, end


def packed(records):
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def whole():
    return [record(n) for n in range(COUNT)]


@pytest.mark.parametrize("pack", [b"".join, packed])
def test_every_record_of_a_sound_file_is_read(pack):
    assert found(pack(whole())) == (list(range(COUNT)), [], None)


@pytest.mark.parametrize(
    ("broken", "refused"),
    [
        (record(3, length=100), [3]),
        (record(3, length=-100), [3]),
        (record(3, version=b"XXXX/1.0"), [3]),
        (record(3, b"no gzip at all", packed=b"Content-Encoding: gzip\r\n"), [3]),
        (record(3)[:600], [3]),
    ],
)
def test_a_broken_record_of_a_plain_file_costs_itself(broken, refused):
    records = whole()
    records[3] = broken
    read, left_out, end = found(b"".join(records))
    assert end is None
    assert left_out[: len(refused)] == refused
    assert set(range(COUNT)) - set(read) == {3}


@settings(max_examples=150, deadline=None)
@given(st.integers(1, COUNT - 1), st.integers(0, 10**6), st.integers(1, 255), st.booleans())
def test_a_broken_member_of_a_packed_file_costs_itself(number, at, flip, cut):
    """Whatever byte of a member is another, or wherever it is cut, the others are read."""
    members = [gzip.compress(record, mtime=0) for record in whole()]
    member = bytearray(members[number])
    at %= len(member)
    assume(at != 3)  # flags, which can make a header of everything that follows
    if cut:
        del member[max(1, at) :]
    else:
        member[at] ^= flip
    members[number] = bytes(member)
    read, refused, end = found(b"".join(members))
    assert set(range(COUNT)) - {number} <= set(read) and len(read) == len(set(read))
    if number == COUNT - 1 and at < len(_MEMBER):
        assert not refused  # no member begins after the last one: it is padding, as for gzip
    elif number not in read:
        assert refused == [number] or end == "TID-109"
    else:
        # The last one may be whole but for its checksum: the file ends badly then, and all is read.
        assert not refused and (end is None or cut or number == COUNT - 1)


@pytest.mark.parametrize("pack", [b"".join, packed])
def test_what_comes_before_the_end_of_a_file_that_breaks_off_stands(pack):
    data = pack(whole())[:-300]
    read, refused, end = found(data)
    assert read == list(range(COUNT - 1))
    assert refused == [COUNT - 1] or end == "TID-109"


def test_broken_records_count_towards_the_limit_of_members():
    records = [record(0), *[b"WARC/1.0\r\nnothing\r\n\r\n"] * 50]
    read, refused, end = found(b"".join(records), limits=Limits(max_members=20))
    assert end in {"TID-116", "TID-109"} and len(read) + len(refused) <= 20


UNPARSABLE = {
    "version": lambda number, data: record(number, data, version=b"XXXX/1.0"),
    "longer": lambda number, data: record(number, data, length=100),
    "shorter": lambda number, data: record(number, data, length=-7),
}


@pytest.mark.parametrize("pack", [b"".join, packed])
@pytest.mark.parametrize("size", [1_900_000, 3_000_000])
@pytest.mark.parametrize("kind", UNPARSABLE)
def test_a_large_record_before_a_broken_one_is_read(pack, size, kind):
    large = b"a word " * (size // 7)
    records = whole()
    records[2], records[3] = record(2, large), UNPARSABLE[kind](3, body(3))
    assert found(pack(records), bodies={2: large}) == ([0, 1, 2, 4, 5, 6], [3], None)


@pytest.mark.parametrize("pack", [b"".join, packed])
@pytest.mark.parametrize("kind", ["longer", "shorter"])
def test_a_large_record_that_ends_elsewhere_is_refused(pack, kind):
    records = whole()
    records[3] = UNPARSABLE[kind](3, b"a word " * 450_000)
    assert found(pack(records)) == ([0, 1, 2, 4, 5, 6], [3], None)


def test_a_record_that_nobody_reads_is_counted_once_where_it_is_broken():
    image = record(3, length=100).replace(b"text/plain", b"image/jpeg")
    assert found(b"".join([*whole()[:3], image, *whole()[4:]])) == ([0, 1, 2, 4, 5, 6], [3], None)


@pytest.mark.parametrize("kind", UNPARSABLE)
@pytest.mark.parametrize("at", [0, 12, 40, -6])
def test_a_broken_member_after_a_broken_record_costs_itself(kind, at):
    members = [gzip.compress(one, mtime=0) for one in whole()]
    members[2] = gzip.compress(UNPARSABLE[kind](2, body(2)), mtime=0)
    member = bytearray(members[3])
    member[at] ^= 0xFF
    members[3] = bytes(member)
    read, refused, end = found(b"".join(members))
    assert (read, refused, end) == ([0, 1, 4, 5, 6], [2, 3], None)


QUOTE = b"He wrote: \r\n\r\n" + record(66) + b" and no more."


@pytest.mark.parametrize("pack", [b"".join, packed, lambda records: gzip.compress(b"".join(records))])
@pytest.mark.parametrize("place", [0, 3])
def test_a_page_that_quotes_a_record_forges_none_where_its_own_is_broken(pack, place):
    records = whole()
    records[place] = record(place, QUOTE, version=b"XXXX/1.0")
    kept = [number for number in range(COUNT) if number != place]
    assert found(pack(records)) == (kept, [place], None)


@pytest.mark.parametrize("kind", ["longer", "shorter"])
def test_a_page_of_a_packed_file_forges_none_where_its_length_is_wrong(kind):
    records = whole()
    records[3] = UNPARSABLE[kind](3, QUOTE)
    assert found(packed(records)) == ([0, 1, 2, 4, 5, 6], [3], None)


@pytest.mark.parametrize("pack", [b"".join, packed])
@pytest.mark.parametrize(
    "broken", [record(3, version=b"XXXX/1.0"), b"no record", record(3).replace(b"Content-Length", b"X")]
)
def test_a_page_that_quotes_a_record_forges_none_where_the_next_is_broken(pack, broken):
    records = whole()
    records[2], records[3] = record(2, QUOTE), broken
    assert found(pack(records), bodies={2: QUOTE}) == ([0, 1, 2, 4, 5, 6], [3], None)


@pytest.mark.parametrize("pack", [b"".join, packed])
def test_a_page_that_cannot_be_unpacked_costs_itself_whatever_it_quotes(pack):
    records = whole()
    records[3] = record(3, QUOTE * 50, packed=b"Content-Encoding: gzip\r\n")
    assert found(pack(records)) == ([0, 1, 2, 4, 5, 6], [3], None)


@pytest.mark.parametrize("kind", UNPARSABLE)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_broken_record_of_a_file_packed_as_a_whole_costs_itself(kind, place):
    records = whole()
    records[place] = UNPARSABLE[kind](place, body(place))
    read, refused, end = found(gzip.compress(b"".join(records)))
    assert end is None and refused[:1] == [place]
    assert set(range(COUNT)) - set(read) == {place}
