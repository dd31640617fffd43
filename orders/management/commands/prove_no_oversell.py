"""Prove by a race that nothing is sold twice."""

from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from rich.table import Table

from database import progress
from database.arguments import count
from database.commands import Finding, OpsCommand, Result, UsageError
from orders.proving import Plan, Proof, Round, prove


class Command(OpsCommand):
    help = (
        "Let buyers race for the same pieces, through the shop's own checkout, in a "
        "scratch database that is made for it and dropped at the end. The shop's data "
        "are not touched. --control shows what happens without the guard. Example: "
        "manage.py prove_no_oversell --buyers 64 --units 50 --rounds 20"
    )
    schema = "prove_no_oversell/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--buyers", type=count, default=16, help="At the same moment (default: 16)."
        )
        parser.add_argument(
            "--units", type=count, default=50, help="Pieces a product (default: 50)."
        )
        parser.add_argument(
            "--rounds", type=count, default=3, help="How often (default: 3)."
        )
        parser.add_argument(
            "--lines",
            type=count,
            default=1,
            help="Products an order, drawn from ten times as many (default: 1).",
        )
        parser.add_argument(
            "--control",
            action="store_true",
            help="Sell without the guard. Exit code 0 means: more was sold than there "
            "was, so the race is real.",
        )

    def run(self, **options: Any) -> Result:
        if options["database"] != "default":
            raise UsageError(_("The shop sells from the default database only."))
        names = ("buyers", "units", "rounds", "lines", "control")
        self.plan = Plan(**{name: options[name] for name in names})
        self.proof = prove(self.plan, track=self._track())
        return Result(
            data={
                "buyers": self.plan.buyers,
                "units": self.plan.pieces,
                "deadlocks": self.proof.deadlocks,
                "rounds": [_as_data(round_) for round_ in self.proof.rounds],
            },
            findings=_findings(self.plan, self.proof),
            verdict=_verdict(self.plan, self.proof),
        )

    def _track(self) -> Any:
        # On the error stream, so that standard output holds the result alone.
        if self.quiet:
            return iter
        return partial(
            progress.track,
            label=_("Rounds"),
            total=self.plan.rounds,
            stream=self.stderr._out,
        )

    def show(self, result: Result) -> None:
        """Print a line for each round, and what is wrong."""
        if not self.quiet:
            self._show_rounds()
        super().show(result)

    def _show_rounds(self) -> None:
        table = Table(box=None)
        for name in _COLUMNS:
            table.add_column(name, justify="right")
        for number, round_ in enumerate(self.proof.rounds, start=1):
            table.add_row(str(number), *_as_text(round_))
        self.console.print(table)


_COLUMNS = (
    "round",
    "orders",
    "sold",
    "refused",
    "busy",
    "errors",
    "deadlocks",
    "left",
    "ledger",
    "seconds",
)


def _as_text(round_: Round) -> list[str]:
    tally = round_.tally
    numbers = (
        tally.orders,
        tally.sold,
        tally.refused,
        tally.busy,
        len(tally.errors),
        tally.deadlocks,
        round_.left,
    )
    ledger = _("agrees") if round_.ledger_ok else _("WRONG")
    return [*(f"{number:,}" for number in numbers), ledger, f"{round_.seconds:.2f}"]


def _as_data(round_: Round) -> dict[str, Any]:
    return {
        "sold": round_.tally.sold,
        "refused": round_.tally.refused,
        "errors": len(round_.tally.errors),
        "ledger_ok": round_.ledger_ok,
        "orders": round_.tally.orders,
        "deadlocks": round_.tally.deadlocks,
        "busy": round_.tally.busy,
        "left": round_.left,
        "seconds": round(round_.seconds, 3),
    }


def _findings(plan: Plan, proof: Proof) -> list[Finding]:
    findings = _control_findings(plan, proof) if plan.control else []
    for number, round_ in enumerate(proof.rounds, start=1):
        name = _("round %(number)d") % {"number": number}
        if not plan.control:
            findings += _round_findings(plan, round_, name)
        if round_.tally.errors:
            findings.append(
                Finding(
                    id="prove.error",
                    severity="critical",
                    object=name,
                    message=_("A buyer met an error: %(error)s")
                    % {"error": round_.tally.errors[0]},
                    measured=len(round_.tally.errors),
                    threshold=0,
                )
            )
    if proof.deadlocks and not plan.control:
        findings.append(
            Finding(
                id="prove.deadlock",
                severity="warning",
                object=_("all rounds"),
                message=_("Orders waited for each other and one had to begin again."),
                measured=proof.deadlocks,
                threshold=0,
            )
        )
    return findings


def _round_findings(plan: Plan, round_: Round, name: str) -> list[Finding]:
    """Return what must not be: another number sold, books that disagree."""
    findings = []
    if round_.tally.sold != plan.pieces:
        findings.append(
            Finding(
                id="prove.sold",
                severity="critical",
                object=name,
                message=_("%(sold)d pieces were sold of %(pieces)d.")
                % {"sold": round_.tally.sold, "pieces": plan.pieces},
                measured=round_.tally.sold,
                threshold=plan.pieces,
            )
        )
    if not round_.ledger_ok:
        findings.append(
            Finding(
                id="prove.ledger",
                severity="critical",
                object=name,
                message=_("Stock, its ledger and the orders do not agree."),
                measured=round_.left,
                threshold=plan.pieces - round_.tally.sold,
            )
        )
    return findings


def _control_findings(plan: Plan, proof: Proof) -> list[Finding]:
    most = max(round_.tally.sold for round_ in proof.rounds)
    if most > plan.pieces:
        return []
    return [
        Finding(
            id="prove.control",
            severity="critical",
            object=_("all rounds"),
            message=_("No round sold too much without the guard: no real race."),
            measured=most,
            threshold=plan.pieces,
            fix=_("Take more buyers, or more rounds."),
        )
    ]


def _verdict(plan: Plan, proof: Proof) -> str:
    names = {
        "buyers": plan.buyers,
        "rounds": plan.rounds,
        "pieces": plan.pieces,
        "all": f"{sum(round_.tally.sold for round_ in proof.rounds):,}",
        "most": f"{max(round_.tally.sold for round_ in proof.rounds):,}",
        "orders": f"{sum(round_.tally.orders for round_ in proof.rounds):,}",
        "deadlocks": proof.deadlocks,
        "seconds": f"{sum(round_.seconds for round_ in proof.rounds):.1f}",
    }
    bad = _findings(plan, proof)
    if plan.control:
        if bad:
            return _("Control: the race without the guard did not show.") % names
        return (
            _(
                "Control: without the guard %(buyers)d buyers bought up to %(most)s of "
                "%(pieces)d pieces. The race is real."
            )
            % names
        )
    if bad:
        return _("Not proved: %(findings)d findings.") % {"findings": len(bad)}
    return (
        _(
            "Proved: %(pieces)d pieces sold in each of %(rounds)d rounds to %(buyers)d "
            "buyers, not one more (%(orders)s orders, %(deadlocks)d deadlocks, "
            "%(seconds)s s)."
        )
        % names
    )
