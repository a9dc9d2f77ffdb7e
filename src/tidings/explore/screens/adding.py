"""Add articles: drop files or paste a text, watch them being read, go to what they say."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from tidings import api
from tidings.errors import ConfigurationError
from tidings.explore.adding_jobs import Adder, Job, keep_files, keep_text
from tidings.explore.context import Explorer, Shown, explorer
from tidings.read import ReadOptions

router = APIRouter()

FIELDS: Final = {
    "text": "text", "title": "title", "outlet": "outlet", "author": "author", "published": "date",
    "url": "url", "language": "language",
}  # fmt: skip
"""Fields of the form to paste into, and the keys they are read by."""
_LONGEST: Final = 500
"""Characters of a field other than the text."""
_PART: Final = 8
"""Bytes a character of a pasted text may take on its way, above what any encoding needs."""
_MAKING: Final = Lock()


def adder(request: Request) -> Adder:
    """The adder of the application, made when it is first asked for."""
    state = request.app.state
    with _MAKING:
        if not hasattr(state, "adder"):
            known = explorer(request)
            state.adder = Adder(known.record, known.config, known.coder)
        found: Adder = state.adder
    return found


@router.get("/add")
def show(request: Request, shown: Shown) -> HTMLResponse:
    """The forms, and what became of what was added."""
    return shown.page(
        request, "adding.html", title="Add articles", jobs=adder(request).jobs(),
        uploads=shown.config.uploads, longest=shown.config.limits.max_characters,
    )  # fmt: skip


@router.get("/add/jobs")
def jobs(request: Request, shown: Shown, format: str = "html") -> Response:
    """What became of what was added, as a piece of the page or as JSON."""
    if format == "json":
        return JSONResponse([_plain(job) for job in adder(request).jobs()])
    return _list(request, shown)


@router.post("/add/files")
async def add_files(request: Request, shown: Shown) -> Response:
    """Queue files."""
    return await _add(request, shown, files=True)


@router.post("/add/text")
async def add_text(request: Request, shown: Shown) -> Response:
    """Queue a pasted text."""
    return await _add(request, shown, files=False)


@router.post("/add/jobs/{number}/stop")
def stop(request: Request, shown: Shown, number: int) -> Response:
    """Stop a job; what it has coded is kept."""
    try:
        adder(request).stop(number)
    except KeyError:
        raise HTTPException(404, "There is no such job any more.") from None
    return _answer(request, shown)


async def _add(request: Request, shown: Explorer, *, files: bool) -> Response:
    uploads, limits = shown.config.uploads, shown.config.limits
    # Files go to disk as they come; only the fields are held in memory.
    form = await request.form(
        max_files=uploads.max_files, max_fields=100, max_part_size=_PART * limits.max_characters
    )
    try:
        await run_in_threadpool(_queue_files if files else _queue_text, adder(request), form)
    except ConfigurationError as error:
        if _by_script(request):
            return PlainTextResponse(str(error), 400)
        raise
    finally:
        await form.close()
    return _answer(request, shown)


def _queue_files(to: Adder, form: FormData) -> None:
    options = _options(form)
    found = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    upload = keep_files((f.filename or "", f.file) for f in found)
    names = list(upload.origins.values())
    first = names[0].removeprefix("added/")
    to.add(first if len(names) == 1 else f"{first} and {len(names) - 1} more", upload, options)


def _queue_text(to: Adder, form: FormData) -> None:
    _options(form)
    fields = {ours: _field(form, name) for name, ours in FIELDS.items() if name != "text"}
    text = form.get("text")
    upload = keep_text({**fields, "text": text if isinstance(text, str) else ""})
    to.add(fields["title"] or "Pasted text", upload, ReadOptions())


def _options(form: FormData) -> ReadOptions:
    """What the sender says of all articles; ConfigurationError TID-401 for a date that is none."""
    published = _field(form, "published")
    return api.read_options(
        outlet=_field(form, "outlet") or None, language=_field(form, "language") or None,
        published=api.day("published", published) if published else None,
    )  # fmt: skip


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if len(words) > _LONGEST:
        detail = f"longer than {_LONGEST} characters"
        raise ConfigurationError("TID-401", name=name, detail=detail)
    return words


def _answer(request: Request, shown: Explorer) -> Response:
    """The list of jobs for a script, else the page again."""
    return _list(request, shown) if _by_script(request) else RedirectResponse("/add#jobs", 303)


def _list(request: Request, shown: Explorer) -> HTMLResponse:
    return shown.page(request, "adding_jobs.html", jobs=adder(request).jobs())


def _by_script(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _plain(job: Job) -> Mapping[str, Any]:
    outcomes = [
        {"origin": o.origin, "article": o.article, "title": o.title, "known": o.known, "number": o.number,
         "reason": o.reason}
        for o in job.outcomes
    ]  # fmt: skip
    return {
        "number": job.number, "name": job.name, "made": job.made.isoformat(), "state": job.state.value,
        "files": job.files, "files_done": job.files_done, "added": job.added, "known": job.known,
        "refused": job.refused, "words": job.words, "outcomes": outcomes,
    }  # fmt: skip
