"""Asking first, before what one click could not take back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def ask_first(
    request: HttpRequest, *, heading: Any, text: Any, yes: Any, back: str, **more: Any
) -> HttpResponse:
    """Show what is about to happen, the button `yes` that does it, and the way back.

    The button posts to this very page; `action` and `fields` send it elsewhere. `rows`
    name what it is about, and `part` is where the page belongs in the account's menu.
    """
    context = {
        "heading": heading,
        "text": text,
        "yes": yes,
        "back": back,
        "part": "security",
        "action": request.path,
        "fields": {},
        "rows": [],
        **more,
    }
    return render(request, "accounts/ask_first.html", context)
