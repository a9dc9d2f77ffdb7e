"""Take the pictures of the explorer's screens for the docs: python docs/make_screenshots.py [RECORD]

Without a record, the shipped examples are coded first. Needs Playwright and Chromium. The pictures are light,
1200 pixels wide, and end with the window.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from tidings import api
from tidings.explore import make_app
from tidings.explore.security import allowed_hosts
from tidings.explore.server import _listening

PICTURES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1200, 800
EXAMPLES = Path("examples/articles")
MOST_TOLD = "SELECT id, first_article FROM events ORDER BY outlets DESC, disagreements DESC, id LIMIT 1"
MOST_QUOTED = (
    "SELECT speaker_name FROM statements WHERE speaker_name IS NOT NULL GROUP BY 1"
    " ORDER BY count(*) DESC, 1 LIMIT 1"
)
OUTLETS = (
    "WITH told AS (SELECT DISTINCT event_id, outlet FROM tellings JOIN articles ON id = article_id)"
    " SELECT a.outlet, b.outlet FROM told a JOIN told b ON b.event_id = a.event_id AND b.outlet > a.outlet"
    " GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT 1"
)
"""The two outlets that tell of the same events most often."""


def main() -> None:
    """Serve a copy of the record and take one picture a screen."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crisis.duckdb"
        if len(sys.argv) > 1:
            shutil.copy(sys.argv[1], path)
        else:
            api.code_into([EXAMPLES], path)
        with _served(path) as (address, screens), sync_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            for name, where in screens.items():
                _take(browser, address + where, PICTURES / f"explore-{name}.png")
            browser.close()


@contextmanager
def _served(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with api.open_record(path) as record, _listening(0) as listener:
        port = listener.getsockname()[1]
        app = make_app(record, token="pictures", hosts=allowed_hosts(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        event, article = record.ask(lambda db: db.execute(MOST_TOLD).fetchall())[0]
        speakers = record.ask(lambda db: db.execute(MOST_QUOTED).fetchall())
        outlets = [name for row in record.ask(lambda db: db.execute(OUTLETS).fetchall()) for name in row]
        try:
            yield f"http://127.0.0.1:{port}", {
                "overview": "/", "events": "/events", "event": f"/events/{event}", "articles": "/articles",
                "article": f"/articles/{article}", "speakers": "/speakers",
                "speaker": f"/speakers/{speakers[0][0]}" if speakers else "/speakers", "figures": "/figures",
                "map": "/map", "network": "/network",
                "compare": "/compare?" + "&".join(f"{k}={v}" for k, v in zip("ab", outlets, strict=False)),
                "review": "/review", "add": "/add",
            }  # fmt: skip
        finally:
            server.should_exit = True
            thread.join()


def _take(browser: Browser, address: str, to: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=to)
    page.close()
    print(f"{to}: {to.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
