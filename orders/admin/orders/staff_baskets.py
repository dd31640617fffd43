"""Orders that staff make for customers: choose whom, fill the basket, place it."""

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office import ReadOnlyModelAdmin
from database.back_office.display import column, moment, number
from database.back_office.pages import page
from database.errors import KontorError
from orders.admin.orders.staff_forms import DetailsForm, PieceForm, TotalForm, WhoseForm
from orders.checkout.shown import ShownBasket, show_checkout
from orders.checkout.staff_baskets import AlreadyPlaced
from orders.models import StaffBasket
from orders.services import (
    begin_staff_basket,
    describe_staff_basket,
    discard_staff_basket,
    place_staff_basket,
    put_in_staff_basket,
)
from shop.models import Product
from shop.search import search

SHOWN_PRODUCTS = 8
PAGE, ORDER = "admin:orders_staffbasket_change", "admin:orders_order_change"


@admin.register(StaffBasket)
class StaffBasketAdmin(ReadOnlyModelAdmin):
    """What staff have begun and not placed yet."""

    list_display = ("who", "content", "by", "begun")
    list_select_related = ("customer", "created_by")
    search_fields = ("full_name__finds", "email__finds")
    search_help_text = gettext_lazy("Name or e-mail address")
    fieldsets = ((None, {"fields": ("email",)}),)
    change_list_template = "admin/orders/new_order.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return those that are not placed, with the number of their lines."""
        rows = super().get_queryset(request).filter(order__isnull=True)
        return rows.annotate(line_count=Count("basket__lines"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.place_order")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("orders.place_order")

    def get_urls(self) -> list[URLPattern]:
        view, site = self.admin_site.admin_view, "orders_staffbasket"
        return [
            path(f"<uuid:pk>/{name}/", view(partial(page, self)), name=f"{site}_{name}")
            for name, page in (("put", put), ("place", place), ("discard", discard))
        ] + super().get_urls()

    def add_view(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponse:
        """Ask whom the order is for, and begin it."""
        self.require(self.has_add_permission(request))
        initial = {"customer": request.GET.get("customer", "")}
        form = WhoseForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            row = begin_staff_basket(customer=form.cleaned_data["customer"])
            return redirect(PAGE, row.pk)
        context = {"title": _("New order"), "form": form}
        return _answer(self, request, "new", context)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kw: Any
    ) -> HttpResponse:
        """Show the basket. A placed one leads to its order."""
        self.require(self.has_view_permission(request))
        row = self.get_object(request, object_id) or _placed(object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if row.order_id:
            return redirect(ORDER, row.order_id)
        return page_of(self, request, row)

    @admin.display(description=gettext_lazy("for"))
    def who(self, row: StaffBasket) -> str:
        return str(row)

    content = column(gettext_lazy("products"), "line_count", number)

    @admin.display(description=gettext_lazy("begun by"))
    def by(self, row: StaffBasket) -> str:
        return str(row.created_by or "–")

    begun = column(gettext_lazy("begun"), "created_at", moment, sorts=True)


def page_of(
    model_admin: StaffBasketAdmin,
    request: HttpRequest,
    row: StaffBasket,
    *,
    form: DetailsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show lines, products to add, who gets it, and what it comes to."""
    shown = show_checkout(row.basket_id)
    for notice in shown.notices:
        messages.warning(request, notice)
    words = request.GET.get("q", "").strip()
    context = {
        "title": _("New order for %(name)s") % {"name": row},
        "row": row,
        "object": row,
        "shown": shown,
        "quote": _quote(row, shown),
        "form": form or DetailsForm.of(row),
        "words": words,
        "products": _found(words, shown),
    }
    return _answer(model_admin, request, "page", context, status)


def put(model_admin: StaffBasketAdmin, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put pieces of a product into the basket, or take them out."""
    model_admin.require(model_admin.has_add_permission(request))
    get_object_or_404(StaffBasket, pk=pk)
    if request.method == "POST":
        form = PieceForm(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.warning(request, " ".join(errors))
        else:
            _carry_out(request, _put_and_tell, request, pk, form.cleaned_data)
    query = request.GET.urlencode()
    answer = redirect(PAGE, pk)
    answer["Location"] += f"?{query}" if query else ""
    return answer


def place(
    model_admin: StaffBasketAdmin, request: HttpRequest, pk: UUID
) -> HttpResponse:
    """Keep who gets it; place the order if that was the button."""
    model_admin.require(model_admin.has_add_permission(request))
    row = get_object_or_404(StaffBasket, pk=pk)
    if row.order_id:
        messages.info(request, str(AlreadyPlaced(row.order)))
        return redirect(ORDER, row.order_id)
    if request.method != "POST":
        return redirect(PAGE, pk)
    form, total = DetailsForm(request.POST), TotalForm(request.POST)
    if not form.is_valid():
        return page_of(model_admin, request, row, form=form, status=422)
    details = form.details
    if not _carry_out(
        request, partial(describe_staff_basket, staff_basket_id=pk, details=details)
    ):
        return redirect(PAGE, pk)
    if "place" not in request.POST:
        messages.success(request, _("Saved. The total has been worked out again."))
        return redirect(PAGE, pk)
    if not total.is_valid():
        messages.warning(request, _("The page was incomplete. Check the total again."))
        return redirect(PAGE, pk)
    return _place(request, pk, total.cleaned_data["total"])


def discard(
    model_admin: StaffBasketAdmin, request: HttpRequest, pk: UUID
) -> HttpResponse:
    """Throw the basket away."""
    model_admin.require(model_admin.has_add_permission(request))
    get_object_or_404(StaffBasket, pk=pk)
    if request.method == "POST" and _carry_out(
        request, partial(discard_staff_basket, staff_basket_id=pk)
    ):
        messages.success(
            request, _("The order was not placed, and its basket was deleted.")
        )
        return redirect("admin:orders_staffbasket_changelist")
    return redirect(PAGE, pk)


def _place(request: HttpRequest, pk: UUID, total: Decimal) -> HttpResponse:
    try:
        order = place_staff_basket(staff_basket_id=pk, expected_total=total)
    except AlreadyPlaced as error:
        messages.info(request, str(error))
        return redirect(ORDER, error.order.pk)
    except KontorError as error:
        messages.warning(request, str(error))
        return redirect(PAGE, pk)
    text = _("Order %(number)s is placed. The customer gets a mail.")
    if not order.email:
        text = _(
            "Order %(number)s is placed. It has no e-mail address, so no mail is sent."
        )
    messages.success(request, text % {"number": order.number})
    return redirect(ORDER, order.pk)


def _put_and_tell(request: HttpRequest, pk: UUID, wanted: dict[str, Any]) -> None:
    line = put_in_staff_basket(
        staff_basket_id=pk, product_id=wanted["product"], quantity=wanted["quantity"]
    )
    if line and line.quantity < wanted["quantity"]:
        text = _(
            "Only %(count)d of “%(name)s” are in stock. All of them are in the basket."
        )
        names = {"count": line.quantity, "name": line.product.name}
        messages.warning(request, text % names)


def _carry_out(request: HttpRequest, service: Any, *args: Any) -> bool:
    """Call the service; say what it refused, and tell whether it did not."""
    try:
        service(*args)
    except KontorError as error:
        messages.warning(request, str(error))
        return False
    return True


def _placed(object_id: str) -> StaffBasket | None:
    try:
        return StaffBasket.objects.filter(pk=UUID(object_id)).first()
    except ValueError:
        return None


def _quote(row: StaffBasket, shown: ShownBasket) -> Any:
    return shown.quote(row.shipping_method) if shown.lines else None


def _found(words: str, shown: ShownBasket) -> list[Product]:
    """Return products for the words, those with this SKU first."""
    if not words:
        return []
    by_sku = Product.objects.visible().filter(sku__begins=words)
    found = {product.pk: product for product in by_sku[:SHOWN_PRODUCTS]}
    for product in search(words).order_by("rank", "name")[:SHOWN_PRODUCTS]:
        found.setdefault(product.pk, product)
    inside = shown.quantities
    for product in found.values():
        product.in_basket = inside.get(product.pk, 0)
    return list(found.values())[:SHOWN_PRODUCTS]


def _answer(
    model_admin: StaffBasketAdmin,
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = {"opts": model_admin.opts, **context}
    return page(
        request, f"admin/orders/staffbasket/{name}.html", context, status=status
    )
