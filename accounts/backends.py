"""How Django asks whether a name and a password belong together."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.requests.client import visit_of
from accounts.services.logging_in import check_password
from accounts.visits.visit import Visit


class AccountBackend(AuthenticationBackend):
    """allauth's backend, which counts its tries on the user's row."""

    def authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> User | None:
        # allauth passes what was typed as both, where it looks like an address.
        name = credentials.get("email") or credentials.get("username")
        password = credentials.get("password")
        if not name or not password:
            return None
        visit = visit_of(request) if request else Visit()
        return check_password(name=name, password=password, visit=visit)
