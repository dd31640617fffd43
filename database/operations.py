"""The operations of the ground floor."""

from django.utils.translation import gettext_lazy as _

from database.arguments import count
from database.configuration import SHOW_CONFIG
from database.diagnosis.operation import DIAGNOSE
from database.monitoring.operations import Operation, Option, Series, register
from database.monitoring.pool_report import NOTHING, measure, pool_report
from database.monitoring.resizing import bounds
from database.monitoring.system_report import SYSTEM_REPORT
from database.queue_report import QUEUE_REPORT
from database.replicas.operation import REPLICA_REPORT
from database.tidying import TIDY

register(
    Operation(
        name="pool_report",
        title=_("Connections"),
        description=_(
            "Show the connections of every process of the shop, who waits, and who is "
            "waited for. Example: manage.py pool_report --watch 2"
        ),
        run=pool_report,
        options=(
            Option(
                "recommend",
                label=_("Recommend a size"),
                help=_("Say whether the pools should be larger or smaller, and why."),
                kind=bool,
            ),
            Option(
                "users",
                label=_("People at once"),
                help=_("The size for so many people, who each ask once a second."),
                kind=count,
                metavar="N",
            ),
            Option(
                "avg_ms",
                label=_("Mean time in the database, ms"),
                help=_("How long a request holds its connection; goes with --users."),
                kind=count,
                metavar="N",
            ),
            Option(
                "resize",
                label=_("Resize the pools"),
                help=_(
                    "Give every running process this minimum and maximum, such as 2:8, "
                    "until it is taken back with “default”."
                ),
                kind=bounds,
                default=NOTHING,
                metavar="MIN:MAX",
                acts=True,
            ),
            Option(
                "kill_idle",
                label=_("End sessions that sit idle in a transaction"),
                help=_(
                    "End sessions of the shop that have held a transaction for a "
                    "minute without doing anything; their work is undone."
                ),
                kind=bool,
                acts=True,
            ),
        ),
        series=(
            Series("in_use", _("in use")),
            Series("waiting", _("waiting")),
            Series("most", _("pools together, at most")),
            Series("server_connections", _("connections of the server")),
        ),
        measure=measure,
    )
)

for operation in (
    DIAGNOSE,
    SHOW_CONFIG,
    REPLICA_REPORT,
    SYSTEM_REPORT,
    QUEUE_REPORT,
    TIDY,
):
    register(operation)
