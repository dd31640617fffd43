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

from orders.admin import figures
from orders.admin.charts import Series, drawn
from orders.admin.tiles import Tile, money_tiles
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
            _since(waiting.oldest_to_ship) or _("Nothing waits. All is packed."),
            f"{orders}?sending=to_ship",
            waiting.to_ship > 0,
        ),
    ]


def _waiting_note(waiting: figures.Queues) -> str:
    if not waiting.to_confirm:
        return _("Nothing waits. All are confirmed.")
    unpaid = ngettext(
        "%(count)d waits for its payment",
        "%(count)d wait for their payment",
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
    if request.user.has_perm("database.view_operation"):
        errors = figures.errors_logged(timezone.now())
        tiles.append(
            Tile(
                _("Errors of the last 24 hours"),
                str(errors),
                _("The operation log names them")
                if errors
                else _("Nothing went wrong"),
                reverse("admin:database_operation_changelist") + "?level=error",
                errors > 0,
            )
        )
    return tiles


def _queue() -> Tile:
    """Return the tile of mails and jobs: what failed, else what nobody takes."""
    failed, late = figures.undelivered()
    queue = reverse("admin:database_outboxmessage_changelist")
    waiting = ngettext(
        "%(count)d waits for too long: is a worker running?",
        "%(count)d wait for too long: is a worker running?",
        late,
    ) % {"count": late}
    tried = _("They are tried again; read their errors")
    note = " · ".join([tried] * bool(failed) + [waiting] * bool(late))
    return Tile(
        _("Mails and jobs that failed or wait"),
        str(failed + late),
        note or _("Everything was delivered"),
        f"{queue}?state=failed" if failed else f"{queue}?state=waiting",
        failed + late > 0,
    )


def _today(recent: figures.Recent, now: datetime) -> list[Tile]:
    today, before = recent.today, recent.week_ago
    weekday = date_format(timezone.localtime(now), "l")
    link = reverse("admin:orders_order_changelist") + "?placed=today"
    more = today.orders - before.orders
    difference = today.sales - before.sales
    return [
        Tile(
            _("Orders today"),
            str(today.orders),
            compare(more, f"{abs(more)}", weekday),
            link,
        ),
        Tile(
            _("Sales today"),
            money(today.sales),
            compare(difference, money(abs(difference)), weekday),
            link,
        ),
    ]


def compare(difference: int | Decimal, amount: str, weekday: str) -> str:
    """Return the difference to last week in words and with its sign."""
    names = {"amount": amount, "day": weekday}
    if difference > 0:
        return _("+%(amount)s: more than last %(day)s by this time") % names
    if difference < 0:
        return _("−%(amount)s: less than last %(day)s by this time") % names
    return _("±0: as last %(day)s by this time") % names


def _chart(days: list[figures.Day]) -> dict[str, Any]:
    """Return the month's bars as unfold's chart reads them, and as a table."""
    labels = [date_format(day.date, "j M") for day in days]
    sales = Series(_("Sales"), [float(day.takings.sales) for day in days], Kind.MONEY)
    total = sum((day.takings.sales for day in days), Decimal(0))
    return {
        **drawn(labels, [sales]),
        "days": days[::-1],
        "first": days[0].date,
        "last": days[-1].date,
        "total": total,
        "orders": sum(day.takings.orders for day in days),
    }
