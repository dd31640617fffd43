"""The home page of the back office: queues first, then today, then the month."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.back_office.charts import Series, drawn
from database.back_office.tiles import Tile, compare
from orders.admin.reports import figures
from orders.admin.reports.charts import FORMATS
from orders.admin.reports.tiles import money_tiles
from orders.reports.registry import Kind
from shop.money import format_money as money


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the reader may see to the context of the home page."""
    sees_orders = request.user.has_perm("orders.view_order")
    sees_takings = request.user.has_perm("orders.view_reports")
    sees_stock = request.user.has_perm("shop.view_product")
    queues = _order_queues() if sees_orders else []
    queues += money_tiles(request)
    if sees_stock:
        queues.append(_low_stock())
    queues += _machine(request)
    now = timezone.now()
    recent = figures.recent(now) if sees_takings else None
    context.update(
        title=_greeting(request),
        queues=queues,
        today=_today(recent, now) if recent else [],
        chart=_chart(recent.days) if recent else None,
    )
    return context


def _greeting(request: HttpRequest) -> str:
    return _("Hello, %(name)s") % {"name": request.user.get_short_name()}


def _order_queues() -> list[Tile]:
    waiting = figures.queues()
    orders = reverse("admin:orders_order_changelist")
    return [
        Tile(
            _("Orders to confirm"),
            str(waiting.to_confirm),
            _waiting_note(waiting),
            f"{orders}?status__exact=pending",
            waiting.to_confirm > 0,
        ),
        Tile(
            _("Orders to ship"),
            str(waiting.to_ship),
            _since(waiting.oldest_to_ship)
            or _("Nothing is waiting. Everything is packed."),
            f"{orders}?sending=to_ship",
            waiting.to_ship > 0,
        ),
    ]


def _waiting_note(waiting: figures.Queues) -> str:
    if not waiting.to_confirm:
        return _("Nothing is waiting. All orders are confirmed.")
    unpaid = ngettext(
        "%(count)d is waiting for payment",
        "%(count)d are waiting for payment",
        waiting.waiting_for_payment,
    ) % {"count": waiting.waiting_for_payment}
    parts = [_since(waiting.oldest_to_confirm)]
    return " · ".join([*parts, unpaid] if waiting.waiting_for_payment else parts)


def _since(oldest: Any) -> str:
    if oldest is None:
        return ""
    day = date_format(timezone.localtime(oldest), "j M Y")
    return _("The oldest is from %(day)s") % {"day": day}


def _low_stock() -> Tile:
    count = figures.low_stock()
    note = _("On sale, low or out") if count else _("Everything on sale is in stock")
    link = reverse("admin:shop_product_changelist") + "?stock=low"
    return Tile(_("Products low on stock"), str(count), note, link, count > 0)


def _machine(request: HttpRequest) -> list[Tile]:
    """Return what went wrong behind the pages, for those who look after it."""
    tiles = []
    if request.user.has_perm("database.view_outboxmessage"):
        tiles.append(_queue())
    if request.user.has_perm("database.view_auditentry"):
        errors = figures.errors_logged(timezone.now())
        tiles.append(
            Tile(
                _("Errors in the last 24 hours"),
                str(errors),
                _("The audit log lists them") if errors else _("Nothing went wrong"),
                reverse("admin:database_auditentry_changelist") + "?level=error",
                errors > 0,
            )
        )
    return tiles


def _queue() -> Tile:
    """Return the tile of mails and jobs: what failed, else what nobody takes."""
    failed, late = figures.undelivered()
    queue = reverse("admin:database_outboxmessage_changelist")
    waiting = ngettext(
        "%(count)d has been waiting too long: is a worker running?",
        "%(count)d have been waiting too long: is a worker running?",
        late,
    ) % {"count": late}
    tried = _("They will be tried again; read their errors")
    note = " · ".join([tried] * bool(failed) + [waiting] * bool(late))
    return Tile(
        _("Mails and jobs that failed or are waiting"),
        str(failed + late),
        note or _("Everything was delivered"),
        f"{queue}?state=failed" if failed else f"{queue}?state=waiting",
        failed + late > 0,
    )


def _today(recent: figures.Recent, now: datetime) -> list[Tile]:
    today, before = recent.today, recent.week_ago
    weekday = {"day": date_format(timezone.localtime(now), "l")}
    then = _("last %(day)s by this time") % weekday
    link = reverse("admin:orders_order_changelist") + "?placed=today"
    more = today.orders - before.orders
    difference = today.sales - before.sales
    return [
        Tile(
            _("Orders today"),
            str(today.orders),
            compare(more, f"{abs(more)}", then),
            link,
        ),
        Tile(
            _("Sales today"),
            money(today.sales),
            compare(difference, money(abs(difference)), then),
            link,
        ),
    ]


def _chart(days: list[figures.Day]) -> dict[str, Any]:
    """Return the month's bars as unfold's chart reads them, and as a table."""
    labels = [date_format(day.date, "j M") for day in days]
    sales = [float(day.takings.sales) for day in days]
    names = {
        "first": labels[0],
        "last": date_format(days[-1].date, "j M Y"),
        "total": money(sum((day.takings.sales for day in days), Decimal(0))),
        "orders": sum(day.takings.orders for day in days),
    }
    text = _(
        "%(first)s to %(last)s: %(total)s in %(orders)d orders. Cancelled and returned "
        "orders are left out."
    )
    return {
        "title": _("Sales of the last 30 days"),
        "caption": text % names,
        "head": [_("Orders"), _("Sales")],
        "rows": [
            (
                [date_format(day.date, "D j M Y")],
                [day.takings.orders, money(day.takings.sales)],
            )
            for day in reversed(days)
        ],
        **drawn(labels, [Series(_("Sales"), sales, FORMATS[Kind.MONEY])]),
    }
