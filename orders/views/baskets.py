"""The basket: shown, filled and changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests.client import HtmxRequest
from orders.checkout.baskets import add_to_basket, set_quantity
from orders.checkout.forms import NewQuantityForm, QuantityForm
from orders.checkout.shown import only_left, show_basket
from orders.checkout.visitor import basket_id, customer_of, remember_basket
from shop.activity import record
from shop.errors import OutOfStock
from shop.models import Activity, Product

PAGE = "orders/basket.html"
# What htmx gets: the parts of the page that changed.
ADDED = "orders/partials/added.html"
CHANGED = "orders/partials/changed.html"


@require_safe
@never_cache
def basket(request: HttpRequest) -> HttpResponse:
    """Show the basket, and say what changed since it was last shown."""
    return _page(request)


@require_POST
def basket_add(request: HtmxRequest) -> HttpResponse:
    """Put pieces of a product into the basket."""
    slug = request.POST.get("product", "")
    product = get_object_or_404(Product.objects.visible(), slug=slug)
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["quantity"][0]))
        return _page(request, ADDED if request.htmx else PAGE, status=422)
    customer, wanted = customer_of(request), form.cleaned_data["quantity"]
    try:
        line = add_to_basket(
            customer=customer,
            basket_id=basket_id(request),
            product_id=product.pk,
            quantity=wanted,
        )
    except OutOfStock as error:
        text = _("%(why)s Nothing was added.") % {"why": error}
        messages.warning(request, text)
    else:
        remember_basket(request, line.basket_id)
        record(Activity.Kind.ADD, product_id=product.pk)
        _say_what_was_added(request, line.product, line.quantity, wanted)
    if request.htmx:
        return render(request, ADDED)
    return redirect("orders:basket")


@require_POST
def basket_update(request: HtmxRequest) -> HttpResponse:
    """Change the pieces of a line; 0 takes it out."""
    slug = request.POST.get("product", "")
    product = get_object_or_404(Product.all_objects.all(), slug=slug)
    form = NewQuantityForm(request.POST)
    if not form.is_valid():
        part = CHANGED if request.htmx else PAGE
        return _page(request, part, status=422, wrong=_wrong(slug, form))
    wanted = form.cleaned_data["quantity"]
    try:
        line = set_quantity(
            customer=customer_of(request),
            basket_id=basket_id(request),
            product_id=product.pk,
            quantity=wanted,
        )
    except OutOfStock:
        line = None
    if line and line.quantity < wanted:
        messages.warning(request, only_left(line.product))
    if request.htmx:
        return _page(request, CHANGED)
    return redirect("orders:basket")


def _page(
    request: HttpRequest,
    template: str = PAGE,
    status: int = 200,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    """Draw the basket; what is `wrong` with a quantity stands at its line."""
    shown = show_basket(basket_id(request))
    for text in shown.gone:
        messages.warning(request, text)
    context = {
        "lines": shown.lines,
        "basket_count": shown.pieces,
        "quote": shown.quote(),
        "wrong": wrong or {},
    }
    return render(request, template, context, status=status)


def _wrong(slug: str, form: QuantityForm) -> dict[str, str]:
    """Return which line was entered wrongly, what was typed, and what is wrong."""
    typed = str(form["quantity"].value() or "")
    return {"slug": slug, "typed": typed, "text": str(form.errors["quantity"][0])}


def _say_what_was_added(
    request: HttpRequest, product: Product, quantity: int, wanted: int
) -> None:
    if quantity < wanted:
        messages.warning(request, only_left(product))
    else:
        text = _("“%(name)s” is in your basket.")
        # The tag brings the ways on to basket and checkout.
        messages.success(request, text % {"name": product.name}, extra_tags="basket")
