"""The page on which staff decide what goes back to a customer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from database.back_office.fields import AmountField, PiecesField, ShownField
from database.back_office.pages import page
from database.errors import KontorError
from orders.ledger import Balance, balance_of
from orders.ledger.refunds import Wish
from orders.ledger.worth import Worth, shipping_left, worths
from orders.models import Line, Order, Refund, RefundLine, Return
from orders.prices.quote import ZERO
from orders.services import known_refund, refund_order
from orders.status import Status
from shop.money import format_money as money

RIGHT = "orders.refund_payment"
# What becomes of pieces that are not sent: the same question on two forms.
BACK, GONE = "back", "gone"


class StockField(forms.ChoiceField):
    """What becomes of pieces of a line that are not sent; unanswered is "back"."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            choices=[
                (BACK, _("Back into stock")),
                (GONE, _("Not into stock: broken or missing")),
            ],
            required=False,
            initial=BACK,
            widget=forms.Select(
                attrs={
                    "class": "bo-select",
                    "aria-label": _("Stock of %(name)s") % {"name": line.name},
                }
            ),
        )


def unsellable(lines: Iterable[Line], values: Mapping[str, Any]) -> set[UUID]:
    """Return the lines whose pieces do not go back into stock."""
    return {line.pk for line in lines if values.get(f"stock-{line.pk}") == GONE}


class RefundForm(forms.Form):
    """What goes back, for what, and which way."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    shipping = AmountField(label=gettext_lazy("Of the delivery"), required=False)
    extra = AmountField(
        label=gettext_lazy("An extra amount"),
        required=False,
        help_text=gettext_lazy("A lower price for what the customer keeps."),
    )
    overpaid = AmountField(
        label=gettext_lazy("Paid too much"),
        required=False,
        help_text=gettext_lazy("Refunded without a credit note."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How to refund it"),
        choices=Refund.Method,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how to refund it.")},
    )
    account = forms.CharField(
        label=gettext_lazy("Customer's bank account"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Holder and number, for a bank transfer."),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The customer reads it in the mail."),
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": gettext_lazy("Say what the refund is for.")},
    )

    def __init__(
        self,
        data: Any,
        *,
        lines: list[tuple[Line, Worth]],
        shipping_left: Decimal,
        now: Balance,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.lines = [(line, worth) for line, worth in lines if worth.left]
        for line, worth in self.lines:
            self.fields[f"line-{line.pk}"] = PiecesField(
                line.name,
                most=worth.left,
                too_many=_("Only %(limit_value)d can still be refunded."),
            )
            self.fields[f"shown-{line.pk}"] = ShownField(
                required=False, initial=line.to_ship
            )
            if line.to_ship:
                self._ask_what_is_unsent(line, worth)
        if not shipping_left:
            del self.fields["shipping"]
        if now.due >= 0:
            del self.fields["overpaid"]
        self.fields["method"].choices = _ways(now)
        if now.held <= 0:
            # Nothing can be transferred, so no account is asked for.
            del self.fields["account"]

    def _ask_what_is_unsent(self, line: Line, worth: Worth) -> None:
        """Ask what becomes of pieces in the shop, and how many of them are meant.

        Where no sent piece is left to refund, all of them are.
        """
        self.fields[f"stock-{line.pk}"] = StockField(line)
        if worth.left > line.to_ship:
            self.fields[f"unsent-{line.pk}"] = PiecesField(
                _("%(name)s: not sent yet") % {"name": line.name},
                most=line.to_ship,
                too_many=_("Only %(limit_value)d are not sent yet."),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return each line that can be refunded with its fields."""
        return [
            {
                "line": line,
                "worth": worth,
                "field": self[f"line-{line.pk}"],
                "shown": self[f"shown-{line.pk}"],
                "unsent": self._field(f"unsent-{line.pk}"),
                "stock": self._field(f"stock-{line.pk}"),
            }
            for line, worth in self.lines
        ]

    def _field(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    @property
    def asks_what_is_unsent(self) -> bool:
        """Whether a line has pieces that are not sent yet."""
        return any(line.to_ship for line, _worth in self.lines)

    def clean(self) -> dict[str, Any]:
        """Refuse pieces that are gone, so that no other half is refunded alone."""
        for name, typed in self.data.items():
            is_gone = name.startswith("line-") and name not in self.fields
            if is_gone and typed.strip(" 0"):
                raise forms.ValidationError(
                    _(
                        "The order has changed since you opened the form, so "
                        "nothing was refunded. Check what is left."
                    )
                )
        return super().clean() or {}

    def wish(self, returned: Any) -> Wish:
        """Return what `refund_order` takes."""
        values = self.cleaned_data
        chosen: dict[UUID, int] = {
            line.pk: pieces
            for line, _worth in self.lines
            if (pieces := values[f"line-{line.pk}"])
        }
        amounts = {
            name: values.get(name) or ZERO for name in ("shipping", "extra", "overpaid")
        }
        texts = {name: values[name] for name in ("key", "method", "reason")}
        lines = [line for line, _worth in self.lines]
        unsent = {line.pk: values.get(f"unsent-{line.pk}") for line in lines}
        shown = {line.pk: values.get(f"shown-{line.pk}") for line in lines}
        return Wish(
            pieces=chosen,
            returned=returned,
            unsent={pk: count for pk, count in unsent.items() if count is not None},
            shown={pk: count for pk, count in shown.items() if count is not None},
            unsellable=unsellable(lines, values),
            account=values.get("account", ""),
            **amounts,
            **texts,
        )


def _ways(now: Balance) -> list[tuple[str, Any]]:
    """Return the ways that are open: money only where some is here."""
    methods = Refund.Method
    open_ways = [methods.ORIGINAL, methods.BANK] if now.held > 0 else []
    if now.due > 0:
        open_ways.append(methods.CREDIT)
    ways = open_ways or [methods.ORIGINAL]
    return [(way.value, capfirst(str(way.label))) for way in ways]


def grant_view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Ask what goes back, say what that comes to, and grant it."""
    model_admin.require(request.user.has_perm(RIGHT))
    order = get_object_or_404(Order, number=request.GET.get("order", ""))
    returned = _return_of(order, request.GET.get("return", ""))
    now, form = balance_of(order), _form(request, order, returned)
    if request.method == "POST" and (refund := _grant(order, form, returned)):
        model_admin.message_user(request, _granted(refund), messages.SUCCESS)
        return redirect("admin:orders_order_change", order.pk)
    context = {
        "opts": model_admin.opts,
        "title": _title(order, now),
        "is_lowering": now.held <= 0 < now.due,
        "order": order,
        "returned": returned,
        "now": now,
        "form": form,
        "is_possible": now.held > 0 or now.due > 0,
    }
    return page(request, "admin/orders/refund/new.html", context)


def asks_who_it_is(request: HttpRequest) -> bool:
    """Tell whether so much may go back that the reader is asked who it is.

    Asked by what the order holds, so before the form is filled in.
    """
    order = Order.objects.filter(number=request.GET.get("order", "")).first()
    return (
        order is not None
        and request.user.has_perm(RIGHT)
        and balance_of(order).held > settings.REFUND_ASKS_OVER
    )


def _title(order: Order, now: Balance) -> str:
    names = {"number": order.number}
    if now.held <= 0 < now.due:
        return _("Lower the bill of order %(number)s") % names
    return _("Refund for order %(number)s") % names


def _return_of(order: Order, text: str) -> Return | None:
    if not text:
        return None
    return get_object_or_404(order.returns.for_page(), number=text)


def _came_back(returned: Return) -> dict[UUID, int]:
    """Return {line: pieces} of what came and was not refunded for this return yet."""
    given: Counter[UUID] = Counter()
    for row in RefundLine.objects.filter(refund__returned=returned):
        given[row.line_id] += row.quantity
    left = {one.line.pk: one.came - given[one.line.pk] for one in returned.comebacks}
    return {line: pieces for line, pieces in left.items() if pieces > 0}


def _form(request: HttpRequest, order: Order, returned: Return | None) -> RefundForm:
    now, by_line = balance_of(order), worths(order)
    back = _came_back(returned) if returned else {}
    initial: dict[str, Any] = {
        "key": uuid4().hex,
        "method": Refund.Method.ORIGINAL if now.held > 0 else Refund.Method.CREDIT,
        "reason": _("Return %(number)s") % {"number": returned} if returned else "",
    }
    initial |= {
        f"line-{pk}": min(pieces, by_line[pk].left) for pk, pieces in back.items()
    }
    if returned:
        # What comes back was sent.
        initial |= {f"unsent-{pk}": 0 for pk in back}
    if now.due < 0:
        initial["overpaid"] = -now.due
    return RefundForm(
        request.POST or None,
        lines=[(line, by_line[line.pk]) for line in order.lines.all()],
        shipping_left=shipping_left(order),
        now=now,
        initial=initial,
    )


def _grant(order: Order, form: RefundForm, returned: Return | None) -> Refund | None:
    """Grant what the form asks for; one that was sent before finds its first refund.

    Its fields are looked at first and do not decide: what it asked for is gone by then.
    """
    if form.is_valid():
        try:
            return refund_order(order_id=order.pk, wish=form.wish(returned))
        except KontorError as error:
            form.add_error(None, str(error))
    return known_refund(order_id=order.pk, key=form.data.get("key", ""))


def _granted(refund: Refund) -> str:
    sentence = _what_was_granted(refund)
    if refund.taken_off.exists():
        off = _("The refunded pieces that were not sent were taken off the order.")
        sentence = f"{sentence} {off}"
    if Order.objects.filter(pk=refund.order_id, status=Status.CANCELLED).exists():
        cancelled = _("Nothing is left: the order is cancelled.")
        return f"{sentence} {cancelled}"
    return sentence


def _what_was_granted(refund: Refund) -> str:
    names = {"amount": money(refund.value, refund.currency)}
    if not refund.moves_money:
        return _("%(amount)s was taken off what is still to pay.") % names
    if refund.by_hand:
        return (
            _("%(amount)s is granted. Transfer it, then mark the refund as paid out.")
            % names
        )
    return _("%(amount)s will be refunded the way it was paid.") % names
