"""The page of a customer as staff need it, and acts on many accounts."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.admin import bulk
from accounts.admin.contributions import panels, tiles
from accounts.admin.forms import NoteForm
from accounts.admin.ledgers import balances, latest_entries
from accounts.services.notes import add_note
from accounts.services.standing import Act, obstacle


class CustomerCare:
    """What the users' admin adds. Mixed in before ModelAdmin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path(
                "bulk/<slug:name>/",
                view(partial(bulk.bulk_view, self)),
                name="accounts_user_bulk",
            ),
            path("<uuid:pk>/note/", view(self.add_note), name="accounts_user_note"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the acts that the reader may do, each with its preview."""
        actions = super().get_actions(request)  # type: ignore[misc]
        for act in bulk.allowed(request):
            function = bulk.action(act)
            actions[function.__name__] = (
                function,
                function.__name__,
                function.short_description,  # type: ignore[attr-defined]
            )
        return actions

    def page_context(self, request: HttpRequest, user: Any) -> dict[str, Any]:
        """Show what the floors above know of the person."""
        shown = [panel(request, user) for _name, panel in panels.items()]
        shown.append(latest_entries(request, user))
        heads = [head(request, user) for _name, head in tiles.items()]
        heads.append(balances(request, user))
        return {
            "customer": user,
            "panels": [html for html in shown if html],
            "tiles": [tile for head in heads for tile in head],
            "acts": self._acts(request, user),
        }

    def _acts(self, request: HttpRequest, user: Any) -> list[tuple[Any, Any]]:
        """Return the acts that would change this account, with their wording.

        Unlocking has its button beside the logins, without a preview.
        """
        if not self.may_touch(request, user):  # type: ignore[attr-defined]
            return []
        return [
            (act, bulk.WORDINGS[act])
            for act in bulk.allowed(request)
            if act is not Act.UNLOCK and not obstacle(act, user)
        ]

    def add_note(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Keep a remark, and lead back to the page."""
        self.require(request.user.has_perm("accounts.add_customernote"))  # type: ignore[attr-defined]
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        user = self.get_object(request, str(pk))  # type: ignore[attr-defined]
        if user is None:
            return redirect("admin:accounts_user_changelist")
        form = NoteForm(request.POST)
        if form.is_valid():
            add_note(user_id=user.pk, text=form.cleaned_data["text"])
            messages.success(request, _("The note is saved."))
        else:
            messages.error(request, " ".join(form.errors["text"]))
        return redirect("admin:accounts_user_change", pk)
