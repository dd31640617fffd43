"""Locking, unlocking and signing out, from the page of a person and from the list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

# Register their models, which then are taken off: the panel shows what staff need.
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.admin.contributions import panels
from accounts.models import LoginHistory, User
from accounts.services import end_sessions, lock_user, unlock_user
from accounts.services.sessions import end_session, living_sessions
from database.back_office import run_on_each

LATEST = 10

admin.site.unregister([Authenticator, UserSession])


@dataclass(frozen=True, slots=True)
class Door:
    """Something staff do to an account, with what is said when it was done or not."""

    service: Callable[..., Any]
    done: Any
    nothing: Any


DOORS = {
    "lock": Door(
        lock_user,
        gettext_lazy("%s is locked and signed out on all devices."),
        gettext_lazy("%s was already locked."),
    ),
    "unlock": Door(
        unlock_user,
        gettext_lazy("%s is unlocked."),
        gettext_lazy("%s was not locked."),
    ),
    "sign-out": Door(
        end_sessions,
        gettext_lazy("%s is signed out on all devices."),
        gettext_lazy("%s was not signed in on any device."),
    ),
}


class DoorActions:
    """The part of the users' admin that opens and shuts accounts."""

    # Unlocking many has a preview: see `accounts.admin.bulk`.
    actions = ("lock",)

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view(partial(_use_door, self))
        session = self.admin_site.admin_view(partial(_end_session, self))
        return [
            path("<uuid:pk>/door/<str:name>/", door, name="accounts_user_door"),
            path(
                "<uuid:pk>/session/<int:session>/end/",
                session,
                name="accounts_user_session",
            ),
            *super().get_urls(),
        ]

    @admin.action(
        description=gettext_lazy("Lock and sign out on all devices"),
        permissions=["unlock"],
    )
    def lock(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._run(request, queryset, "lock", _locked)

    def has_unlock_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        """Tell whether the reader may lock accounts, and this one."""
        return request.user.has_perm("accounts.unlock_user") and self.may_touch(
            request, obj
        )

    def _run(
        self,
        request: HttpRequest,
        users: QuerySet,
        name: str,
        said: Callable[[int], str],
    ) -> None:
        """Use the door on those whom the reader may touch, and not on themselves."""
        allowed = [
            user
            for user in users
            if user != request.user and self.has_unlock_permission(request, user)
        ]
        service = DOORS[name].service
        run_on_each(self, request, allowed, lambda user: service(user_id=user.pk), said)


def _use_door(
    model_admin: Any, request: HttpRequest, pk: UUID, name: str
) -> HttpResponse:
    """Lock, unlock or sign out one person. A reload after a login changes nothing."""
    user = model_admin.get_object(request, str(pk))
    model_admin.require(model_admin.has_unlock_permission(request, user))
    if name not in DOORS:
        raise Http404
    if user is None:
        return redirect("admin:accounts_user_changelist")
    if request.method == "POST":
        _say_what_became(request, user, DOORS[name])
    return redirect("admin:accounts_user_change", pk)


def _end_session(
    model_admin: Any, request: HttpRequest, pk: UUID, session: int
) -> HttpResponse:
    """End one session of a person whose sessions the reader sees."""
    user = model_admin.get_object(request, str(pk))
    may_see = request.user.has_perm("accounts.view_personal_data")
    model_admin.require(may_see and model_admin.has_unlock_permission(request, user))
    if user is None:
        return redirect("admin:accounts_user_changelist")
    if request.method == "POST":
        if end_session(user_id=user.pk, session_id=session):
            messages.success(request, _("The device of %s is signed out.") % user)
        else:
            messages.info(request, _("That device was already signed out."))
    return redirect("admin:accounts_user_change", pk)


def _say_what_became(request: HttpRequest, user: User, door: Door) -> None:
    if user == request.user:
        text = _("This is your own account. Ask a colleague to do it.")
        messages.warning(request, text)
    elif door.service(user_id=user.pk):
        messages.success(request, str(door.done) % user)
    else:
        messages.info(request, str(door.nothing) % user)


def _locked(count: int) -> str:
    text = ngettext("%d account is locked.", "%d accounts are locked.", count)
    return text % count


def doors_panel(request: HttpRequest, user: User) -> str:
    """Return how the account is protected: lock, devices and latest logins."""
    may_see = request.user.has_perm("accounts.view_personal_data")
    may_unlock = request.user.has_perm("accounts.unlock_user")
    if not (may_see or may_unlock):
        return ""
    rows = LoginHistory.objects.filter(user=user)[:LATEST] if may_see else []
    context = {
        "person": user,
        "may_see": may_see,
        "may_unlock": may_unlock and user != request.user,
        "logins": rows,
        "sessions": living_sessions(user.pk) if may_see else [],
    }
    return render_to_string("admin/accounts/user/doors.html", context, request)


panels.add("doors", doors_panel)
