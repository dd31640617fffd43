"""A guest's way through the shop: product, add, basket, checkout, order, order page."""

from itertools import count
from uuid import uuid4

from tests.bench.visitor import Answer, Visitor

STEPS = 6
DETAILS = {
    "full_name": "A Shopper",
    "line1": "1 High Street",
    "city": "London",
    "postcode": "N1 1AA",
    "country": "GB",
    "shipping_method": "standard",
    "payment_method": "invoice",
    "accept_terms": "on",
}
_numbers = count()
_run = uuid4().hex[:8]


def add_to_basket(visitor: Visitor, product: str) -> tuple[Answer, Answer]:
    """Open the product's page, `/p/…/`, and put one piece into the basket."""
    page = visitor.get(product)
    fields = page.hidden("/basket/add/")
    return page, visitor.post("/basket/add/", {**fields, "quantity": "1"})


def buy(port: int, product: str) -> list[Answer]:
    """Live through one journey as somebody new; return the answers."""
    guest = Visitor(port)
    answers = [*add_to_basket(guest, product), guest.get("/basket/")]
    checkout = guest.get("/checkout/")
    fields = checkout.hidden("/checkout/")
    email = f"guest-{_run}-{next(_numbers)}@example.com"
    placed = guest.post("/checkout/", {**fields, **DETAILS, "email": email})
    return [*answers, checkout, placed, *guest.follow(placed.header("Location"))]
