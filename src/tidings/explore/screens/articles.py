"""Articles."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tidings.explore.context import Shown

router = APIRouter()


@router.get("/articles")
def show(request: Request, shown: Shown) -> HTMLResponse:
    """Articles."""
    return shown.page(request, "stub.html", title="Articles")
