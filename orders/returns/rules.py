"""What of an order may be sent back, and until when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.life.still_out import pieces_sent
from orders.mails.expectations import shown_day
from orders.models import Line, Order, Return, ReturnArrival
from orders.status import Status

ARRIVALS = Prefetch("returns__arrivals", ReturnArrival.objects.select_related("line"))


@dataclass(frozen=True, slots=True)
class Returnable:
    """How many pieces of a line may still be sent back."""

    line: Line
    pieces: int


def returnable(order: Order) -> list[Returnable]:
    """Return the lines of which pieces were sent and are not asked back yet."""
    sent = {line: pieces_sent(order, line) for line in order.lines.all()}
    asked = _asked(order) if any(sent.values()) else {}
    return [
        Returnable(line, pieces - asked.get(line.pk, 0))
        for line, pieces in sent.items()
        if pieces > asked.get(line.pk, 0)
    ]


def _asked(order: Order) -> Counter[UUID]:
    """Return how many pieces of each line came back or are asked back already."""
    prefetch_related_objects([order], "returns__lines__line")
    read_arrivals(order)
    asked: Counter[UUID] = Counter()
    for row in order.returns.all():
        asked.update(row.claims)
    return asked


def read_arrivals(order: Order) -> None:
    """Read the parcels of the order's returns, by one query, where any came."""
    if any(row.received_at for row in order.returns.all()):
        prefetch_related_objects([order], ARRIVALS)


def return_deadline(order: Order) -> datetime | None:
    """Return until when a shopper may ask; None as long as nothing arrived."""
    times = [
        change.created_at
        for change in order.status_changes.all()
        if change.to_status == Status.DELIVERED
    ]
    return times[-1] + timedelta(days=settings.RETURN_DAYS) if times else None


def obstacle_to_return(order: Order) -> str:
    """Return why nothing of the order can be sent back now; empty if it can."""
    deadline = return_deadline(order)
    if deadline and deadline < timezone.now():
        text = _(
            "The time to send something back ended on %(day)s. Write to us if "
            "something is wrong with it."
        )
        return text % {"day": shown_day(timezone.localtime(deadline).date())}
    if not returnable(order):
        return _("There is nothing in this order that you can send back.")
    return ""


def is_known_request(order: Order, key: str) -> bool:
    """Tell whether a form with this key led to a return of the order already."""
    return Return.objects.filter(order=order, key=key).exists()
