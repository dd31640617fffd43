"""Asking providers: after commit, from the outbox, under no lock, and maybe again."""

from uuid import UUID

import structlog

from database.transactions import retry_on_conflict
from orders import mails
from orders.ledger import amount_due
from orders.ledger.entries import record, reserved, settle
from orders.ledger.steps import RefundStep, Step, passing
from orders.mails.expectations import waits_for_money
from orders.mails.telling import tell_sent_back
from orders.models import Order, Payment, PaymentEntry, Refund
from orders.payments.paying import receive
from orders.providers import Answer, may_be_linked, online
from orders.status import Status
from shop.money import format_money

logger = structlog.get_logger(__name__)
Kind = PaymentEntry.Kind


def charge(payment_id: UUID) -> None:
    """Have the provider take the money of an order, and book it.

    May run again at any time: what is booked is not asked for again, and the provider
    knows the reference. Never more is asked for than is due and not reserved; if that
    is nothing, the charge is called off. A cancelled order is left to `void`.
    """
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    provider = online(payment.provider)
    is_cancelled = payment.order.status == Status.CANCELLED
    if provider is None or is_cancelled or _is_booked(payment):
        return
    due = amount_due(payment.order) - reserved(payment.order)
    payment.amount = min(payment.amount, due)
    if payment.amount <= 0:
        void(payment_id)
        return
    passing(Step.ASKING, payment.reference)
    answer = provider.charge(payment)
    passing(Step.ANSWERED, payment.reference)
    book_answer(payment_id=payment_id, answer=answer)
    passing(Step.COMMITTED, payment.reference)


def capture(payment_id: UUID) -> None:
    """Have the provider take what is due of the money that it set aside.

    Where nothing is due any more, it lets go of it.
    """
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    provider = online(payment.provider)
    if provider is None:
        return
    payment.amount = min(payment.amount, amount_due(payment.order))
    if payment.amount <= 0:
        void(payment_id)
        return
    book_answer(payment_id=payment_id, answer=provider.capture(payment))


def void(payment_id: UUID) -> None:
    """Have the provider let go of money that nobody owes any more."""
    payment = Payment.objects.get(pk=payment_id)
    if provider := online(payment.provider):
        book_answer(payment_id=payment_id, answer=provider.void(payment))


@retry_on_conflict()
def book_answer(*, payment_id: UUID, answer: Answer) -> None:
    """Book what the provider said it did; an invalid answer books nothing.

    Of a refusal the customer is told once, and of a payment that they have to confirm,
    as long as the order waits for its money.
    """
    order = Order.objects.locked(Payment.objects.get(pk=payment_id).order_id)
    payment = Payment.objects.get(pk=payment_id)
    if answer.kind:
        receive(
            order,
            answer.kind,
            answer.amount,
            provider=payment.provider,
            reference=answer.reference,
            currency=payment.currency,
        )
        passing(Step.RECORDED, payment.reference)
        # Booking it has changed the row.
        payment.refresh_from_db()
    _note(order, payment, answer)


def take_refusal(order: Order, payment: Payment, why: str) -> bool:
    """Write down that the provider takes no money, unless it did; tell whether.

    Under the order's lock, in the caller's transaction.
    """
    if _is_booked(payment):
        return False
    _note(order, payment, Answer(refusal=why))
    return True


def _note(order: Order, payment: Payment, answer: Answer) -> None:
    """Keep with the charge what the customer has to know, and tell them once."""
    refusal, act_at = answer.refusal[:300], answer.act_at
    if act_at and not may_be_linked(act_at):
        logger.warning("payment_url_refused", provider=payment.provider)
        act_at = ""
    if act_at and _is_booked(payment):
        # They confirmed before this answer came.
        act_at = ""
    if (payment.refusal, payment.act_at) == (refusal, act_at):
        return
    is_new, asks = payment.refusal != refusal, act_at and not payment.act_at
    payment.refusal, payment.act_at = refusal, act_at
    payment.save(update_fields=["refusal", "act_at"])
    if not waits_for_money(order):
        return
    if refusal and is_new:
        mails.mail("payment_refused", order, about=payment.pk, why=refusal)
    if asks:
        due = min(payment.amount, amount_due(order))
        amount = format_money(due, payment.currency)
        mails.mail("payment_to_confirm", order, about=payment.pk, amount=amount)


def _is_booked(payment: Payment) -> bool:
    """Tell whether the provider took money of the order, or set it aside."""
    return PaymentEntry.objects.filter(
        order=payment.order_id,
        provider=payment.provider,
        kind__in=[Kind.CAPTURED, Kind.AUTHORISED],
    ).exists()


def send_refund(refund_id: UUID) -> None:
    """Have the provider give money back, and book it. May run again at any time."""
    refund = Refund.objects.select_related("order").get(pk=refund_id)
    provider = online(refund.provider)
    if provider is None or refund.is_done or refund.by_hand:
        return
    payment = Payment.objects.get(order=refund.order, provider=refund.provider)
    passing(RefundStep.ASKING, refund.provider_reference)
    answer = provider.refund(refund, payment)
    passing(RefundStep.ANSWERED, refund.provider_reference)
    book_refund(refund_id=refund_id, answer=answer)
    passing(RefundStep.COMMITTED, refund.provider_reference)


@retry_on_conflict()
def book_refund(*, refund_id: UUID, answer: Answer) -> Refund:
    """Book that a refund was carried out, or why it was not.

    A refused one stays granted: staff carry it out by bank transfer.
    """
    order = Order.objects.locked(Refund.objects.get(pk=refund_id).order_id)
    refund = Refund.objects.get(pk=refund_id)
    if refund.is_done:
        return refund
    if answer.refusal:
        refund.note(error=answer.refusal[:300], by_hand=True)
    elif answer.kind:
        finish(order, refund, answer.reference)
        passing(RefundStep.RECORDED, refund.provider_reference)
    return refund


def finish(order: Order, refund: Refund, reference: str) -> None:
    """Book the refund in the ledger, under the order's lock, and tell the customer."""
    record(
        order,
        Kind.REFUNDED,
        refund.amount,
        provider=refund.provider,
        reference=reference,
        note=refund.reason,
    )
    entry = PaymentEntry.objects.get(
        provider=refund.provider, kind=Kind.REFUNDED, reference=reference
    )
    refund.note(entry=entry, error="")
    settle(order)
    tell_sent_back(refund)
