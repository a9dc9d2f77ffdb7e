"""People and bodies."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tidings.explore.context import Shown

router = APIRouter()


@router.get("/speakers")
def show(request: Request, shown: Shown) -> HTMLResponse:
    """People and bodies."""
    return shown.page(request, "stub.html", title="People and bodies")
