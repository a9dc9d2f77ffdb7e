"""The page is its user's alone: what other sites, other hosts and odd requests get."""

import html
import http.client
import random
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

import tidings.explore
from tidings.config import Config, Uploads
from tidings.explore import make_app
from tidings.explore.security import HEADERS, SMALL, allowed_hosts, content_policy
from tidings.explore.server import _listening
from tidings.record import open_record

CLIENT = httpx.Client(timeout=60)
ROOM = Path(tidings.explore.__file__).parent
TOKEN = "only-our-pages-know"
WRITES = ("/add/text", "/add/files", "/add/jobs/1/stop", "/review", "/nowhere")


@pytest.fixture(scope="module")
def app(coded_examples, tmp_path_factory):
    """The application on a record of its own; small uploads."""
    path = tmp_path_factory.mktemp("guarded") / "crisis.duckdb"
    path.write_bytes(coded_examples[1].read_bytes())
    with open_record(path) as record:
        config = Config(uploads=Uploads(max_bytes=20_000))
        yield make_app(record, token=TOKEN, hosts=allowed_hosts(80), config=config)


@pytest.fixture(scope="module")
def client(app):
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def raw(address, method, target, headers=(), body=None):
    """The answer to a request that no client library has tidied: status, headers, body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "evil.127.0.0.1:{port}",
        "127.0.0.1", "localhost", "127.0.0.1:1", "localhost:{port}.evil", "0.0.0.0:{port}", "127.1:{port}",
        "2130706433:{port}", "[::]:{port}", "user@127.0.0.1:{port}", "127.0.0.1:{port}, evil.example", "null",
        "127.0.0.1:{port}/", "127.0.0.1:0{port}", "",
    ],
)  # fmt: skip
@pytest.mark.parametrize("target", ["/", "/static/style.css", "/events?format=json"])
def test_a_foreign_host_is_refused(examples_address, host, target):
    port = urlsplit(examples_address).port
    status, headers, content = raw(examples_address, "GET", target, [("Host", host.format(port=port))])
    assert status in {400, 421}
    if status == 421:
        assert content.startswith(b"TID-601")
        assert headers["content-security-policy"] == content_policy()


def test_a_request_without_a_host_is_refused(examples_address):
    assert raw(examples_address, "GET", "/")[0] in {400, 421}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_its_own_names_are_answered(examples_address, name):
    host = f"{name}:{urlsplit(examples_address).port}"
    assert raw(examples_address, "GET", "/static/icon.svg", [("Host", host)])[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:81", "http://127.0.0.1.x"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_another_origin_is_refused(client, origin, method):
    answer = client.request(method, "/add/text", headers={"origin": origin, "x-tidings-token": TOKEN})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site", "odd"])
@pytest.mark.parametrize("path", WRITES)
def test_a_write_from_another_site_is_refused_even_with_the_token(client, site, path):
    headers = {"sec-fetch-site": site, "x-tidings-token": TOKEN}
    answer = client.post(path, headers=headers)
    assert (answer.status_code, answer.text[:7]) == (403, "TID-602")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "BREW"])
@pytest.mark.parametrize("given", [None, "", "wrong", TOKEN[:-1], TOKEN + " x", "ü", "\x80"])
def test_a_write_without_the_token_is_refused(client, method, given):
    headers = {} if given is None else {"x-tidings-token": given.encode("latin-1", "replace")}
    for path in WRITES:
        answer = client.request(method, path, headers=headers)
        assert (answer.status_code, answer.text[:7]) == (403, "TID-603")
    answer = client.request(method, "/add/text", params={"token": given or ""})
    assert answer.status_code == 403


def test_reading_needs_no_token_and_changes_nothing(app, client):
    record = app.state.explorer.record
    before = record.digest()
    for path in ("/", "/events", "/articles", "/add", "/add/jobs", "/review"):
        assert client.get(path).status_code == 200
    assert record.digest() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("GET", "/events"), ("GET", "/events?format=csv"), ("GET", "/nowhere"),
        ("GET", "/events/e_none"), ("GET", "/static/style.css"), ("GET", "/static/none.css"),
        ("GET", "/static"), ("HEAD", "/"), ("HEAD", "/static/style.css"), ("OPTIONS", "/"), ("POST", "/"),
        ("DELETE", "/events"),
        ("GET", "/events?outlets=x"), ("GET", "/add/jobs?format=json"), ("TRACE", "/"),
    ],
)  # fmt: skip
def test_every_answer_carries_the_headers(client, method, path):
    answer = client.request(method, path, headers={"x-tidings-token": TOKEN})
    assert answer.status_code < 500
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"]


def test_an_error_that_nothing_caught_carries_them_too(app, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("a defect <script>")

    monkeypatch.setattr(type(app.state.explorer), "page", broken)
    answer = TestClient(app, base_url="http://127.0.0.1").get("/add")
    assert answer.status_code == 500
    assert "defect" not in answer.text
    assert answer.headers["content-security-policy"] == content_policy()
    assert "a defect" in caplog.text


def test_the_policy_lets_nothing_in_but_own_files():
    policy = dict(part.strip().partition(" ")[::2] for part in content_policy().split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in content_policy() and "*" not in content_policy()
    assert not re.search(r"https?:|//", content_policy())


def test_it_listens_on_loopback_only():
    with _listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_the_token_is_long_and_new_each_time(app, monkeypatch, record):
    from tidings.explore import server

    tokens = []
    monkeypatch.setattr(server, "make_app", lambda *_, token, **__: tokens.append(token) or app)
    monkeypatch.setattr(server.uvicorn.Server, "run", lambda *_, **__: None)
    for _ in range(2):
        server.serve(record, browser=False)
    assert len(set(tokens)) == 2
    assert min(map(len, tokens)) >= 32


@pytest.mark.parametrize(
    "target",
    [
        "/static/../security.py", "/static/%2e%2e/security.py", "/static/..%2fsecurity.py",
        "/static/..%2f..%2f..%2f..%2fetc/passwd", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
        "/static/vendor/../../app.py", "/static/..\\security.py", "/static/..%5csecurity.py", "/static/%00",
        "/static/style.css%00.png", "/static/.", "/static/..", "/static/vendor", "/static/" + "a/" * 500,
        "/static/%c0%ae%c0%ae/app.py", "/static/....//app.py", "/../../etc/passwd", "/%2e%2e/app.py",
    ],
)  # fmt: skip
def test_no_file_outside_the_static_folder_is_given(examples_address, target):
    host = [("Host", urlsplit(examples_address).netloc)]
    status, _, content = raw(examples_address, "GET", target, host)
    assert status in {400, 404, 405}
    assert b"import annotations" not in content and b"root:" not in content


def test_a_body_that_is_too_large_is_refused(client):
    headers = {"x-tidings-token": TOKEN}

    def pieces(size):
        for _ in range(size // 1000):
            yield b"x" * 1000

    for path, size in (("/add/text", 21_000), ("/review", SMALL + 1)):
        answer = client.post(path, headers=headers, content=b"x" * size)
        assert (answer.status_code, answer.text[:7]) == (413, "TID-604")
    kind = {"content-type": "multipart/form-data; boundary=b"}
    streamed = client.post("/add/text", headers=headers | kind, content=pieces(30_000))
    assert (streamed.status_code, streamed.text[:7]) == (413, "TID-604")
    lied = client.post(
        "/add/text", headers=headers | {"content-length": "²".encode("latin-1")}, content=pieces(1000)
    )
    assert lied.status_code < 500


@pytest.mark.parametrize(
    "body", [b"", b"--", b"--b\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx", b"\xff"]
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=b", "application/json", "text/plain", ""]
)
def test_a_broken_body_is_no_failure_of_the_server(client, body, kind):
    for path in ("/add/text", "/add/files", "/review"):
        answer = client.post(path, headers={"x-tidings-token": TOKEN, "content-type": kind}, content=body)
        assert 300 <= answer.status_code < 500


def test_more_files_than_allowed_are_refused(app, client, monkeypatch):
    monkeypatch.setattr(app.state.explorer.config.uploads, "__dict__", {"max_files": 2, "max_bytes": 20_000})
    files = [("files", (f"{n}.txt", b"x")) for n in range(3)]
    answer = client.post("/add/files", headers={"x-tidings-token": TOKEN}, files=files)
    assert answer.status_code == 400
    assert "Too many files" in answer.text


ODD = (
    "", " ", "0", "-1", "1", "999999999999999999999999", "1e999", "NaN", "null", "true", "'", '"', "';--",
    "%", "_", "\\", "\x00", "a" * 1000, "☃", "\U0001f47f", "\u202e", "[]", "{}", "../..", "0001-01-01",
    "9999-99-99", "2020-13", "10000-01-01", "csv", "html", "RUS:MIL", "<script>", "{{7*7}}", "${7*7}",
    "a:b:c", ":", "outlet", "NULL\n", ",",
)  # fmt: skip
BROKEN = ("%ff", "%ed%a0%80", "%", "%zz", "%00", "&&==", "=", "a=%c3%28", "q=%u0041", "page=1&page=2")


def routes(app):
    """Path and query parameters of every GET route."""
    for path, methods in app.openapi()["paths"].items():
        if "get" in methods:
            found = methods["get"].get("parameters", [])
            yield path, [p["name"] for p in found if p["in"] == "query"]


def filled(path, value):
    return re.sub(r"\{[^}]+\}", lambda _: quote(value, safe="") or "x", path)


def test_no_query_makes_the_server_fail(app, client):
    chance = random.Random(20)
    failed = []
    asked = 0
    for path, names in routes(app):
        queries = [[(name, value)] for name in names for value in chance.sample(ODD, 4)]
        queries += [[(name, value) for name in names] for value in chance.sample(ODD, 8)]
        queries += [[(name, v) for name in names for v in chance.sample(ODD, 2)]]
        for query in queries:
            answer = client.get(filled(path, "e_none"), params=query)
            asked += 1
            if answer.status_code >= 500:
                failed.append((path, query))
        for value in ODD:
            if "{" in path and client.get(filled(path, value)).status_code >= 500:
                failed.append((path, value))
        for query in BROKEN:
            if client.get(f"{filled(path, 'e_none')}?{query}").status_code >= 500:
                failed.append((path, query))
    assert asked > 100
    assert not failed, failed


def own_files(folder, pattern):
    return [p for p in (ROOM / folder).rglob(pattern) if "vendor" not in p.parts]


@pytest.mark.parametrize("template", own_files("templates", "*.html"), ids=lambda p: p.name)
def test_templates_hold_no_script_style_or_unescaped_value(template):
    text = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "…", text, flags=re.DOTALL)
    assert not re.search(r"\son[a-z]+\s*=|\bhx-on\b|\shx-vals=[\"']js:|javascript:", text, re.IGNORECASE)
    assert not re.search(r"\sstyle\s*=|<style\b", text, re.IGNORECASE)
    assert not re.search(r"<script\b(?![^>]*\ssrc=\"/static/)", text, re.IGNORECASE)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    for tag in re.findall(r"(?:href|src|action)=(?!\")", text):
        raise AssertionError(f"an address without quotation marks: {tag}")


@pytest.mark.parametrize("script", own_files("static/js", "*.js"), ids=lambda p: p.name)
def test_scripts_build_no_markup_from_words(script):
    text = script.read_text("utf-8")
    risky = r"(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|\beval\(|new Function|\.html\("
    assert not re.findall(risky, text)
    assert not re.search(r"https?://", re.sub(r"http://www\.w3\.org/\S+", "", text))


@pytest.mark.parametrize("module", own_files(".", "*.py"), ids=lambda p: p.name)
def test_modules_mark_nothing_as_safe(module):
    assert not re.search(r"\bMarkup\b|autoescape=False", module.read_text("utf-8"))


class _Elsewhere(BaseHTTPRequestHandler):
    page = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_):
        pass


def posts(answers):
    """How what was to add a text was answered."""
    return [status for method, url, status in answers if method == "POST" and "/add/text" in url]


def test_another_site_in_the_same_browser_reads_and_writes_nothing(page, examples_address, expect_errors):
    """Its forms, requests, frames and scripts, with the token known to it."""
    from explorer_server import TOKEN as KNOWN
    from explorer_server import until

    write = html.escape(f"{examples_address}/add/text?token={KNOWN}")
    _Elsewhere.page = f"""<!doctype html><title>elsewhere</title>
        <iframe src="{examples_address}/add" id="frame"></iframe>
        <form method="post" enctype="multipart/form-data" action="{write}" target="frame2">
        <input name="text" value="x"></form><iframe name="frame2"></iframe><script>
        window.got = [];
        const note = (name) => ["yes", "no"].map((said) => () => window.got.push([name, said]));
        fetch("{examples_address}/add").then((r) => r.text()).then(...note("read"));
        fetch("{write}", {{method: "POST", mode: "no-cors", body: new FormData()}}).then(...note("blind"));
        const headers = {{"X-Tidings-Token": "x"}};
        fetch("{write}", {{method: "POST", body: "x", headers}}).then(...note("write"));
        document.forms[0].submit();
        </script>"""
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        answers = []
        page.on("response", lambda r: answers.append((r.request.method, r.url, r.status)))
        page.goto(f"http://127.0.0.1:{other.server_port}/")
        until(page, lambda: page.evaluate("window.got.length") == 3)
        until(page, lambda: posts(answers))
        page.wait_for_load_state("networkidle")
        got = {name: said for name, said, *_ in page.evaluate("window.got")}
        other.shutdown()
    assert got["read"] == got["write"] == "no"
    assert set(posts(answers)) == {403}
    assert CLIENT.get(f"{examples_address}/add/jobs?format=json").json() == []
    expect_errors()
