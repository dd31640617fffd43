"""Consistency checks: apps register them, one function runs them, some can repair.

A check is a function `find(using)` that yields a Fault for every row that contradicts
others. Each is one statement, so it sees one moment of the database, and sales that go
on meanwhile raise no alarm.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.audit.log import log_operation
from database.consistency.faults import FaultReport
from database.consistency.integrity import stored_models
from database.consistency.naming import Fault
from database.ops.command import Finding, Result, UsageError
from database.registry import Registry
from database.transactions import limited, long_read

Find = Callable[[str], Iterator[Fault]]
# Repairs what it can of these faults, locks what it reads, returns how many it mended.
Repair = Callable[[str, Sequence[Fault]], int]

SHOWN = 20  # names in a finding
BATCH = 1000  # faults repaired, and logged, at a time
STATEMENT_LIMIT = 1800  # seconds; a page's limit is far too short for a whole table


@dataclass(frozen=True, slots=True)
class Check:
    """What an app contributed: what to look for, what it means, what to do."""

    id: str
    tags: tuple[str, ...]
    message: Any
    severity: str
    advice: Any
    threshold: Any
    of: str
    find: Find
    fix: Repair | None


@dataclass(slots=True)
class Seen:
    """What a check found: how many, the first few, and how long it looked.

    `mendable` of them are repaired by its fix.
    """

    count: int = 0
    mendable: int = 0
    sample: list[Fault] = field(default_factory=list)
    repaired: int = 0
    seconds: float = 0.0


checks: Registry[Check] = Registry("consistency")


def register(
    check_id: str,
    *tags: str,
    message: Any,
    severity: str = "critical",
    fix: Repair | None = None,
    advice: Any = "",
    threshold: Any = 0,
    of: str = "",
) -> Callable[[Find], Find]:
    """Register the decorated function as a check under an id such as `orders.total`.

    `message` says what is wrong, `advice` what to do about it, `of` is the label of
    the model whose rows the faults are named by. `fix(using, faults)` runs inside a
    transaction and repairs the faults that have an `after`.
    """

    def decorate(find: Find) -> Find:
        check = Check(
            check_id, tags, message, severity, advice, threshold, of, find, fix
        )
        checks.add(check_id, check)
        return find

    return decorate


def known_tags() -> list[str]:
    """Return every tag that a check carries."""
    return sorted({tag for _id, check in checks.items() for tag in check.tags})


def run_checks(
    *,
    tags: Sequence[str] = (),
    ids: Sequence[str] = (),
    using: str = "default",
    fix: bool = False,
    dry_run: bool = False,
    on_check: Callable[[str, int], None] | None = None,
    report: FaultReport | None = None,
) -> Result:
    """Run the checks with these tags or ids (all without any) and say what is wrong.

    With `fix`, what can be repaired is, and what is left is reported; with `dry_run`
    nothing changes. `on_check` hears each check's id and how many there are; `report`
    gets every faulty row, where a finding names the first few. Raises UsageError
    for a tag or an id that no check has.
    """
    chosen = choose(tags, ids)
    started = time.monotonic()
    result = Result(data={"checks": [], "repaired": 0, "would_repair": 0})
    for check in chosen:
        if on_check:
            on_check(check.id, len(chosen))
        seen = _look(check, using, report)
        if seen.mendable and fix and not dry_run:
            repaired = _repair(check, using, seen.count)
            seen = _look(check, using, report)
            seen.repaired = repaired
        if seen.count:
            result.findings.append(_finding(check, seen))
        if dry_run:
            result.data["would_repair"] += seen.mendable
        result.data["repaired"] += seen.repaired
        result.data["checks"].append(_entry(check, seen))
    result.data["types"] = _by_type(result.data["checks"])
    result.data["rows"] = None if tags or ids else _count_rows(using)
    result.data["seconds"] = round(time.monotonic() - started, 2)
    result.verdict = _verdict(result, dry_run=dry_run)
    return result


def look_again(check_id: str, *, using: str = "default") -> tuple[Check, Seen]:
    """Return a check and what it finds now. Raises UsageError for an unknown id."""
    (check,) = choose((), [check_id])
    return check, _look(check, using)


def choose(tags: Sequence[str], ids: Sequence[str]) -> list[Check]:
    """Return the checks with these tags or ids, all without any, sorted by id.

    Raises UsageError for a tag or an id that no check has.
    """
    for check_id in ids:
        if check_id not in checks:
            known = ", ".join(sorted(checks))
            raise UsageError(
                _("There is no check %(id)s. Known: %(known)s.")
                % {"id": check_id, "known": known}
            )
    unknown = sorted(set(tags) - set(known_tags()))
    if unknown:
        raise UsageError(
            _("There is no tag %(tag)s. Known: %(known)s.")
            % {"tag": ", ".join(unknown), "known": ", ".join(known_tags())}
        )
    wanted = set(tags)
    # By name, because the order of their imports tells nobody anything.
    return [
        check
        for _id, check in sorted(checks.items())
        if not (wanted or ids) or wanted & {*check.tags} or check.id in ids
    ]


def _look(check: Check, using: str, report: FaultReport | None = None) -> Seen:
    """Count the faults and keep the first few, whatever their number."""
    started = time.monotonic()
    seen = Seen()
    if report:
        report.begin(check)
    with long_read(STATEMENT_LIMIT, using=using):
        for fault in check.find(using):
            seen.count += 1
            seen.mendable += bool(check.fix and fault.after)
            if seen.count <= SHOWN:
                seen.sample.append(fault)
            if report:
                report.add(fault)
    seen.seconds = time.monotonic() - started
    return seen


def _repair(check: Check, using: str, count: int) -> int:
    """Repair in one transaction, and log each batch with what was there before.

    The faults are looked up again inside it: what was mended meanwhile stays as it is.
    """
    repaired = 0
    if check.fix is None:
        return repaired
    with transaction.atomic(using=using), limited(STATEMENT_LIMIT, using=using):
        for _batch in range(count // BATCH + 1):
            open_to_repair = (fault for fault in check.find(using) if fault.after)
            faults = list(islice(open_to_repair, BATCH))
            mended = check.fix(using, faults) if faults else 0
            if not mended:
                break
            repaired += mended
            log_operation(
                "database.consistency_fix",
                f"Repaired {mended} of {len(faults)} faults of {check.id}.",
                level="warning",
                using=using,
                check=check.id,
                faults=[
                    [fault.object, str(fault.detail), fault.before, fault.after]
                    for fault in faults
                ],
            )
    return repaired


def _finding(check: Check, seen: Seen) -> Finding:
    command = f"manage.py check_consistency --check {check.id} --fix"
    return Finding(
        id=check.id,
        severity=check.severity,
        object=[fault.object for fault in seen.sample],
        message=str(check.message),
        measured=seen.count,
        threshold=check.threshold,
        fix=str(check.advice),
        command=command if seen.mendable else "",
    )


def _entry(check: Check, seen: Seen) -> dict[str, Any]:
    return {
        "id": check.id,
        "tags": list(check.tags),
        "faults": seen.count,
        "repaired": seen.repaired,
        "repairable": seen.mendable,
        "seconds": round(seen.seconds, 3),
        "examples": [example(check, fault) for fault in seen.sample],
    }


def _by_type(entries: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Return {tag: checks, and their faults}. A check of two types counts in both."""
    types: dict[str, dict[str, int]] = {}
    for entry in entries:
        for tag in entry["tags"]:
            sums = types.setdefault(tag, {"checks": 0, "faults": 0, "repaired": 0})
            sums["checks"] += 1
            sums["faults"] += entry["faults"]
            sums["repaired"] += entry["repaired"]
    return dict(sorted(types.items()))


def example(check: Check, fault: Fault) -> dict[str, str]:
    """Return a fault as it is shown and kept: texts alone."""
    return {
        "object": str(fault.object),
        "detail": str(fault.detail),
        "model": fault.model or check.of,
        "before": str(fault.before),
        "after": str(fault.after),
    }


def _count_rows(using: str) -> int:
    return sum(
        model._base_manager.using(using).order_by().count() for model in stored_models()
    )


def _verdict(result: Result, *, dry_run: bool) -> str:
    """Return the last line: what was done, what is left, and how much was read."""
    data = result.data
    faults = sum(entry["faults"] for entry in data["checks"])
    parts = [_("%(count)d checks") % {"count": len(data["checks"])}]
    if data["rows"] is not None:
        parts.append(_("%(count)s rows") % {"count": f"{data['rows']:,}"})
    parts.append(_("%(seconds).1f s") % {"seconds": data["seconds"]})
    measure = ", ".join(parts)
    done = ""
    if data["repaired"]:
        done = _("Repaired %(count)d. ") % {"count": data["repaired"]}
    elif dry_run:
        done = _("Nothing was changed; --fix would repair up to %(count)d. ") % {
            "count": data["would_repair"]
        }
    if not faults:
        return done + _("Consistent: %(measure)s") % {"measure": measure}
    found = ngettext("%(count)d fault", "%(count)d faults", faults) % {"count": faults}
    return done + _("Not consistent: %(found)s (%(measure)s)") % {
        "found": found,
        "measure": measure,
    }
