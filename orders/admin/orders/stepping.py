"""The page on which staff take several orders one step further.

It says beforehand what will happen to which, names those that are left out, and asks
for what the step needs. Nothing of it can be undone, so nothing happens without it.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from database.back_office import run_on_each
from database.back_office.pages import page
from orders.admin.orders import pages
from orders.admin.orders.carriers import carrier_field, used_carriers
from orders.admin.orders.paid import paid_badge
from orders.admin.orders.steps import CONFIRM, SHIP, STEPS, Step
from orders.admin.orders.why import WhyField, deliberate_why
from orders.errors import IllegalStatus
from orders.ledger.selecting import paid_of
from orders.mails.expectations import lacks_payment
from orders.models import Order
from orders.services import confirm_order, send_parcel
from orders.status import may_follow
from shop.money import format_money


class StepForm(forms.Form):
    """Why, and for parcels the carrier and the tracking number of each order."""

    why = WhyField()
    # The keys of the orders that the page offered, each with what was paid of it.
    shown = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("This page is out of date. Load it again.")
        },
    )

    def __init__(
        self, data: Any, *, orders: list[Order], is_unpaid: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.orders = orders
        self.fields["shown"].required = bool(orders)
        self.offered = " ".join(map(_offer, orders))
        if is_unpaid:
            self.fields["why"] = deliberate_why()

    def rows(self) -> list[tuple[Order, list[Any]]]:
        """Return each order with its fields."""
        return [(order, []) for order in self.orders]

    def details(self, order: Order) -> dict[str, Any]:
        """Return what the service takes besides the order."""
        return {"reason": self.cleaned_data["why"]}


class ParcelsForm(StepForm):
    """For each order that travels, what the mail says of its parcel."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for order in self._sent():
            label = _("Carrier for %(number)s") % {"number": order.number}
            self.fields[f"carrier-{order.pk}"] = carrier_field(**{"aria-label": label})
            label = _("Tracking number for %(number)s") % {"number": order.number}
            self.fields[f"tracking-{order.pk}"] = forms.CharField(
                label=_("Tracking number"),
                max_length=60,
                required=False,
                widget=UnfoldAdminTextInputWidget(
                    attrs={"aria-label": label, "autocomplete": "off"}
                ),
            )

    def rows(self) -> list[tuple[Order, list[Any]]]:
        """Return each order with its fields; what is collected has none."""
        sent, names = self._sent(), ("carrier", "tracking")
        return [
            (order, [self[f"{name}-{order.pk}"] for name in names if order in sent])
            for order in self.orders
        ]

    def details(self, order: Order) -> dict[str, Any]:
        """Return carrier and number too, as far as they were filled in."""
        values = self.cleaned_data
        return super().details(order) | {
            "carrier": values.get(f"carrier-{order.pk}", ""),
            "tracking_number": values.get(f"tracking-{order.pk}", ""),
        }

    def _sent(self) -> list[Order]:
        return [order for order in self.orders if not order.is_collected]


def steps(model_admin: Any, request: HttpRequest, name: str) -> HttpResponse:
    """Ask, then take the orders of the address one step further."""
    model_admin.require(model_admin.has_fulfil_permission(request))
    if name not in STEPS:
        raise Http404
    step, orders = STEPS[name], pages.chosen(request)
    is_unpaid = step is CONFIRM and len(orders) == 1 and "unpaid" in request.GET
    possible, left_out = _sorted_out(orders, step, is_unpaid=is_unpaid)
    kind = ParcelsForm if step is SHIP else StepForm
    form = kind(
        request.POST if request.method == "POST" else None,
        orders=possible,
        is_unpaid=is_unpaid,
        initial={"why": request.GET.get("why", "")},
    )
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown"].split()
        possible, left_out = _as_offered(shown, possible, left_out)
        service = _service(step, form, is_unpaid=is_unpaid)
        run_on_each(model_admin, request, possible, service, step.done_for(possible))
        for order, sentence, _link in left_out:
            text = _("Order %(number)s was left out. %(why)s")
            names = {"number": order.number, "why": sentence}
            messages.warning(request, text % names)
        return redirect(pages.way_back(request, orders))
    if request.method == "POST":
        messages.error(request, _("Nothing was changed. Check the marked fields."))
    for order in orders:
        order.paid = paid_badge(order)
    context = {
        "opts": model_admin.opts,
        "title": step.label,
        "step": step,
        "object": orders[0] if len(orders) == 1 else None,
        "way_back": pages.way_back(request, orders),
        "possible": possible,
        "left_out": left_out,
        "form": form,
        "is_unpaid": is_unpaid,
        "asks_tracking": step is SHIP,
        "carriers": used_carriers() if step is SHIP else [],
    }
    return page(request, "admin/orders/order/steps.html", context)


def _sorted_out(
    orders: list[Order], step: Step, *, is_unpaid: bool
) -> tuple[list[Order], list[tuple[Order, str, str]]]:
    """Return the orders the step is for, and the others with the reason of each."""
    possible, left_out = [], []
    for order in orders:
        if not may_follow(order.status, step.status):
            error = IllegalStatus(order.number, order.status, step.status)
            left_out.append((order, error.beside_number, ""))
        elif step is SHIP and not order.pieces_to_ship:
            left_out.append((order, _("Nothing in it is left to send."), ""))
        elif step.waits_for_money and lacks_payment(order) and not is_unpaid:
            due = format_money(order.due, order.currency)
            text = _("Not paid yet: %(due)s is still to pay.") % {"due": due}
            left_out.append((order, text, _("Open it to do so anyway")))
        else:
            possible.append(order)
    return possible, left_out


def _offer(order: Order) -> str:
    """Return an order as the page offers it: its key, and what is paid of it."""
    return f"{order.pk}={paid_of(order).value}"


def _as_offered(
    shown: list[str], possible: list[Order], left_out: list[tuple[Order, str, str]]
) -> tuple[list[Order], list[tuple[Order, str, str]]]:
    """Keep to what the page offered; say of the others that they changed since."""
    kept = [order for order in possible if _offer(order) in shown]
    keys = {offer.partition("=")[0] for offer in shown}
    changed = _("It has changed since you opened the page.")
    rest = [
        (order, f"{changed} {why}" if str(order.pk) in keys else why, link)
        for order, why, link in left_out
    ]
    for order in possible:
        if order not in kept:
            names = {"paid": paid_of(order).label}
            why = _("It is “%(paid)s” now. Choose it again to include it.") % names
            rest.append((order, f"{changed} {why}", ""))
    return kept, rest


def _service(step: Step, form: StepForm, *, is_unpaid: bool) -> Callable[[Order], Any]:
    """Return what is done with each order."""

    def take(order: Order) -> Any:
        details = form.details(order)
        if step is SHIP:
            return send_parcel(order_id=order.pk, only_paid=True, **details)
        if is_unpaid:
            return confirm_order(order_id=order.pk, **details)
        return step.take(order, details["reason"])

    return take
