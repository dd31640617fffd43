"""The operations of the ground floor."""

from django.utils.translation import gettext_lazy as _

from database.consistency.operation import CHECK_CONSISTENCY
from database.diagnosis.configuration import SHOW_CONFIG
from database.diagnosis.operation import DIAGNOSE
from database.monitoring.system_report import SYSTEM_REPORT
from database.ops.arguments import count
from database.ops.operation import Operation, Option, Series, register
from database.pools.report import NOTHING, measure, pool_report
from database.pools.sizing import bounds
from database.queue.report import QUEUE_REPORT
from database.replicas.operation import REPLICA_REPORT
from database.retention.months import PARTITIONS
from database.retention.purging import PURGE_HISTORY, PURGE_OPERATIONS
from database.retention.tidy import TIDY
from database.runs.report import SCHEDULES
from database.runs.worker import DELIVER_OUTBOX

register(
    Operation(
        name="pool_report",
        title=_("Connections"),
        description=_(
            "Show the connections of every process of the shop, who is "
            "waiting, and for whom."
        ),
        for_shell=_("Example: manage.py pool_report --watch 2"),
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
                label=_("People at the same time"),
                help=_(
                    "The size for this many people, each sending one request a second."
                ),
                kind=count,
                metavar="N",
            ),
            Option(
                "avg_ms",
                label=_("Mean time in the database, ms"),
                help=_(
                    "How long a request uses its connection. Give it together with the "
                    "number of people."
                ),
                kind=count,
                metavar="N",
            ),
            Option(
                "resize",
                label=_("Resize the pools"),
                help=_(
                    "Give every running process this minimum and maximum, such as "
                    "2:8. “default” takes it back."
                ),
                kind=bounds,
                default=NOTHING,
                metavar="MIN:MAX",
                acts=True,
                undo=("resize", "default"),
            ),
            Option(
                "kill_idle",
                label=_("End sessions that are idle in a transaction"),
                help=_(
                    "End sessions of the shop that have kept a transaction open for "
                    "a minute without doing anything; their work is undone."
                ),
                kind=bool,
                acts=True,
            ),
        ),
        series=(
            Series("in_use", _("in use")),
            Series("waiting", _("waiting")),
            Series("most", _("all pools, at most")),
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
    CHECK_CONSISTENCY,
    SCHEDULES,
    DELIVER_OUTBOX,
    PARTITIONS,
    PURGE_HISTORY,
    PURGE_OPERATIONS,
):
    register(operation)
