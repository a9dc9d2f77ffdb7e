"""Reading from outside: every kind of file, its metadata, its failures."""

import gzip
import io
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutants import _warc
from reportlab.pdfgen import canvas

from tidings.config import Config, Limits
from tidings.errors import ReadError
from tidings.read import ReadOptions, read
from tidings.types import Article, Quarantined

TEXT = "The minister met her counterpart in the capital on Monday, officials said."


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def articles(*paths, **options):
    out = list(read(paths, options=ReadOptions(**options)))
    assert all(isinstance(item, Article) for item in out), out
    return out


def article(path, **options):
    (one,) = articles(path, **options)
    return one


def refusal(path, config=None, **options):
    (one,) = read([path], options=ReadOptions(**options), config=config)
    assert isinstance(one, Quarantined), one
    return one


def page(body, head=""):
    return f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def pdf(path, lines, **info):
    sheet = canvas.Canvas(str(path))
    if "title" in info:
        sheet.setTitle(info["title"])
    for n, line in enumerate(lines):
        sheet.drawString(50, 800 - 14 * n, line)
    sheet.save()
    return path


def test_plain_text_is_stored_as_it_stands(tmp_path):
    found = article(put(tmp_path, "a.txt", f"  {TEXT}\r\nMore.\r"))
    assert found.text == f"  {TEXT}\nMore.\n"
    assert found.origin == str(tmp_path / "a.txt")
    assert found.inferred == ()


def test_head_of_a_text_gives_title_byline_and_dateline(tmp_path):
    head = "Ministers meet in the capital\n\nBy Jane Doe\n\nKYIV, 24 February 2022 — "
    found = article(put(tmp_path, "a.txt", head + TEXT))
    assert (found.title, found.author) == ("Ministers meet in the capital", "Jane Doe")
    assert found.published == date(2022, 2, 24)
    assert found.inferred == ("title", "author", "published")


def test_date_inside_a_sentence_is_not_the_articles_date(tmp_path):
    text = f"On 24 February 2022 the war began, the president said. {TEXT}"
    assert article(put(tmp_path, "a.txt", text)).published is None


@pytest.mark.parametrize(
    "line",
    [
        "24 February 2022",
        "February 24, 2022",
        "Thursday, 24 Feb. 2022",
        "2022-02-24",
        "Published: 24 February 2022 10:15 GMT",
    ],
)
def test_date_lines(tmp_path, line):
    found = article(put(tmp_path, "a.txt", f"{line}\n\n{TEXT}"))
    assert (found.published, found.inferred) == (date(2022, 2, 24), ("published",))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings_are_found(tmp_path, encoding):
    text = f"“{TEXT}” – the café’s owner told reporters."
    assert article(put(tmp_path, "a.txt", text.encode(encoding))).text == text


def test_nul_and_surrogates_are_replaced_one_for_one(tmp_path):
    row = json.dumps({"text": f"{TEXT} \x00 \ud800 😀 end"})
    found = article(put(tmp_path, "a.jsonl", row))
    assert found.text == f"{TEXT} \ufffd \ufffd 😀 end"
    assert found.text[found.text.index("end") :] == "end"


def test_html_keeps_the_article_and_drops_the_menu(tmp_path):
    body = (
        "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav><article>"
        + "".join(f"<p>{TEXT} Paragraph {n} tells more of it at length.</p>" for n in range(5))
        + "</article><footer>Imprint</footer>"
    )
    head = (
        "<title>Ministers meet</title><meta property='og:site_name' content='The Wire'>"
        "<meta name='author' content='Jane Doe'>"
        "<meta property='article:published_time' content='2022-02-24T10:00:00Z'>"
    )
    found = article(put(tmp_path, "a.html", page(body, head)))
    assert found.text.startswith(f"Ministers meet\n\n{TEXT} Paragraph 0")
    assert "Imprint" not in found.text and "World" not in found.text
    assert (found.title, found.outlet, found.author) == ("Ministers meet", "The Wire", "Jane Doe")
    assert (found.published, found.inferred) == (date(2022, 2, 24), ())


def test_title_that_the_text_begins_with_is_not_repeated(tmp_path):
    body = f"<article><h1>Ministers meet</h1><p>{TEXT}</p><p>{TEXT.replace('Monday', 'Friday')}</p></article>"
    text = article(put(tmp_path, "a.html", page(body, "<title>Ministers meet</title>"))).text
    assert text.count("Ministers meet") == 1


def test_pdf_unwraps_columns_and_hyphens(tmp_path):
    lines = [
        "The govern-",
        "ment of the country met today and de-",
        "cided to send a large cease-fire team to",
        "the border. A cease-",
        "fire was agreed. It was late in the night.",
        "",
        "Another paragraph began here and went on",
        "for some time.",
    ]
    found = article(pdf(tmp_path / "a.pdf", lines, title="Night of talks"))
    assert "The government of the country met today and decided to send" in found.text
    assert "A cease-fire was agreed." in found.text
    assert "\n\nAnother paragraph began here and went on for some time." in found.text
    assert found.title == "Night of talks"


def test_pdf_goes_on_across_pages_without_running_heads(tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"))
    for n, line in enumerate(
        ("The talks that began in the", "capital on Monday went on", "until midnight."), start=1
    ):
        sheet.drawString(50, 820, f"The Example Weekly, issue 12, page {n}")
        sheet.drawString(50, 760, line)
        sheet.drawString(300, 20, str(n))
        sheet.showPage()
    sheet.save()
    text = article(tmp_path / "a.pdf").text
    assert text == "The talks that began in the capital on Monday went on until midnight."


def test_pdf_without_text_is_refused(tmp_path):
    assert refusal(pdf(tmp_path / "a.pdf", [])).number == "TID-108"
    assert refusal(put(tmp_path, "b.pdf", b"%PDF-1.4 nothing")).number == "TID-109"


def test_json_lines_by_our_keys_and_mapped_ones(tmp_path):
    row = {
        "text": TEXT,
        "id": 7,
        "title": "T",
        "outlet": "O",
        "author": ["A", "B"],
        "date": "2022-02-24T23:30:00+02:00",
        "url": "http://example.org",
        "language": "en-GB",
    }
    found = article(put(tmp_path, "a.jsonl", json.dumps(row)))
    assert (found.external_id, found.title, found.outlet, found.author) == ("7", "T", "O", "A, B")
    assert (found.published, found.url, found.language) == (date(2022, 2, 24), "http://example.org", "en")
    other = put(tmp_path, "b.jsonl", json.dumps({"body": TEXT, "source": {"name": "The Wire"}}))
    assert article(other, keys={"text": "body", "outlet": "source.name"}).outlet == "The Wire"


def test_broken_line_is_quarantined_and_the_rest_goes_on(tmp_path):
    rows = [json.dumps({"text": f"{n} {TEXT}"}) for n in range(3)]
    rows[1] = rows[1][:20]
    path = put(tmp_path, "a.jsonl", "\n".join(rows))
    first, broken, last = read([path])
    assert (first.origin, last.origin) == (f"{path}!line 1", f"{path}!line 3")
    assert (broken.origin, broken.number) == (f"{path}!line 2", "TID-109")


@pytest.mark.parametrize(
    "row, number",
    [
        ('{"body": "x"}', "TID-113"),
        ('{"text": "  "}', "TID-108"),
        ('{"text": ""}', "TID-108"),
        ('{"text": 5}', "TID-109"),
        ("[1]", "TID-109"),
        ('{"text": "x", "date": "3/4/2022"}', "TID-114"),
        ('{"text": "x", "language": "fr"}', "TID-110"),
        ('{"text": "' + "x" * 1001 + '"}', "TID-118"),
    ],
)
def test_rows_are_refused_with_their_reason(tmp_path, row, number):
    config = Config(limits=Limits(max_characters=1000))
    found = refusal(put(tmp_path, "a.jsonl", row), config)
    assert found.number == number
    assert found.origin.endswith("a.jsonl!line 1")


def test_json_files_of_one_object_an_array_and_lines(tmp_path):
    one, two = {"text": TEXT}, {"text": f"Again: {TEXT}"}
    assert article(put(tmp_path, "a.json", json.dumps(one, indent=2))).text == TEXT
    array = articles(put(tmp_path, "b.json", json.dumps([one, two], indent=1)))
    assert [a.origin.rpartition("!")[2] for a in array] == ["item 1", "item 2"]
    assert len(articles(put(tmp_path, "c.json", f"{json.dumps(one)}\n{json.dumps(two)}\n"))) == 2


def test_csv_with_quotes_newlines_and_other_delimiters(tmp_path):
    found = article(
        put(tmp_path, "a.csv", f'id;text;date\n4;"{TEXT}\nHe said ""no""; so it was.";24/2/2022\n')
    )
    assert found.text == f'{TEXT}\nHe said "no"; so it was.'
    assert (found.external_id, found.published) == ("4", date(2022, 2, 24))
    assert refusal(put(tmp_path, "b.csv", "id,body\n1,x\n")).number == "TID-113"
    assert article(put(tmp_path, "c.tsv", f"body\tid\n{TEXT}\t1\n"), keys={"text": "body"}).text == TEXT


def test_warc_gives_its_pages_with_their_addresses(tmp_path):
    record = _warc(f"{TEXT}\n\n{TEXT.replace('Monday', 'Friday')}")
    path = put(
        tmp_path, "a.warc.gz", gzip.compress(record) + gzip.compress(record.replace(b"Friday", b"Sunday"))
    )
    first, second = articles(path)
    assert first.url == "http://example.org/a"
    assert TEXT in first.text and "Sunday" in second.text
    assert second.origin == f"{path}!record 2"


def test_feed_gives_its_entries(tmp_path):
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>'
        f"<item><title>Talks held</title><link>http://example.org/1</link><description>&lt;p&gt;{TEXT}&lt;/p&gt;"
        "</description><pubDate>Thu, 24 Feb 2022 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    for name in ("a.rss", "b.xml", "c"):
        found = article(put(tmp_path, name, feed))
        assert found.text == f"Talks held\n\n{TEXT}"
        assert (found.outlet, found.url, found.published) == (
            "The Wire",
            "http://example.org/1",
            date(2022, 2, 24),
        )


def test_feed_that_names_a_local_file_does_not_read_it(tmp_path):
    secret = put(tmp_path, "secret.txt", "confidential")
    feed = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
    feed += "<rss><channel><item><title>&x;</title></item></channel></rss>"
    assert refusal(put(tmp_path, "a.rss", feed)).number == "TID-105"
    out = list(read([put(tmp_path, "b.rss", str(secret))]))
    assert all("confidential" not in str(item) for item in out)


def test_every_kind_is_read_when_compressed(tmp_path):
    for name, content in (
        ("a.txt", TEXT),
        ("b.html", page(f"<p>{TEXT}</p>")),
        ("c.jsonl", json.dumps({"text": TEXT})),
        ("d.csv", f'text\n"{TEXT}"\n'),
    ):
        assert TEXT in article(put(tmp_path, f"{name}.gz", gzip.compress(content.encode()))).text


def test_folder_is_read_in_order_and_each_article_once(tmp_path):
    put(tmp_path, "b/z.txt", TEXT)
    put(tmp_path, "b.txt", f"Two: {TEXT}")
    put(tmp_path, "a.txt", f"{TEXT}\n")
    put(tmp_path, ".hidden.txt", "No article.")
    put(tmp_path, "picture.png", b"\x89PNG\r\n\x1a\n")
    out = list(read([tmp_path]))
    assert [item.origin.removeprefix(f"{tmp_path}/") for item in out] == ["a.txt", "b.txt", "picture.png"]
    assert out[2].number == "TID-103"
    assert list(read([tmp_path])) == out


def test_sidecar_gives_metadata_and_options_go_before_it(tmp_path):
    path = put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "a.txt.meta.json", json.dumps({"outlet": "The Wire", "date": "2022-02-24", "title": "T"}))
    (found,) = articles(tmp_path)
    assert (found.outlet, found.published, found.title, found.inferred) == (
        "The Wire",
        date(2022, 2, 24),
        "T",
        (),
    )
    assert article(path, outlet="Mine").outlet == "Mine"
    put(tmp_path, "a.txt.meta.json", "[]")
    assert refusal(path).number == "TID-109"


def test_standard_input_is_sniffed(monkeypatch):
    for content in (
        TEXT.encode(),
        json.dumps({"text": TEXT}).encode(),
        gzip.compress(TEXT.encode()),
        f'id,text\n1,"{TEXT}"\n'.encode(),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        found = article("-")
        assert found.text == TEXT
        assert found.origin.partition("!")[0] == "-"


def test_missing_path_is_an_error_before_anything_is_read(tmp_path):
    with pytest.raises(ReadError, match="TID-101"):
        read([put(tmp_path, "a.txt", TEXT), tmp_path / "none"])


def test_links_that_lead_out_are_quarantined(tmp_path):
    put(tmp_path, "out/secret.txt", TEXT)
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "link.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (inside / "folder").symlink_to(tmp_path / "out")
    (inside / "loop").symlink_to(inside)
    (inside / "gone.txt").symlink_to(inside / "none.txt")
    found = {item.origin.rpartition("/")[2]: item.number for item in read([inside])}
    assert found == {"link.txt": "TID-115", "folder": "TID-115", "gone.txt": "TID-102"}


def test_limits_of_size_expansion_nesting_members_and_time(tmp_path):
    def limited(name, content, **limits):
        return refusal(put(tmp_path, name, content), Config(limits=Limits(**limits))).number

    assert limited("a.txt", TEXT, max_bytes=20) == "TID-104"
    assert limited("b.txt", TEXT, max_article_bytes=20) == "TID-119"
    assert limited("c.txt.gz", gzip.compress(TEXT.encode()), max_article_bytes=20) == "TID-105"
    twice = gzip.compress(gzip.compress(TEXT.encode()))
    assert limited("d.txt.gz", twice, max_depth=1) == "TID-106"
    assert limited("e.html", page(f"<p>{TEXT}</p>" * 20_000), max_seconds=0.01) == "TID-107"
    record = _warc(TEXT)
    *_, last = read([put(tmp_path, "f.warc", record * 3)], config=Config(limits=Limits(max_members=2)))
    assert last.number == "TID-116"


@pytest.mark.parametrize(
    "text, name",
    [
        (
            "Le président a rencontré son homologue à Berlin mardi, selon des "
            "responsables de la sécurité, et les deux hommes ont parlé de la guerre.",
            "French",
        ),
        (
            "Der Präsident traf am Dienstag in Berlin seinen Amtskollegen, "
            "wie Beamte mitteilten. Die beiden sprachen über den Krieg und über die Lage.",
            "German",
        ),
        ("Президент встретился с коллегой в столице во вторник, сообщили чиновники", "Russian"),
    ],
)
def test_other_languages_are_refused_by_name(tmp_path, text, name):
    found = refusal(put(tmp_path, "a.txt", text))
    assert (found.number, name in found.reason) == ("TID-110", True)
    assert article(put(tmp_path, "b.txt", text), language="en").language == "en"


def test_short_english_full_of_names_is_english(tmp_path):
    for text in (
        "Russia attacked.",
        "Macron, Scholz and Zelenskyy met in Kyiv.",
        "Talks in Warszawa: Tusk, Orbán, Fico",
    ):
        assert article(put(tmp_path, "a.txt", text)).language == "en"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400),
    extension=st.sampled_from(["txt", "jsonl", "json", "csv", "warc", "html", "pdf", "xml", "gz", "x"]),
)
def test_any_bytes_give_articles_or_reasons(tmp_path, data, extension):
    for item in read([put(tmp_path, f"a.{extension}", data)]):
        assert isinstance(item, Article | Quarantined)
        (item.text if isinstance(item, Article) else item.reason).encode()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1).filter(
        lambda t: not t.isspace()
    )
)
def test_json_text_comes_back_code_point_for_code_point(tmp_path, text):
    path = put(tmp_path, "a.jsonl", json.dumps({"text": text}))
    assert article(path, language="en").text == text
