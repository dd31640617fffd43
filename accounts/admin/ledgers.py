"""Points and wallet on the page of a person."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from database.back_office.tiles import Tile
from database.rows.money import format_money

ENTRIES = 5


class Entry(NamedTuple):
    """An entry of either ledger, as it is read."""

    at: datetime
    reason: str
    change: str
    after: str


def balances(request: HttpRequest, user: User) -> list[Tile]:
    """Return points and store credit."""
    shown = []
    if request.user.has_perm("accounts.view_pointsaccount"):
        account = user.points_account
        note = _("%(earned)d earned, %(spent)d spent") % {
            "earned": account.total_earned,
            "spent": account.total_spent,
        }
        shown.append(Tile(_("Points"), str(account.balance), note))
    if request.user.has_perm("accounts.view_wallet"):
        credit = format_money(user.wallet.balance)
        shown.append(Tile(_("Wallet"), credit, _("Store credit")))
    return shown


def latest_entries(request: HttpRequest, user: User) -> str:
    """Return the latest entries of points and wallet; nothing where none are."""
    entries = []
    if request.user.has_perm("accounts.view_walletentry"):
        entries += _of_wallet(user)
    if request.user.has_perm("accounts.view_pointsentry"):
        entries += _of_points(user)
    if not entries:
        return ""
    name = "admin/accounts/user/ledgers.html"
    return render_to_string(name, {"entries": entries}, request)


def _of_wallet(user: User) -> list[Entry]:
    return [
        Entry(
            row.created_at,
            row.reason,
            format_money(row.amount),
            format_money(row.balance_after),
        )
        for row in user.wallet.entries.all()[:ENTRIES]
    ]


def _of_points(user: User) -> list[Entry]:
    return [
        Entry(
            row.created_at,
            row.reason,
            ngettext("%(points)d point", "%(points)d points", row.delta)
            % {"points": row.delta},
            str(row.balance_after),
        )
        for row in user.points_account.entries.all()[:ENTRIES]
    ]
