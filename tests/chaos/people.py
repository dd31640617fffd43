"""What shoppers and staff do with one order after the other, over HTTP."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.chaos.browser import Answer, Browser, GivenUp
from tests.chaos.journal import Act, Journal, new_mark
from tests.robustness.crawling import Form

PASSWORD = "chaos-in-the-shop-4711"
DOUBLE_CLICK = 0.3
IN_PARTS = 0.3  # of the orders with several lines leave in two parcels
STATUS = re.compile(r'class="status status-(\w+)"')
QUANTITY = re.compile(r'class="quiet">(\d+) ×')
LATER = {  # what may follow a status that somebody saw
    "pending": {"confirmed", "shipped", "delivered", "returned", "cancelled"},
    "confirmed": {"shipped", "delivered", "returned", "cancelled"},
    "shipped": {"delivered", "returned"},
    "delivered": {"returned"},
    "cancelled": set(),
    "returned": set(),
}
ADDRESS = {
    "full_name": "A Shopper",
    "line1": "1 High Street",
    "city": "London",
    "postcode": "N1 1AA",
    "country": "GB",
    "shipping_method": "standard",
    "payment_method": "invoice",
    "accept_terms": "on",
}


@dataclass(frozen=True)
class Hours:
    """What everybody hears: that the shop closes, that somebody checks out."""

    closing: Event = field(default_factory=Event)
    checkout: Event = field(default_factory=Event)


@dataclass
class Pair:
    """A shopper and the member of staff who serves them."""

    name: str
    staff_name: str
    others: list[str]
    slugs: list[str]
    address: str
    journal: Journal
    hours: Hours
    after_delivery: Callable[["Pair", str], None]

    def __post_init__(self) -> None:
        self.shopper = Browser(self.address, self.hours.closing)
        self.staff = Browser(self.address, self.hours.closing)
        self.given_up: list[str] = []
        self.found: dict[str, str] = {}

    def log_in(self) -> None:
        """Log both in. Raises LookupError where the shop does not let them."""
        for browser, name in ((self.shopper, self.name), (self.staff, self.staff_name)):
            page = browser.get("/account/login/")
            answer = browser.send(page.form("login"), login=name, password=PASSWORD)
            if answer.status != 302:
                raise LookupError(f"{name} cannot log in: {answer.status}")

    def work(self) -> None:
        """Live through one order after the other until the shop closes."""
        while not self.hours.closing.is_set():
            with self.patience():
                self.live(self.buy())

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Note where nobody answered, and go on with something else."""
        try:
            yield
        except GivenUp as error:
            self.given_up.append(str(error))

    def buy(self) -> str:
        """Buy something, perhaps with a double click, and return the number."""
        mark = new_mark()
        for slug in random.sample(self.slugs, random.randint(1, 3)):
            form = self.shopper.get(f"/p/{slug}/").form("/basket/add/")
            self.shopper.send(form, product=slug, quantity=random.randint(1, 3))
        page = self.shopper.get("/checkout/")
        form = page.form("/checkout/")
        # What they saw counts: what was added again after a lost answer is there twice.
        quantities = [int(number) for number in QUANTITY.findall(page.text)]
        if not quantities:
            raise LookupError(f"the checkout shows no lines ({page.status})")
        fields = {**ADDRESS, "line2": mark, "email": f"{self.name}@shop.example"}
        self.journal.intend(Act("buy", mark=mark))
        self.hours.checkout.set()
        answer = self._click(form, fields)
        number = answer.location.removeprefix("/orders/").partition("/")[0]
        if answer.status != 302 or not answer.location.startswith("/orders/"):
            raise LookupError(f"checkout: {answer.status} {answer.location}")
        self.journal.acknowledge(Act("buy", number, mark, {"quantities": quantities}))
        return number

    def _click(self, form: Form, fields: dict[str, str]) -> Answer:
        """Post the checkout; impatient people press the button twice."""
        second: list[Answer] = []

        def press_again() -> None:
            with self.patience():
                second.append(self._send(form, fields))

        rival = Thread(target=press_again)
        if random.random() < DOUBLE_CLICK:
            rival.start()
        answer = self._send(form, fields)
        if rival.ident:
            rival.join()
            if second and second[0].location != answer.location:
                raise LookupError(f"{second[0].location} and {answer.location}")
        return answer

    def _send(self, form: Form, fields: dict[str, str]) -> Answer:
        return self.shopper.send(form, **fields)

    def live(self, number: str) -> None:
        """Take the order along its life as far as chance will have it."""
        fate = random.random()
        if fate < 0.2:
            self.cancel(number)
        elif fate < 0.3:
            self.race(number)
        else:
            self.fulfil(number, transfer=fate > 0.9)

    def cancel(self, number: str) -> None:
        """Let the shopper cancel, on the page that asks whether they mean it."""
        page = self.shopper.get(f"/orders/{number}/cancel/")
        self.shopper.send(page.form("/cancel/"))
        self.see(number)

    def race(self, number: str) -> None:
        """Let the shopper cancel while staff confirm."""
        button = self.staff_page(number).form("/step/confirm/")
        rival = Thread(target=self._confirm, args=[button])
        rival.start()
        self.cancel(number)
        rival.join()
        self.see(number)

    def _confirm(self, button: Form) -> None:
        with self.patience():
            self.staff.send(button)

    def fulfil(self, number: str, *, transfer: bool) -> None:
        """Confirm, send and deliver the order; perhaps it moves to somebody else."""
        self.step(number, "/step/confirm/")
        if transfer:
            self.transfer(number)
        self.send_parcel(number)
        self.step(number, "/step/deliver/")
        if not transfer:  # else the order is another shopper's by now
            self.after_delivery(self, number)

    def step(self, number: str, address: str) -> None:
        """Press the button that staff see on the order's page, if it is still there."""
        page = self.staff_page(number)
        self.staff.send(page.form(address))
        self.see(number)

    def send_parcel(self, number: str) -> None:
        page = self.staff_page(number)
        page = self.staff.get(f"{page.path.removesuffix('change/')}parcel/")
        form = page.form("/parcel/")
        rest = {name: 0 for name in form.fields if name.startswith("line-")}
        if len(rest) > 1 and random.random() < IN_PARTS:
            # One line first, so that a form posted twice would send it twice.
            del rest[next(iter(rest))]
            self.staff.send(form, **rest)
            form = self.staff.get(page.path).form("/parcel/")
        self.staff.send(form)
        self.see(number)

    def transfer(self, number: str) -> None:
        """Move the order to another customer."""
        to = random.choice(self.others)
        page = self.staff.get(f"/admin/orders/order/transfer/?order={number}")
        self.journal.intend(Act("transfer", number))
        answer = self.staff.send(page.form("/transfer/"), customer=to)
        if answer.status == 302:
            self.journal.acknowledge(Act("transfer", number, facts={"to": to}))

    def staff_page(self, number: str) -> Answer:
        """Return the order's page in the back office; its address is kept."""
        if address := self.found.get(number):
            return self.staff.get(address)
        found = self.staff.get(f"/admin/orders/order/?q={number}")
        link = re.search(r"/admin/orders/order/[0-9a-f-]{36}/change/", found.text)
        if link is None:
            raise LookupError(f"staff do not find {number} ({found.status})")
        self.found[number] = link[0]
        return self.staff.get(link[0])

    def see(self, number: str) -> str:
        """Read the order's status: what the page says has to stay true."""
        page = self.staff.get(f"/orders/{number}/")
        found = STATUS.search(page.text)
        if found is None:
            raise LookupError(f"no status on {page.path} ({page.status})")
        self.journal.acknowledge(Act("status", number, facts={"status": found[1]}))
        return found[1]
