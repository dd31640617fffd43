"""What has to be true of mails: each has its order and its place in the queue."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from database.models import OutboxMessage
from database.queue.mail_masking import without_addresses
from database.rows.expressions import UuidText
from orders.consistency.orders import numbers_of
from orders.mails.kinds import KINDS
from orders.models import Mail, Order

PATIENCE = timedelta(hours=24)


@register(
    "orders.mail_stranded",
    "orders",
    "mails",
    of="orders.Order",
    message=gettext_lazy("A mail was not sent and is no longer in the queue."),
    advice=gettext_lazy("Write to the customer, and find out who emptied the queue."),
)
def stranded_mails(using: str) -> Iterator[Fault]:
    """Yield mails that nobody will send: unsent, and without an open message."""
    key = Concat(Value("mail:"), UuidText(OuterRef("pk")), output_field=CharField())
    open_messages = OutboxMessage.objects.filter(key=key, done_at__isnull=True)
    rows = Mail.objects.using(using).exclude(status=Mail.Status.SENT)
    rows = rows.filter(~Exists(open_messages.order_by())).order_by()
    for number, kind in rows.values_list("order__number", "kind").iterator():
        yield Fault(object=number, detail=kind)


@register(
    "orders.mail_unsent",
    "orders",
    "mails",
    of="orders.Order",
    message=gettext_lazy("A mail has been waiting for more than a day."),
    severity="warning",
    advice=gettext_lazy("Read its error in the log of mails; run deliver_outbox."),
)
def unsent_mails(using: str) -> Iterator[Fault]:
    rows = Mail.objects.using(using).exclude(status=Mail.Status.SENT).order_by()
    rows = rows.filter(created_at__lt=timezone.now() - PATIENCE)
    for number, kind, error in rows.values_list(
        "order__number", "kind", "error"
    ).iterator():
        yield Fault(object=number, detail=f"{kind}: {without_addresses(error)[:120]}")


@register(
    "orders.mail_unknown",
    "orders",
    "mails",
    of="orders.Order",
    message=gettext_lazy("A mail is of an unknown kind or has no e-mail address."),
    severity="warning",
    advice=gettext_lazy(
        "Check the order's mails; another version of the shop wrote this row."
    ),
)
def unknown_mails(using: str) -> Iterator[Fault]:
    """Yield mails of an unknown kind, and those to no address."""
    rows = Mail.objects.using(using).order_by()
    rows = rows.filter(~Q(kind__in=list(KINDS)) | Q(recipient=""))
    for number, kind in rows.values_list("order__number", "kind").iterator():
        yield Fault(object=number, detail=kind)


@register(
    "orders.no_mail",
    "orders",
    "mails",
    of="orders.Order",
    message=gettext_lazy("An order was placed, and its customer got no mail."),
    severity="warning",
    advice=gettext_lazy("Write to the customer."),
)
def orders_without_mail(using: str) -> Iterator[Fault]:
    """Yield orders with an address and without the mail that receives them.

    Orders of other systems are received there.
    """
    first = Mail.objects.filter(order=OuterRef("pk"), kind="order_placed").order_by()
    rows = Order.objects.using(using).exclude(source=Order.Source.IMPORT)
    yield from numbers_of(rows.exclude(email="").filter(~Exists(first)))
