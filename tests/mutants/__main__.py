"""`python -m tests.mutants [MODULE…]`: every change has to be seen, or named."""

import os
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.generating import Mutant, mutants_of
from tests.mutants.running import Outcome, Plugin
from tests.mutants.table import PARTS, Part

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def main(names: list[str]) -> int:
    if unknown := set(names) - PARTS.keys():
        say(f"There is no module {', '.join(sorted(unknown))}: {', '.join(PARTS)}.")
        return 2
    os.environ.pop("DATABASE_URL", None)
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    parts = {name: PARTS[name] for name in names or PARTS}
    report = Report(parts)
    plugin = Plugin(
        {str(Path(file).resolve()) for part in parts.values() for file in part.files},
        report.run,
    )
    tests = dict.fromkeys(test for part in parts.values() for test in part.tests)
    pytest.main(
        ["-n0", "-q", "-s", "-p", "no:cacheprovider", *filter(os.path.exists, tests)],
        plugins=[plugin],
    )
    return report.verdict(plugin.problem)


class Report:
    """Counts what became of the changes, and prints a line a module."""

    def __init__(self, parts: dict[str, Part]) -> None:
        self.parts = parts
        # Made now: somebody may go on working on the files.
        self.mutants = {name: _mutants(part) for name, part in parts.items()}
        self.same = {
            (one["file"], one["in"], one["was"], one["now"]): one["why"]
            for one in tomllib.loads(EQUIVALENTS.read_text()).get("same", [])
        }
        self.used: set[tuple[str, str, str, str]] = set()
        self.tried: set[str] = set()
        self.survived: dict[str, int] = {}

    def run(self, plugin: Plugin) -> None:
        title = ("module", "changes", "killed", "survived", "share", "the same", "s")
        say("\n{:9} {:>8} {:>7} {:>9} {:>7} {:>9} {:>5}".format(*title))
        for name, part in self.parts.items():
            self.tried.update(part.files)
            if not plugin.nothing_changed(part.tests):
                return
            self._part(plugin, name, part)

    def _part(self, plugin: Plugin, name: str, part: Part) -> None:
        started = time.monotonic()
        mutants = self.mutants[name]
        tried = [mutant for mutant in mutants if not self._is_the_same(mutant)]
        outcomes = list(plugin.try_all(tried, part.tests))
        counts = Counter(outcome.status for outcome in outcomes)
        if counts["broken"]:
            broken = next(one for one in outcomes if one.status == "broken")
            plugin.problem = f"{broken.mutant.key}: {broken.by}"
        killed = counts["killed"] + counts["stopped"]
        share = killed / len(tried) if tried else 1.0
        say(
            f"{name:9} {len(tried):8} {killed:7} {counts['survived']:9} {share:7.1%} "
            f"{len(mutants) - len(tried):9} {time.monotonic() - started:5.0f}",
        )
        for outcome in sorted(outcomes, key=lambda one: one.mutant.line):
            if outcome.status != "killed":
                _show(outcome)
        if counts["survived"]:
            self.survived[name] = counts["survived"]

    def _is_the_same(self, mutant: Mutant) -> bool:
        if mutant.key in self.same:
            self.used.add(mutant.key)
            return True
        return False

    def verdict(self, problem: str) -> int:
        """Print what has to be done, and return the exit code."""
        stale = [
            key for key in self.same if key[0] in self.tried and key not in self.used
        ]
        for file, owner, was, _now in stale:
            say(f"equivalents.toml names no change any more: {file}, {owner}: {was}")
        if problem or not self.tried:
            say(f"NOT TRIED: {problem or 'the tests did not run.'}")
            return 2
        if self.survived:
            where = ", ".join(f"{name} {n}" for name, n in self.survived.items())
            say(f"NOT SEEN: {where}. Write a test, or name them in equivalents.toml.")
        elif not stale:
            say("STRONG ENOUGH: every change is seen, or named as the same program.")
        return 1 if self.survived or stale else 0


def _mutants(part: Part) -> list[Mutant]:
    found = [mutant for file in part.files for mutant in mutants_of(file)]
    return [one for one in found if not part.only or one.owner in part.only]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _show(outcome: Outcome) -> None:
    """Print a change that was not seen, as equivalents.toml would name it."""
    mutant = outcome.mutant
    note = f" ({outcome.status}: {outcome.by})" if outcome.by else ""
    say(f"  {mutant.file}:{mutant.line} in {mutant.owner}{note}")
    say(f"    - {mutant.was}\n    + {mutant.now}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
