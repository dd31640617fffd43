"""Configuration of the ground floor."""

from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from database.checks import (
    check_brakes,
    check_brakes_are_on,
    check_durability,
    check_limits,
    check_pool,
    check_server,
)
from database.pools.on_connect import (
    echo_statements,
    prepare_sqlite,
    refuse_lossy_commits,
    time_statements,
)
from database.replicas.checks import check_replicas
from database.text.one_line import clean_single_lines
from database.text.searching import register_lookups


class DatabaseConfig(AppConfig):
    name = "database"
    verbose_name = _("Database")

    def ready(self) -> None:
        register_lookups()
        clean_single_lines()
        for receiver in (
            prepare_sqlite,
            echo_statements,
            time_statements,
            refuse_lossy_commits,
        ):
            connection_created.connect(
                receiver, dispatch_uid=f"database.{receiver.__name__}"
            )
        for check in (check_durability, check_limits, check_pool, check_replicas):
            checks.register(check, checks.Tags.database)
        checks.register(check_server, "server")
        checks.register(check_brakes, checks.Tags.security)
        checks.register(check_brakes_are_on, checks.Tags.security, deploy=True)
