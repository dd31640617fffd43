"""What is measured over HTTP: pages, who reads them, and a guest's journey."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.journeys import add_to_basket, buy
from tests.bench.shops import Server
from tests.bench.visitor import Answer, Failed, Visitor

PASSWORD = "marram-and-moss"  # the demo's, the same for everybody
CATEGORY = re.compile(r'href="(/c/[^"?#]+/)"')
PRODUCT = re.compile(r'href="(/p/[^"?#]+/)"')
JOURNEY = "journey"
SEARCH = "/search/?q=wool"
LINES = 3  # in the basket of the basket's and the checkout's row


@dataclass(frozen=True)
class Row:
    """A page and who reads it: nobody known, a guest, a customer or the owner."""

    name: str
    title: str
    path: str
    reader: str = ""


PAGES = (
    Row("home", "home", "/"),
    Row("category", "category", ""),
    Row("product", "product", ""),
    Row("search", "search", SEARCH),
    Row("basket", "basket", "/basket/", "guest"),
    Row("checkout", "checkout", "/checkout/", "guest"),
    Row("account", "account orders", "/account/orders/", "customer"),
    Row("admin-orders", "admin orders", "/admin/orders/order/", "owner"),
    Row("admin-home", "admin home", "/admin/", "owner"),
)
NAMES = (*(row.name for row in PAGES), JOURNEY)


@dataclass
class Plan:
    """What one shop is asked: its addresses, and the cookies of those who ask."""

    category: str = ""
    products: list[str] = field(default_factory=list)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    # Of each row, counted apart from the measuring.
    queries: dict[str, int | None] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)

    def path(self, row: Row) -> str:
        """Return the address of the row's page."""
        chosen = {"category": self.category, "product": self.products[0]}
        return chosen.get(row.name, row.path)


def make_plans(servers: Sequence[Server], names: Iterable[str]) -> list[Plan]:
    """Return a plan for each shop: the same pages, and products that all of them sell.

    The servers log their queries (SQL_ECHO), so that these are counted here.
    """
    homes = [Visitor(server.port).get("/").text for server in servers]
    category = _first_of_all([CATEGORY.findall(text) for text in homes])
    shelves = [Visitor(server.port).get(category).text for server in servers]
    products = _all_have([PRODUCT.findall(text) for text in shelves])
    if len(products) < LINES:
        raise Failed(f"The shops have too few products in common on {category}.")
    plans = [Plan(category, products[: 2 * LINES]) for _server in servers]
    for plan, server in zip(plans, servers, strict=True):
        _let_in(plan, server)
        _count(plan, server, list(names))
    return plans


def _first_of_all(found: list[list[str]]) -> str:
    common = _all_have(found)
    if not common:
        raise Failed("The shops have no category in common.")
    return common[0]


def _all_have(found: list[list[str]]) -> list[str]:
    """Return what every list has, once each, in the order of the first."""
    return [
        one for one in dict.fromkeys(found[0]) if all(one in some for some in found)
    ]


def _let_in(plan: Plan, server: Server) -> None:
    """Sign the customer and the owner in, and fill a guest's basket."""
    for name in ("customer", "owner"):
        visitor = Visitor(server.port)
        fields = visitor.get("/account/login/").hidden("/account/login/")
        fields |= {"login": name, "password": PASSWORD}
        visitor.post("/account/login/", fields)
        plan.cookies[name] = visitor.cookies
    guest = Visitor(server.port)
    for product in plan.products[:LINES]:
        add_to_basket(guest, product)
    plan.cookies |= {"guest": guest.cookies, "": {}}


def _count(plan: Plan, server: Server, names: list[str]) -> None:
    """Count each page's queries, once it was read before, and the products it shows."""
    answers: dict[str, list[Answer]] = {}
    for row in PAGES:
        if row.name in names:
            visitor = Visitor(server.port, plan.cookies[row.reader])
            visitor.get(plan.path(row))
            answers[row.name] = [visitor.get(plan.path(row))]
    if JOURNEY in names:
        buy(server.port, plan.products[0])
        answers[JOURNEY] = buy(server.port, plan.products[0])
    logged = queries_by_request(server.process.log)
    for name, read in answers.items():
        ids = [answer.header("X-Request-ID") for answer in read]
        plan.queries[name] = sum(logged.get(i, 0) for i in ids) if all(ids) else None
        if len(read) == 1:
            plan.cards[name] = len(set(PRODUCT.findall(read[0].text)))


def queries_by_request(log: Path) -> dict[str, int]:
    """Return how many statements the log has of each request, BEGIN and COMMIT too."""
    counted: dict[str, int] = {}
    for line in log.read_text().splitlines():
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        if event.get("logger") == "django.db.backends":
            name = event.get("request_id", "")
            counted[name] = counted.get(name, 0) + 1
    return counted
