"""Add articles."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tidings.explore.context import Shown

router = APIRouter()


@router.get("/add")
def show(request: Request, shown: Shown) -> HTMLResponse:
    """Add articles."""
    return shown.page(request, "stub.html", title="Add articles")
