"""Acts on many accounts: a preview that says who changes and why others do not, then
the act, then a report for each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.services.standing import Act, Outcome, change_standing, foresee
from database.back_office.pages import page

# More than a page of the list holds, less than a request lasts.
MOST = 500


@dataclass(frozen=True, slots=True)
class Wording:
    """How an act is spoken of, and the right it takes."""

    label: Any
    explanation: Any
    permission: str
    is_dangerous: bool = False


WORDINGS = {
    Act.ACTIVATE: Wording(
        gettext_lazy("Activate"),
        gettext_lazy("They can log in again."),
        "accounts.change_user",
    ),
    Act.DEACTIVATE: Wording(
        gettext_lazy("Deactivate"),
        gettext_lazy(
            "They can no longer log in, and all their devices are signed out. "
            "Activating them again undoes this."
        ),
        "accounts.change_user",
        is_dangerous=True,
    ),
    Act.VERIFY: Wording(
        gettext_lazy("Verify"),
        gettext_lazy(
            "Their e-mail addresses count as confirmed, so orders that guests placed "
            "with those addresses become theirs. This cannot be undone, so make sure "
            "you know who they are."
        ),
        "accounts.verify_user",
        is_dangerous=True,
    ),
    Act.UNLOCK: Wording(
        gettext_lazy("Unlock"),
        gettext_lazy("Their failed logins are cleared, and they can log in again."),
        "accounts.unlock_user",
    ),
}


def allowed(request: HttpRequest) -> list[Act]:
    """Return the acts that the reader may do."""
    return [
        act
        for act, wording in WORDINGS.items()
        if request.user.has_perm(wording.permission)
    ]


def action(act: Act) -> Callable[..., HttpResponse]:
    """Return the action of the list that leads to the preview."""

    def run(model_admin: Any, request: HttpRequest, rows: QuerySet) -> HttpResponse:
        keys = list(rows.values_list("pk", flat=True)[: MOST + 1])
        return _preview(model_admin, request, act, keys)

    label = WORDINGS[act].label
    run.__name__ = f"{act}_selected"
    return admin.action(run, description=f"{label}…")


def bulk_view(model_admin: Any, request: HttpRequest, name: str) -> HttpResponse:
    """Show the preview of what is posted; with `confirm`, do it and report."""
    if name not in WORDINGS:
        raise Http404
    act = Act(name)
    model_admin.require(act in allowed(request))
    keys = _keys(request.POST.getlist("user"))
    visible = model_admin.get_queryset(request).filter(pk__in=keys)
    keys = list(visible.values_list("pk", flat=True))
    if request.method != "POST" or not keys:
        return redirect("admin:accounts_user_changelist")
    if "confirm" not in request.POST:
        return _preview(model_admin, request, act, keys)
    outcomes = change_standing(
        act=act, user_ids=keys[:MOST], refuse=_refusal(model_admin, request)
    )
    return _page(model_admin, request, act, outcomes, is_done=True)


def _keys(texts: list[str]) -> list[UUID]:
    """Return the keys among what was posted; the rest is nobody's."""
    keys = []
    for text in texts[: MOST + 1]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


def _preview(
    model_admin: Any, request: HttpRequest, act: Act, keys: list[UUID]
) -> HttpResponse:
    outcomes = foresee(
        act=act, user_ids=keys[:MOST], refuse=_refusal(model_admin, request)
    )
    return _page(
        model_admin, request, act, outcomes, is_done=False, has_more=len(keys) > MOST
    )


def _refusal(model_admin: Any, request: HttpRequest) -> Callable[[User], str]:
    """Return what asks for the very row: the right depends on whose account it is."""

    def refuse(user: User) -> str:
        if model_admin.may_touch(request, user):
            return ""
        return _("a colleague’s account, which you may not change")

    return refuse


def _page(
    model_admin: Any,
    request: HttpRequest,
    act: Act,
    outcomes: list[Outcome],
    *,
    is_done: bool,
    has_more: bool = False,
) -> HttpResponse:
    changing = [outcome for outcome in outcomes if not outcome.reason]
    wording = WORDINGS[act]
    context = {
        "opts": model_admin.opts,
        "title": _("%(act)s accounts") % {"act": wording.label},
        "act": act,
        "wording": wording,
        "outcomes": outcomes,
        "changing": changing,
        "summary": summary(outcomes, is_done=is_done),
        "is_done": is_done,
        "has_more": has_more,
        "most": MOST,
    }
    return page(request, "admin/accounts/user/bulk.html", context)


def summary(outcomes: list[Outcome], *, is_done: bool) -> str:
    """Return such as "37 of 40 will change; 3 cannot: 2 active already, 1 deleted."."""
    reasons = Counter(outcome.reason for outcome in outcomes if outcome.reason)
    count, refused = len(outcomes), reasons.total()
    numbers = {"changing": count - refused, "count": count}
    if is_done:
        text = _("%(changing)d of %(count)d were changed") % numbers
    else:
        text = _("%(changing)d of %(count)d will change") % numbers
    if not reasons:
        return f"{text}."
    listed = [
        _("%(count)d are %(reason)s") % {"count": number, "reason": reason}
        if number > 1
        else _("1 is %(reason)s") % {"reason": reason}
        for reason, number in reasons.most_common()
    ]
    cannot = ngettext("%(count)d cannot", "%(count)d cannot", refused)
    cannot %= {"count": refused}
    because = _("because %(reasons)s") % {"reasons": get_text_list(listed, _("and"))}
    return f"{text}; {cannot}, {because}."
