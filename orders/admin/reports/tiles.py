"""Tiles of the home page about money and returns."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.back_office.tiles import Tile
from orders.admin.reports import figures
from shop.money import format_money as money


def money_tiles(request: HttpRequest) -> list[Tile]:
    """Return what waits for whoever looks after money and returns."""
    tiles = []
    if request.user.has_perm("orders.view_return"):
        tiles.append(_returns())
    if request.user.has_perm("orders.view_refund"):
        tiles.append(_refunds())
    if request.user.has_perm("orders.view_paymententry"):
        tiles.append(_differences())
    return tiles


def _returns() -> Tile:
    to_answer, under_way = figures.returns_waiting()
    note = ngettext(
        "%(count)d is on its way back", "%(count)d are on their way back", under_way
    ) % {"count": under_way}
    link = reverse("admin:orders_return_changelist")
    link += "?status__exact=requested"
    return Tile(_("Returns to answer"), str(to_answer), note, link, to_answer > 0)


def _refunds() -> Tile:
    count, total = figures.refunds_to_transfer()
    note = _("Nothing has to be paid out.")
    if count:
        note = _("%(total)s by bank or in cash") % {"total": money(total)}
    link = reverse("admin:orders_refund_changelist") + "?state=transfer"
    return Tile(_("Refunds to pay out"), str(count), note, link, count > 0)


def _differences() -> Tile:
    over, under = figures.payments_that_differ()
    note = _("Every payment matches its order.")
    if over or under:
        names = {"over": over, "under": under}
        note = _("%(over)d paid too much, %(under)d paid in part") % names
    link = reverse("admin:orders_order_changelist") + "?money=differs"
    count = over + under
    return Tile(_("Over- and underpaid orders"), str(count), note, link, count > 0)
