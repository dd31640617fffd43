"""The operation `replica_report`, as the registry knows it."""

from django.utils.translation import gettext_lazy as _

from database.ops.operation import Operation, Option, Series
from database.replicas.report import measure, replica_report

MOST_ROWS = 100_000


def rows(text: str) -> int:
    """Read a number of rows to prove with."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:7]) <= MOST_ROWS:
        return int(text)
    raise ValueError(text)


REPLICA_REPORT = Operation(
    name="replica_report",
    title=_("Replicas"),
    description=_(
        "Show the health of the replicas, how far behind they are, and how "
        "many reads they serve."
    ),
    for_shell=_("Example: manage.py replica_report --prove 300"),
    run=replica_report,
    options=(
        Option(
            "prove",
            label=_("Prove it with this many rows"),
            help=_(
                "Write this many rows, read each one back, and count the stale ones."
            ),
            kind=rows,
            metavar="N",
            acts=True,
        ),
        Option(
            "out",
            label=_("Take a replica out"),
            help=_("Read nothing from this replica until it is put back."),
            default="",
            metavar="replica1",
            acts=True,
            undo=("in", ""),
        ),
        Option(
            "in",
            label=_("Put a replica back"),
            help=_("Read from this replica again."),
            default="",
            metavar="replica1",
            acts=True,
            undo=("out", ""),
        ),
    ),
    series=(
        Series("lag_seconds", _("seconds behind, the worst")),
        Series("replicas_up", _("replicas that can be read from")),
    ),
    measure=measure,
)
