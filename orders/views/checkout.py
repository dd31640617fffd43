"""The checkout: one page, one order however often it is sent."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.brakes import MAILS
from accounts.requests.guarding import TOO_MANY, brake, held_back
from database.brakes.counting import Braked
from orders.brakes import OF_A_CUSTOMER, OF_A_GUEST, ORDERS_A_MONTH
from orders.checkout.checkout import (
    ADDRESS_FIELDS,
    Checkout,
    Recipient,
    fingerprint,
    key_owner,
)
from orders.checkout.forms import CheckoutForm
from orders.checkout.placing import place_order
from orders.checkout.shown import ShownBasket, show_checkout
from orders.checkout.visitor import (
    basket_id,
    customer_of,
    remember_order,
    visitor_id,
)
from orders.errors import (
    InvalidOrder,
    KeyInFlight,
    KeyReused,
    OutOfStock,
    PriceChanged,
    TooManyOpenOrders,
)
from orders.models import CheckoutKey, Order
from orders.providers.methods import PAYMENT
from shop.activity import record
from shop.models import Activity

RETRY_AFTER = "2"  # seconds
# Until one of several open orders may be paid or looked at.
LATER = "3600"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Ask where the order goes, and place it."""
    if request.method != "POST":
        return _ask(request)
    form = CheckoutForm(_posted(request), customer=customer_of(request))
    try:
        if first := _first_order(request, form):
            return _lead_to(request, first)
        shown = show_checkout(basket_id(request))
        form.offer(shown.deliveries)
        # A rival with the same key may have emptied the basket between the two looks.
        changed = shown.digest != form.data.get("basket_digest")
        if changed and (first := _first_order(request, form)):
            return _lead_to(request, first)
    except KeyReused as error:
        return _refuse(request, form, show_checkout(basket_id(request)), error, 422)
    if not shown.lines:
        return _back_to_basket(request, shown)
    if not form.is_valid():
        return _page(request, form, shown, status=422)
    if form.cleaned_data["basket_digest"] != shown.digest:
        return _refuse(request, form, shown, None, 409)
    return _place(request, form, shown)


def _ask(request: HttpRequest) -> HttpResponse:
    shown = show_checkout(basket_id(request))
    if not shown.lines:
        return _back_to_basket(request, shown)
    customer = customer_of(request)
    visitor_id(request)
    initial = {
        "country": to_locale(get_language() or "en-gb").partition("_")[2],
        **_known_about(customer),
        "shipping_method": next(iter(shown.deliveries), ""),
        "payment_method": next(iter(PAYMENT)),
        "idempotency_key": uuid4().hex,
        "basket_digest": shown.digest,
    }
    return _page(request, CheckoutForm(initial=initial, customer=customer), shown)


def ask_again(request: HttpRequest, text: str, *, status: int) -> HttpResponse:
    """Show the page with what was typed and the basket as it is now; order nothing."""
    shown = show_checkout(basket_id(request))
    if not shown.lines:
        messages.warning(request, text)
        return _back_to_basket(request, shown)
    form = CheckoutForm(_posted(request), customer=customer_of(request))
    form.renew(digest=shown.digest)
    return _page(request, form, shown, notices=[text, *shown.notices], status=status)


def _known_about(customer: Any) -> dict[str, str]:
    """Return what the form need not ask a customer again."""
    if customer is None:
        return {}
    address = customer.addresses.first()
    known = {"email": customer.email, "full_name": customer.get_full_name()}
    if address:
        known |= {name: getattr(address, name) for name in ADDRESS_FIELDS}
    return {name: value for name, value in known.items() if value}


def _posted(request: HttpRequest) -> Any:
    """Return the posted fields; the key may also come as a header."""
    fields = request.POST.copy()
    header = request.headers.get("Idempotency-Key", "")
    if header and not fields.get("idempotency_key"):
        fields["idempotency_key"] = header
    return fields


def _fingerprint(form: CheckoutForm) -> str:
    """Return what the key is bound to: every field as it was posted, and the digest."""
    posted: Any = form.data
    names = form.fields.keys() - {"idempotency_key"}
    return fingerprint(**{name: posted.getlist(name) for name in names})


def _first_order(request: HttpRequest, form: CheckoutForm) -> Order | None:
    """Return the order this key led to already. Raises KeyReused for another body."""
    owner = key_owner(customer_of(request), visitor_id(request))
    known = CheckoutKey.objects.known(owner, form.data.get("idempotency_key", ""))
    if known is None:
        return None
    known.refuse_other_body(_fingerprint(form))
    return known.order


def _place(
    request: HttpRequest, form: CheckoutForm, shown: ShownBasket
) -> HttpResponse:
    values = form.cleaned_data
    try:
        _brake(request, values["email"])
        order = place_order(
            checkout=_checkout(request, form, shown),
            idempotency_key=values["idempotency_key"],
            expected_total=shown.quote(values["shipping_method"]).total,
        )
    except Braked as error:
        return held_back(_refuse(request, form, shown, error, TOO_MANY), error)
    except KeyInFlight as error:
        response = _refuse(request, form, shown, error, 409)
        response["Retry-After"] = RETRY_AFTER
        return response
    except (OutOfStock, PriceChanged) as error:
        shown = show_checkout(shown.basket_id)
        return _refuse(request, form, shown, error, 409)
    except TooManyOpenOrders as error:
        response = _refuse(request, form, shown, error, TOO_MANY)
        response["Retry-After"] = LATER
        return response
    except (InvalidOrder, KeyReused) as error:
        return _refuse(request, form, shown, error, 422)
    messages.success(request, _thanks(order))
    for product_id in shown.quantities:
        record(Activity.Kind.BUY, product_id=product_id)
    return _lead_to(request, order)


def _checkout(request: HttpRequest, form: CheckoutForm, shown: ShownBasket) -> Checkout:
    values = form.cleaned_data
    return Checkout(
        customer=customer_of(request),
        lines=shown.quantities,
        email=values["email"],
        recipient=Recipient(**{name: values[name] for name in ADDRESS_FIELDS}),
        payment_method=values["payment_method"],
        shipping_method=values["shipping_method"],
        visitor_id=visitor_id(request),
        basket_id=shown.basket_id,
        fingerprint=_fingerprint(form),
    )


def _lead_to(request: HttpRequest, order: Order) -> HttpResponse:
    """Go to the order's page; a guest's session opens it, no key is in its address."""
    if order.customer_id is None:
        remember_order(request, order)
    return redirect(order)


def _thanks(order: Order) -> str:
    if not order.email:
        return _("Thank you. We have your order.")
    text = _("Thank you. We have your order and will write to %(email)s.")
    return text % {"email": order.email}


def _refuse(
    request: HttpRequest,
    form: CheckoutForm,
    shown: ShownBasket,
    error: Exception | None,
    status: int,
) -> HttpResponse:
    """Show the page again with what stands in the way; nothing was ordered."""
    changed = _(
        "Your basket or a price has changed since you saw this page. Check the new "
        "total."
    )
    notices = [*shown.notices] or [str(error or changed)]
    # A used key would be refused for ever.
    key = uuid4().hex if isinstance(error, KeyReused) else ""
    form.renew(key=key, digest=shown.digest)
    if error is None or isinstance(error, OutOfStock | PriceChanged):
        again = _("Nothing has been ordered yet. Check the order, then place it.")
        notices.append(again)
    return _page(request, form, shown, notices=notices, status=status)


def _back_to_basket(request: HttpRequest, shown: ShownBasket) -> HttpResponse:
    for text in shown.gone:
        messages.warning(request, text)
    return redirect("orders:basket")


def _page(
    request: HttpRequest,
    form: CheckoutForm,
    shown: ShownBasket,
    *,
    notices: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    form.offer(shown.deliveries)
    quotes = shown.quotes()
    context = {
        "form": form,
        "lines": shown.lines,
        "basket_count": shown.pieces,
        "quotes": quotes,
        "shipping_choices": form.shipping_choices(quotes),
        "payment_choices": form.payment_choices(),
        "notices": shown.notices if notices is None else notices,
    }
    return render(request, "orders/checkout.html", context, status=status)


def _brake(request: HttpRequest, email: str) -> None:
    """Count an order that is about to be placed. Raises Braked, TooManyOpenOrders.

    Customers are counted by their account alone: an office behind one address orders
    as often as it likes, once its people have signed in.
    """
    if customer_of(request):
        brake(request, *OF_A_CUSTOMER)
        return
    counts = brake(request, *OF_A_GUEST, MAILS, email=email)
    most = settings.OPEN_ORDERS_PER_EMAIL
    # Asked of those alone who have placed so many lately.
    if counts.get(ORDERS_A_MONTH.code, 0) > most:
        waiting = Order.objects.waiting_for(email)[:most].count()
        if waiting >= most:
            raise TooManyOpenOrders
