"""The page on which staff correct the stock of a product."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from database.back_office.pages import page
from database.errors import KontorError
from shop.admin.forms import StockForm
from shop.models import Product, StockMovement
from shop.services import adjust_stock, set_stock

RECENT = 10


def stock_view(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form and the last movements; book what is posted, once."""
    model_admin.require(model_admin.has_adjust_stock_permission(request))
    product = get_object_or_404(Product.all_objects, pk=pk)
    start = {"stock_was": product.stock_quantity, "token": uuid4(), "kind": "change"}
    form = StockForm(request.POST or None, initial=start)
    if form.is_valid() and _book(model_admin, request, product, form):
        return redirect("admin:shop_product_change", product.pk)
    recent = StockMovement.objects.filter(product=product).select_related("actor")
    context = {
        "title": _("Adjust stock"),
        "subtitle": product.name,
        "opts": model_admin.opts,
        "product": product,
        "object": product,
        "form": form,
        "movements": recent[:RECENT],
    }
    return page(request, "admin/shop/product/stock.html", context)


def _book(
    model_admin: Any, request: HttpRequest, product: Product, form: StockForm
) -> bool:
    """Book the change and say what is there now; a refusal goes onto the form."""
    values = form.cleaned_data
    common = {"product_id": product.pk, "reason": values["reason"]}
    try:
        if values["kind"] == StockForm.COUNT:
            movement = set_stock(
                quantity=values["quantity"], stock_was=values["stock_was"], **common
            )
        else:
            reference = f"form:{values['token']}"
            movement = adjust_stock(
                delta=values["quantity"], reference=reference, **common
            )
    except KontorError as refusal:
        form.add_error(None, str(refusal))
        # The next try starts from what the page shows now.
        product.refresh_from_db(fields=["stock_quantity"])
        form.data = {**form.data.dict(), "stock_was": product.stock_quantity}
        return False
    if movement is None:
        text = _("Your count matches the stock we have on record. Nothing was changed.")
    else:
        names = {
            "name": product.name,
            "count": movement.balance_after,
            "delta": movement.delta,
        }
        text = _("“%(name)s”: %(delta)+d, now %(count)d in stock.") % names
        if product.expected_back and movement.product.expected_back is None:
            names = {"day": date_format(product.expected_back, "j M Y")}
            cleared = _("It was expected around %(day)s; that date is cleared.")
            text = f"{text} {cleared % names}"
    model_admin.message_user(request, text, messages.SUCCESS)
    return True
