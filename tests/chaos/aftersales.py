"""Payments, returns and refunds of an order, by the same two people."""

import random
import re

from tests.chaos.browser import Answer
from tests.chaos.journal import Act
from tests.chaos.people import Pair
from tests.robustness.crawling import Form

RETURN = re.compile(r"/admin/orders/return/[0-9a-f-]{36}/change/")


def settle(pair: Pair, number: str) -> None:
    """Book the payment; then perhaps something comes back and is refunded."""
    pay(pair, number)
    if random.random() < 0.6 and ask_return(pair, number):
        receive(pair, number)
        refund(pair, number)


def pay(pair: Pair, number: str) -> None:
    """Book what the customer paid."""
    page = pair.staff.get(f"/admin/orders/paymententry/record/?order={number}")
    _post_once(pair, "pay", number, page, "/record/", {})


def ask_return(pair: Pair, number: str) -> bool:
    """Ask to send one piece of a line back; tell whether the shop said yes."""
    page = pair.shopper.get(f"/orders/{number}/return/")
    form = page.form("/return/")
    line = next(name for name in form.fields if name.startswith("line-"))
    return _post_once(
        pair, "return", number, page, "/return/", {line: 1}, by_staff=False
    )


def receive(pair: Pair, number: str) -> None:
    """Approve the return, and put what came back on the shelf again."""
    found = RETURN.search(pair.staff.get(f"/admin/orders/return/?q={number}").text)
    if found is None:
        raise LookupError(f"staff do not find the return of {number}")
    page = pair.staff.get(found[0])
    pair.staff.send(page.form("/answer/"), answer="Send it back.", verdict="approve")
    page = pair.staff.get(found[0].replace("/change/", "/receive/"))
    pair.staff.send(page.form("/receive/"))
    if "/receive/" in pair.staff.get(found[0]).text:
        raise LookupError(f"the return of {number} is still not received")
    pair.journal.acknowledge(Act("receive", number))


def refund(pair: Pair, number: str) -> None:
    """Give back the price of a piece, and a little for the trouble."""
    page = pair.staff.get(f"/admin/orders/refund/new/?order={number}")
    form = page.form("/refund/new/")
    line = next(name for name in form.fields if name.startswith("line-"))
    fields = {line: 1, "extra": "0.25", "reason": "It came back."}
    _post_once(pair, "refund", number, page, "/refund/new/", fields)


def _post_once(
    pair: Pair,
    name: str,
    number: str,
    page: Answer,
    address: str,
    fields: dict[str, object],
    *,
    by_staff: bool = True,
) -> bool:
    """Post a form that carries a key, and note the answer; tell whether it was yes."""
    form: Form = page.form(address)
    key = form.fields["key"][1]
    pair.journal.intend(Act(name, number, key))
    browser = pair.staff if by_staff else pair.shopper
    answer = browser.send(form, **fields)
    if answer.status != 302:
        return False
    pair.journal.acknowledge(Act(name, number, key))
    return True
