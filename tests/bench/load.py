"""Clients in a process of their own: what they cost is not the server's.

`python -m tests.bench.load` reads one task a line from its standard input, carries it
out with several threads, and answers with one line. It ends with its input.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

from tests.bench.journeys import buy
from tests.bench.visitor import Failed, Visitor

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Served:
    """What one task was answered: how often, within how long, and each one's time."""

    seconds: float
    milliseconds: list[float]
    size: float  # bytes of an answer, of a journey's together

    @property
    def count(self) -> int:
        return len(self.milliseconds)


class Clients:
    """So many clients at once, in a process that lives as long as the block."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __enter__(self) -> "Clients":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is for the one who started it, who then ends it.
            start_new_session=True,
        )
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):
            self.process.stdin.close()
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()

    def read(
        self, port: int, path: str, cookies: dict[str, str], *, seconds: float
    ) -> Served:
        """Let each client read the page again and again for so long."""
        return self._told(port=port, path=path, cookies=cookies, seconds=seconds)

    def buy(self, port: int, products: Sequence[str], *, each: int) -> Served:
        """Let each client live through so many journeys."""
        return self._told(port=port, products=list(products), each=each)

    def _told(self, **task: Any) -> Served:
        line = json.dumps({**task, "clients": self.number})
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"failed": "It died."}')
        if failed := answer.get("failed"):
            raise Failed(failed)
        return Served(**answer)


def main() -> None:
    """Carry out the tasks that come."""
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)  # noqa: T201


def carry_out(task: dict[str, Any]) -> dict[str, Any]:
    """Return what a task came to, or the sentence of what failed."""
    times: list[float] = []
    sizes: list[int] = []
    failures: list[str] = []
    began = perf_counter()

    def work(number: int) -> None:
        try:
            for act in _acts(task, number, began):
                started = perf_counter()
                size = act()
                times.append((perf_counter() - started) * 1000)
                sizes.append(size)
        except Failed as error:
            failures.append(str(error))

    threads = [Thread(target=work, args=[number]) for number in range(task["clients"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures or not times:
        return {"failed": failures[0] if failures else "Nothing was answered."}
    return {
        "seconds": perf_counter() - began,
        "milliseconds": times,
        "size": sum(sizes) / len(sizes),
    }


def _acts(task: dict[str, Any], number: int, began: float) -> Any:
    """Yield what one client does, one thing after the other."""
    port = task["port"]
    if "products" in task:
        products: list[str] = task["products"]
        for turn in range(task["each"]):
            yield _journey(port, products[(number + turn) % len(products)])
        return
    visitor = Visitor(port, task["cookies"])
    while perf_counter() - began < task["seconds"]:
        yield lambda: len(visitor.get(task["path"]).body)


def _journey(port: int, product: str) -> Callable[[], int]:
    return lambda: sum(len(answer.body) for answer in buy(port, product))


if __name__ == "__main__":
    main()
