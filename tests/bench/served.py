"""The pages and the journey over HTTP, beside the limit or beside another checkout."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import journeys
from tests.bench.blocks import Block, Pair, block, in_turn
from tests.bench.load import Clients
from tests.bench.rows import JOURNEY, PAGES, Plan, make_plans
from tests.bench.shops import ROOT, Server, Shop, open_shop
from tests.bench.visitor import Failed

SECONDS = 1.0  # that a block of a page lasts
LIMIT_SECONDS = 0.5
ORDERS = 6  # of each client in a block of journeys
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """What was found of each row, and of the shops that were measured."""

    pairs: dict[str, Pair]
    plans: Sequence[Plan]
    shops: Sequence[Shop]

    def steps(self, name: str) -> int:
        """Return how many pages of the limit one of the row is compared with."""
        return journeys.STEPS if name == JOURNEY else 1

    @property
    def differences(self) -> str:
        """Return what the two shops do not have alike, or nothing."""
        if len(self.shops) == 1:
            return ""
        data = _unlike(*(shop.figures for shop in self.shops))
        cards = _unlike(*(plan.cards for plan in self.plans))
        data += [f"products on {text}" for text in cards]
        return f"Not alike: {', '.join(data)}." if data else ""


def _unlike(now: dict[str, int], before: dict[str, int]) -> list[str]:
    return [
        f"{name} {before.get(name)} → {number}"
        for name, number in now.items()
        if number != before.get(name)
    ]


def beside_the_limit(
    names: Sequence[str], *, rounds: int, clients: int, tell: Tell
) -> Result:
    """Measure this checkout's rows, each in turn with the bare project's page."""
    with _filled({"now": ROOT}, tell) as (shop,):
        plans = _planned([shop], names, tell)
        with (
            shop.served() as server,
            shop.bare() as bare,
            Clients(clients) as crowd,
        ):
            limit = partial(_page, bare, crowd, "/", {}, seconds=LIMIT_SECONDS)
            rows = {
                name: (_job(name, server, plans[0], crowd), limit) for name in names
            }
            return Result(_rounds(rows, rounds, tell), plans, [shop])


def beside_another(
    code: Path, names: Sequence[str], *, rounds: int, clients: int, tell: Tell
) -> Result:
    """Measure this checkout's rows, each in turn with those of the other checkout."""
    if not (code / "manage.py").is_file():
        raise Failed(f"{code} is no checkout of the shop: it has no manage.py.")
    with _filled({"now": ROOT, "before": code}, tell) as shops:
        plans = _planned(shops, names, tell)
        with ExitStack() as stack:
            servers = [stack.enter_context(shop.served()) for shop in shops]
            crowd = stack.enter_context(Clients(clients))
            both = list(zip(servers, plans, strict=True))
            rows = {
                name: [_job(name, server, plan, crowd) for server, plan in both]
                for name in names
            }
            return Result(_rounds(rows, rounds, tell), plans, shops)


@contextmanager
def _filled(codes: dict[str, Path], tell: Tell) -> Iterator[list[Shop]]:
    """Yield a shop for each checkout, with the demo of its own `seed_demo`."""
    # The shops are closed first: who waits for a command of theirs is free to go.
    with ThreadPoolExecutor() as pool, ExitStack() as stack:
        shops = [
            stack.enter_context(open_shop(name, code)) for name, code in codes.items()
        ]
        tell(f"Filling {len(shops)} shop(s) with the demo: about a minute")
        for done in [pool.submit(shop.fill) for shop in shops]:
            done.result()
        yield shops


def _planned(shops: Sequence[Shop], names: Sequence[str], tell: Tell) -> list[Plan]:
    """Choose the pages and count their queries, on servers that log each of them."""
    tell("Counting queries")
    with ExitStack() as stack:
        logging = {"SQL_ECHO": "1", "WEB_CONCURRENCY": "1"}
        servers = [stack.enter_context(shop.served(**logging)) for shop in shops]
        return make_plans(servers, names)


def _rounds(rows: dict, rounds: int, tell: Tell) -> dict[str, Pair]:
    """Measure the pages first: the orders of the journeys must not be in their way."""
    pages = {name: sides for name, sides in rows.items() if name != JOURNEY}
    rest = {name: sides for name, sides in rows.items() if name == JOURNEY}
    found: dict[str, Pair] = {}
    for what, part in (("pages", pages), ("journeys", rest)):
        if part:
            found |= in_turn(
                part,
                rounds=rounds,
                tell=lambda number, what=what: tell(
                    f"{what}: round {number} of {rounds}" if number else f"{what}: warm"
                ),
            )
    return found


def _job(name: str, server: Server, plan: Plan, crowd: Clients) -> Callable[[], Block]:
    if name == JOURNEY:
        task = partial(crowd.buy, server.port, plan.products, each=ORDERS)
        return partial(block, server, task)
    row = next(row for row in PAGES if row.name == name)
    cookies = plan.cookies[row.reader]
    return partial(_page, server, crowd, plan.path(row), cookies, seconds=SECONDS)


def _page(
    server: Server, crowd: Clients, path: str, cookies: dict, *, seconds: float
) -> Block:
    return block(
        server, partial(crowd.read, server.port, path, cookies, seconds=seconds)
    )


def commit_of(code: Path) -> str:
    """Return the commit of a checkout, or the folder's name where git has none."""
    git = ["git", "-C", str(code), "describe", "--always", "--dirty"]
    told = subprocess.run(git, capture_output=True, text=True, check=False)
    return told.stdout.strip() or code.resolve().name
