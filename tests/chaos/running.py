"""One run: people at work, blows from outside, and the verdict."""

import os
import random
import time
from collections.abc import Sequence
from threading import Event, Thread

from django.db import connections
from rich.console import Console

from tests.chaos.aftersales import settle
from tests.chaos.bugs import BUGS
from tests.chaos.cluster import Cluster
from tests.chaos.journal import Journal
from tests.chaos.people import Hours, Pair
from tests.chaos.serving import Shop
from tests.chaos.stage import set_the_stage
from tests.chaos.verdict import Verdict, judge

PAIRS = 10
KILL_EVERY = 2.6  # seconds, on average
STOP_EVERY = 40.0  # seconds, on average
AIMED = 0.25  # of the blows fall while somebody checks out
CHECKOUT = 0.15  # seconds within which the shop answers to one
CALM = 3.0  # seconds before the first blow

say = Console(markup=False, highlight=False, soft_wrap=True).print


def run(cluster: Cluster, environment: dict[str, str], seconds: float) -> int:
    """Live through `seconds` of it and return the exit code."""
    stage = set_the_stage(PAIRS)
    connections.close_all()
    journal = Journal(cluster.folder / "journal.jsonl")
    shop = Shop(environment, cluster.folder)
    hours = Hours()
    place = (stage.customers, stage.slugs, shop.address, journal, hours, settle)
    pairs = [
        Pair(name, staff, *place)
        for name, staff in zip(stage.customers, stage.staff, strict=True)
    ]
    complaints = _live_through(cluster, shop, pairs, hours, seconds)
    verdict = judge(journal.close())
    connections.close_all()
    say(f"{seconds:.0f} s: {shop.kills} kills, {cluster.stops} hard stops")
    say(f"{sum(1 for _act in journal.read('ack'))} acknowledged acts")
    for line in verdict.lines():
        say(line)
    for text in complaints:
        say(f"nobody answered, or not as expected: {text[:200]}")
    if bug := os.environ.get("CHAOS_BUG"):
        return _was_found(bug, verdict)
    if verdict.is_clean and not complaints:
        say("Nothing was lost, nothing happened twice.")
        return 0
    say(f"Not clean. The end of the shop's log:\n{shop.last_words()}")
    return 1


def _live_through(
    cluster: Cluster, shop: Shop, pairs: Sequence[Pair], hours: Hours, seconds: float
) -> list[str]:
    """Let the pairs work under fire; return what nobody answered to."""
    complaints: list[str] = []

    def work(pair: Pair) -> None:
        try:
            pair.work()
        except Exception as error:
            complaints.append(f"{type(error).__name__}: {error}")

    threads = [Thread(target=work, args=[pair]) for pair in pairs]
    try:
        shop.start()
        for pair in pairs:
            pair.log_in()
        for thread in threads:
            thread.start()
        _rage(cluster, shop, hours.checkout, seconds)
    finally:
        hours.closing.set()
        for thread in threads:
            if thread.ident:
                thread.join()
        shop.stop()
    return complaints + [text for pair in pairs for text in pair.given_up]


def _rage(cluster: Cluster, shop: Shop, checkout: Event, seconds: float) -> None:
    """Kill workers and stop the database until the time is over."""
    time.sleep(min(CALM, seconds / 4))
    end = time.monotonic() + seconds
    next_stop = time.monotonic() + STOP_EVERY * random.uniform(0.2, 1)
    while time.monotonic() < end:
        if random.random() < AIMED:
            checkout.clear()
            checkout.wait(KILL_EVERY)
            time.sleep(random.uniform(0, CHECKOUT))
            shop.kill_everybody()
        else:
            shop.kill_somebody()
        if time.monotonic() > next_stop:
            cluster.stop_hard()
            time.sleep(random.uniform(0, 1))
            cluster.start()
            next_stop = time.monotonic() + STOP_EVERY * random.uniform(0.5, 1.3)
        time.sleep(KILL_EVERY * random.uniform(0.5, 1.5))


def _was_found(bug: str, verdict: Verdict) -> int:
    """Say whether the planted bug shows where it has to."""
    _plant, kind = BUGS[bug]
    found = bool(getattr(verdict, kind))
    say(f"The planted bug {bug} was {'found' if found else 'MISSED'}.")
    return 0 if found else 1
