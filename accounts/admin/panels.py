"""What the accounts themselves show on the page of a person."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.admin.contributions import panels
from accounts.admin.forms import NoteForm
from accounts.models import User

LATEST = 10
PERSONAL = "accounts.view_personal_data"


def notes(request: HttpRequest, user: User) -> str:
    """Return what colleagues wrote down, with a field for more."""
    if not request.user.has_perm("accounts.view_customernote"):
        return ""
    latest = user.notes.select_related("actor")[:LATEST]
    form = NoteForm() if request.user.has_perm("accounts.add_customernote") else None
    return _card("notes", request, user, notes=latest, form=form)


def addresses(request: HttpRequest, user: User) -> str:
    """Return the addresses the person keeps."""
    if not request.user.has_perm(PERSONAL):
        return ""
    return _card("addresses", request, user, addresses=user.addresses.all()[:LATEST])


def _card(name: str, request: HttpRequest, user: User, **context: Any) -> str:
    context = {"customer": user, **context}
    return render_to_string(f"admin/accounts/user/{name}.html", context, request)


panels.add("notes", notes)
panels.add("addresses", addresses)
