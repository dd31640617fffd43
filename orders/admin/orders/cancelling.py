"""Cancelling a part of an order: which pieces, and what becomes of them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from database.back_office.fields import PiecesField, ShownField
from database.back_office.pages import page
from database.errors import KontorError
from orders.admin.money.granting import StockField, unsellable
from orders.errors import AlreadyChanged
from orders.models import Line, Order, Refund
from orders.services import cancel_pieces
from orders.status import Status
from shop.money import format_money as money

CHANGE = "admin:orders_order_change"


class CancelPiecesForm(forms.Form):
    """How many pieces of each line are cancelled, and why."""

    # How many pieces are left: the form posted twice cancels once.
    shown = ShownField()
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("The customer reads it in the mail."),
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": gettext_lazy("Say why these are cancelled.")},
    )

    def __init__(self, data: Any, *, order: Order) -> None:
        super().__init__(data, initial={"shown": order.pieces_to_ship})
        self.lines = [line for line in order.lines.all() if line.to_ship]
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = PiecesField(
                line.name,
                most=line.to_ship,
                initial=line.to_ship,
                too_many=_("At most %(limit_value)d can be cancelled."),
            )
            self.fields[f"stock-{line.pk}"] = StockField(line)

    def rows(self) -> list[tuple[Line, Any, Any]]:
        """Return each line with its two fields."""
        return [
            (line, self[f"line-{line.pk}"], self[f"stock-{line.pk}"])
            for line in self.lines
        ]

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what `cancel_pieces` takes."""
        values = self.cleaned_data
        return {
            "pieces": {line.pk: values[f"line-{line.pk}"] or 0 for line in self.lines},
            "unsellable": unsellable(self.lines, values),
            "shown": values["shown"],
            "reason": values["reason"],
        }


def cancel_some(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask which pieces that are not sent yet are cancelled, and cancel them."""
    model_admin.require(model_admin.has_cancel_permission(request))
    order = get_object_or_404(Order.objects.prefetch_related("lines"), pk=pk)
    form = CancelPiecesForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid():
        try:
            ended = cancel_pieces(order_id=pk, **form.wanted)
        except AlreadyChanged as error:
            messages.warning(request, str(error))
            return redirect(CHANGE, pk)
        except KontorError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _done(ended))
            return redirect(CHANGE, pk)
    if not order.pieces_to_ship:
        text = _("Nothing in order %(number)s is left to cancel.")
        messages.warning(request, text % {"number": order.number})
        return redirect(CHANGE, pk)
    rest = order.is_partly_sent
    context = {
        "opts": model_admin.opts,
        "title": _("Cancel the rest") if rest else _("Cancel a part"),
        "order": order,
        "object": order,
        "form": form,
        "is_rest": rest,
    }
    return page(request, "admin/orders/order/cancel_pieces.html", context)


def _done(order: Order) -> str:
    waiting = Refund.objects.filter(order=order).to_transfer()
    amount = waiting.aggregate(amount=Sum("amount"))["amount"]
    if not amount:
        return _what_was_cancelled(order)
    text = _(
        "%(amount)s has to be paid out: transfer it, then mark the refund as paid out."
    )
    text %= {"amount": money(amount, order.currency)}
    return f"{_what_was_cancelled(order)} {text}"


def _what_was_cancelled(order: Order) -> str:
    names = {"number": order.number}
    if order.status == Status.CANCELLED:
        return _("Nothing in order %(number)s is left, so it is cancelled.") % names
    if order.pieces_to_ship:
        return _("The pieces were taken off order %(number)s.") % names
    return _("The rest of order %(number)s is cancelled.") % names
