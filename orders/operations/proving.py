"""Prove by a race that nothing is sold twice."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.ops.arguments import count
from database.ops.command import Finding, Result, UsageError
from database.ops.operation import Operation, Option
from database.ops.progress import track
from orders.proving import Plan, Proof, Round, prove


def run(*, using: str, **options: Any) -> Result:
    """Race, and say whether more was sold than there was."""
    if using != "default":
        raise UsageError(_("The shop sells from the default database only."))
    plan = Plan(**options)
    proof = prove(plan, track=partial(track, label=_("Rounds"), total=plan.rounds))
    return Result(
        data={
            "buyers": plan.buyers,
            "units": plan.pieces,
            "deadlocks": proof.deadlocks,
            "rounds": [_as_data(round_) for round_ in proof.rounds],
        },
        findings=_findings(plan, proof),
        verdict=_verdict(plan, proof),
    )


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
                    message=_("A buyer got an error: %(error)s")
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
                message=_(
                    "Two orders waited for each other, and one had to start again."
                ),
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
                message=_("%(sold)d of %(pieces)d pieces were sold.")
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
            message=_(
                "No round sold too much without the guard, so there was no real race."
            ),
            measured=most,
            threshold=plan.pieces,
            fix=_("Use more buyers or more rounds."),
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
            return _("Control: without the guard no race showed.") % names
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


PROVE_NO_OVERSELL = Operation(
    name="prove_no_oversell",
    title=gettext_lazy("Proof that nothing is sold twice"),
    description=gettext_lazy(
        "Let many buyers race for the same pieces through the shop's own "
        "checkout, in a scratch database that is made for it and dropped "
        "at the end. The shop's own data are not touched."
    ),
    for_shell=gettext_lazy(
        "--control shows what happens without the guard. Example: "
        "manage.py prove_no_oversell --buyers 64 --units 50 --rounds 20"
    ),
    run=run,
    options=(
        Option(
            "buyers",
            help=gettext_lazy("How many at the same moment (default: 16)."),
            kind=count,
            default=16,
        ),
        Option(
            "units",
            help=gettext_lazy("Pieces of each product (default: 50)."),
            kind=count,
            default=50,
        ),
        Option(
            "rounds",
            help=gettext_lazy("How often (default: 3)."),
            kind=count,
            default=3,
        ),
        Option(
            "lines",
            help=gettext_lazy(
                "Products in each order, drawn from ten times as many (default: 1)."
            ),
            kind=count,
            default=1,
        ),
        Option(
            "control",
            help=gettext_lazy(
                "Sell without the guard. Exit code 0 means that more was sold than "
                "there was, so the race is real."
            ),
            kind=bool,
        ),
    ),
    long=True,
    shell_only=gettext_lazy(
        "It moves its process to a database of its own, so a worker cannot do it: "
        "run it in a shell."
    ),
)
