"""Refunds: granting them, carrying them out, and the list of both."""

from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.views import recent_login_required
from database.back_office import ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment, number
from database.errors import KontorError
from orders.admin.money_forms import RefundForm
from orders.models import Order, Refund, RefundLine, Return
from orders.payments import standing
from orders.payments.refunds import shipping_left, worths
from orders.pricing import ZERO
from orders.services import known_refund, mark_refund_paid, refund_order
from orders.status import Status
from shop.money import format_money as money


class RefundStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("transfer", _now("To be paid out by hand")),
            ("provider", _now("On its way at the provider")),
            ("done", _now("Done")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "transfer":
            return queryset.to_transfer()
        if self.value() == "provider":
            return queryset.to_carry_out().filter(by_hand=False)
        if self.value() == "done":
            return queryset.filter(~Q(entry=None) | Q(method=Refund.Method.CREDIT))
        return queryset


@admin.register(Refund)
class RefundAdmin(ReadOnlyModelAdmin):
    list_display = ("granted", "for_order", "shown_state", "value", "way", "reason")
    list_display_links = ("granted", "for_order")
    list_select_related = ("order",)
    list_filter = (RefundStateFilter, "method")
    search_fields = ("reason",)
    search_help_text = _("Order number")
    sortable_by = ("granted",)
    actions = ("paid",)
    fieldsets = ((None, {"fields": ("reason",)}),)
    change_form_template = "admin/orders/refund/page.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by the beginning of the order's number."""
        return (queryset.found_by(search_term) if search_term else queryset), False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "new/",
                view(recent_login_required(self.is_over_the_limit)(self.new)),
                name="orders_refund_new",
            ),
            path("<uuid:pk>/paid/", view(self.pay_out), name="orders_refund_paid"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the refund: what to do first, then what it is for."""
        row = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if row and self.has_view_permission(request):
            row = Refund.objects.for_page().get(pk=row.pk)
            context |= {
                "refund": row,
                "title": _now("Refund for order %(number)s")
                % {"number": row.order.number},
                "subtitle": "",
                "waits_for_us": not row.is_done and row.by_hand,
                **_besides(row),
            }
        return super().change_view(request, object_id, form_url, context)

    def new(self, request: HttpRequest) -> HttpResponse:
        """Ask what goes back, say what that comes to, and grant it."""
        self.require(self.has_refund_permission(request))
        order = get_object_or_404(Order, number=request.GET.get("order", ""))
        returned = _return_of(order, request.GET.get("return", ""))
        now, form = standing(order), _form(request, order, returned)
        if request.method == "POST" and (refund := _grant(order, form, returned)):
            self.message_user(request, _granted(refund), messages.SUCCESS)
            return redirect("admin:orders_order_change", order.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Refund"),
            "order": order,
            "returned": returned,
            "now": now,
            "form": form,
            "is_possible": now.held > 0 or now.due > 0,
        }
        return TemplateResponse(request, "admin/orders/refund/new.html", context)

    def is_over_the_limit(self, request: HttpRequest) -> bool:
        """Tell whether so much may go back that the reader is asked who it is.

        Asked by what the order holds, so before the form is filled in.
        """
        order = Order.objects.filter(number=request.GET.get("order", "")).first()
        return (
            order is not None
            and self.has_refund_permission(request)
            and standing(order).held > settings.REFUND_ASKS_OVER
        )

    def pay_out(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Book that a refund was carried out by hand."""
        self.require(self.has_refund_permission(request))
        if request.method == "POST":
            self.paid(request, Refund.objects.filter(pk=pk))
        return redirect("admin:orders_refund_change", pk)

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.refund_payment")

    @admin.action(description=_("Mark as paid out"), permissions=["refund"])
    def paid(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Book the selected refunds as carried out."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d refund is booked as paid out, and the customer is told.",
                "%(count)d refunds are booked as paid out, and the customers are told.",
                count,
            )
            return text % {"count": count}

        def service(row: Any) -> Any:
            return mark_refund_paid(refund_id=row.pk)

        run_on_each(self, request, queryset, service, done)

    @admin.display(description=_("granted"), ordering="created_at")
    def granted(self, refund: Refund) -> str:
        return moment(refund.created_at)

    @admin.display(description=_("order"))
    def for_order(self, refund: Refund) -> str:
        return refund.order.number

    @admin.display(description=_("state"))
    def shown_state(self, refund: Refund) -> str:
        if refund.is_done:
            return badge("delivered", _("done"))
        if refund.by_hand:
            return badge("pending", _("to be paid out"))
        return badge("confirmed", _("on its way"))

    @admin.display(description=_("amount"))
    def value(self, refund: Refund) -> str:
        return number(money(refund.value, refund.currency))

    @admin.display(description=_("way"))
    def way(self, refund: Refund) -> str:
        return refund.get_method_display()


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


def _besides(refund: Refund) -> dict[str, Decimal]:
    """Return what a refund is for besides pieces and delivery."""
    pieces = sum((line.amount for line in refund.lines.all()), ZERO)
    return {
        "reduced": refund.credited - refund.shipping - pieces,
        "overpaid": max(refund.value - refund.credited, ZERO),
    }


def _form(request: HttpRequest, order: Order, returned: Return | None) -> RefundForm:
    now, by_line = standing(order), worths(order)
    back = _came_back(returned) if returned else {}
    initial: dict[str, Any] = {
        "key": uuid4().hex,
        "method": Refund.Method.ORIGINAL if now.held > 0 else Refund.Method.CREDIT,
        "reason": _now("Return %(number)s") % {"number": returned} if returned else "",
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
        off = _now("The refunded pieces that were not sent are off the order.")
        sentence = f"{sentence} {off}"
    if Order.objects.filter(pk=refund.order_id, status=Status.CANCELLED).exists():
        cancelled = _now("Nothing is left: the order is cancelled.")
        return f"{sentence} {cancelled}"
    return sentence


def _what_was_granted(refund: Refund) -> str:
    names = {"amount": money(refund.value, refund.currency)}
    if not refund.moves_money:
        return _now("%(amount)s is taken off what is still to pay.") % names
    if refund.by_hand:
        return (
            _now(
                "%(amount)s is granted. Transfer it, then mark the refund as paid out."
            )
            % names
        )
    return _now("%(amount)s goes back the way it was paid.") % names
