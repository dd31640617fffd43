"""The six trips of docs/architecture.md name files that are there, and count them."""

import re

from tests.support.tree import ROOT

TRIP = re.compile(r"^\*\*(.+?)\*\* \((\d+) files in (\d+) folders", re.MULTILINE)
STOP = re.compile(r"(\d+) (?:\*\*)?`([\w/]+)`")


def trips(page: str) -> dict[str, tuple[int, int, list[tuple[str, str]]]]:
    """Return {trip: files and folders as its heading says, and its numbered stops}."""
    found = list(TRIP.finditer(page))
    ends = [match.start() for match in found[1:]] + [len(page)]
    return {
        match[1]: (int(match[2]), int(match[3]), STOP.findall(page[match.end() : end]))
        for match, end in zip(found, ends, strict=True)
    }


def wrong(page: str) -> list[str]:
    """Return the trips that miscount, or lead to a file that is not there."""
    return [
        trip
        for trip, (files, folders, stops) in trips(page).items()
        if [int(number) for number, _path in stops] != list(range(1, files + 1))
        or len({path.rpartition("/")[0] for _number, path in stops}) != folders
        or not all((ROOT / f"{path}.py").is_file() for _number, path in stops)
    ]


def test_six_trips_lead_through_files_that_are_there():
    page = (ROOT / "docs" / "architecture.md").read_text()

    assert len(trips(page)) == 6
    assert wrong(page) == []


def test_a_planted_wrong_trip_is_found():
    stop = "1 `orders/tasks`"

    assert wrong(f"**Sound** (1 files in 1 folders):\n{stop}\n") == []
    assert wrong(f"**Miscounted** (2 files in 1 folders):\n{stop}\n") == ["Miscounted"]
    assert wrong("**Lost** (1 files in 1 folders):\n1 `orders/gone`\n") == ["Lost"]
