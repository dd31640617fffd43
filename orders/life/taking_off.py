"""Taking pieces off an order before they are sent: counted once, stocked once."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.rows.insert import insert_all
from orders.errors import InvalidPieces, RefundRefused
from orders.ledger.refunds import Wish
from orders.life.stock_of_orders import lines_that_took_stock
from orders.models import Line, Order, Refund, RefundLine, TakenOff
from shop.services import stock


def unsent_of(order: Order, wish: Wish) -> dict[UUID, int]:
    """Return how many pieces of each line that is refunded come off the order.

    A refunded piece was either sent before, or it is not going to be. Where both can
    be meant, `wish.unsent` has to say how many. Raises RefundRefused, even if a
    piece was sent or taken off since the form was shown.
    """
    given = RefundLine.objects.given(order)
    found = {}
    for line in order.lines.all():
        count = wish.pieces.get(line.pk, 0)
        if not count:
            continue
        if wish.shown.get(line.pk, line.to_ship) != line.to_ship:
            text = _(
                "“%(name)s” was sent, refunded or cancelled since you opened the form. "
                "Open it again and look at what is left."
            )
            raise RefundRefused(text % {"name": line.name})
        refunded = given[line.pk][0] if line.pk in given else 0
        # What cannot be of the pieces that were sent.
        least = refunded + count - line.taken_off_quantity - line.shipped_quantity
        most = min(count, line.to_ship)
        found[line.pk] = _answer(line, wish, max(0, min(least, most)), most)
    return {line: count for line, count in found.items() if count}


def _answer(line: Line, wish: Wish, least: int, most: int) -> int:
    answer = wish.unsent.get(line.pk)
    if answer is None and (least == most or wish.returned):
        return least
    names = {"name": line.name, "least": least, "most": most}
    if answer is None:
        raise RefundRefused(
            _(
                "Some pieces of “%(name)s” have been sent. Say how many of the "
                "refunded pieces have not been sent yet."
            )
            % names
        )
    if not least <= answer <= most:
        text = _(
            "Of the refunded pieces of “%(name)s”, between %(least)d and %(most)d "
            "have not been sent yet."
        )
        if least == most:
            text = _(
                "Of the refunded pieces of “%(name)s”, exactly %(most)d have not "
                "been sent yet."
            )
        raise RefundRefused(text % names)
    return answer


def take_off(
    order: Order,
    pieces: Mapping[UUID, int],
    *,
    unsellable: Collection[UUID] = (),
    refund: Refund | None = None,
    reason: str = "",
) -> list[TakenOff]:
    """Take {line: pieces} off the order, under its lock; stock follows exactly once.

    Pieces of the lines in `unsellable` do not go back into stock, nor do those of lines
    that never took any: imported ones. Raises InvalidPieces and lets the caller roll
    back.
    """
    lines = {line.pk: line for line in order.lines.all()}
    if pieces.keys() - lines.keys() or any(count < 1 for count in pieces.values()):
        raise InvalidPieces(_("Choose pieces from this order."))
    if not pieces:
        return []
    sold = lines_that_took_stock(lines.values())
    rows, moves = [], []
    for line_id, count in pieces.items():
        line = lines[line_id]
        _count_off(line, count)
        back = line_id in sold and line_id not in unsellable
        row = TakenOff(
            line=line,
            quantity=count,
            is_restocked=back,
            refund=refund,
            reason=reason.strip()[:200],
        )
        rows.append(row)
        if back:
            moves.append(stock.Move(line.product_id, count, row.stock_reference))
    insert_all(rows)
    if moves:
        stock.return_stock(moves)
    return rows


def _count_off(line: Line, pieces: int) -> None:
    """Count the pieces as taken off, if so many are left; the UPDATE itself decides."""
    taken = F("shipped_quantity") + F("taken_off_quantity") + pieces
    rows = Line.objects.filter(pk=line.pk, quantity__gte=taken)
    changed = line.to_ship and rows.update(
        taken_off_quantity=F("taken_off_quantity") + pieces
    )
    if not changed:
        text = ngettext(
            "Only %(left)d piece of “%(name)s” is not sent yet.",
            "Only %(left)d pieces of “%(name)s” are not sent yet.",
            line.to_ship,
        )
        raise InvalidPieces(text % {"left": line.to_ship, "name": line.name})
