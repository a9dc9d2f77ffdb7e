"""Event."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tidings.explore.context import Shown

router = APIRouter()


@router.get("/events/{id}")
def show(request: Request, shown: Shown) -> HTMLResponse:
    """Event."""
    return shown.page(request, "stub.html", title="Event")
