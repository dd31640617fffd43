"""Each kind of process has limits of its own."""

import json

import pytest

from database.diagnosis.configuration import show_config
from database.settings.env import Env
from database.settings.limits import (
    COMMAND,
    MIGRATION,
    PAGES,
    WORKER,
    Limits,
    kind_of,
    limits_of,
)
from database.settings.replica_urls import configured
from tests.config.test_processes import manage
from tests.database.settings.test_url import FOLDER

PG = "postgresql://u@h/d"


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["/srv/.venv/bin/gunicorn", "-c", "config/gunicorn.py", "config.wsgi"], PAGES),
        (["/usr/bin/uvicorn", "config.asgi:application"], PAGES),
        (["manage.py", "runserver", "8000"], PAGES),
        (["/srv/shop/manage.py", "deliver_outbox", "--forever"], WORKER),
        (["manage.py", "pool_report"], COMMAND),
        (["manage.py", "shell"], COMMAND),
        (["manage.py"], COMMAND),
        (["manage.py", "migrate"], MIGRATION),
        (["manage.py", "makemigrations", "--check"], MIGRATION),
        (["manage.py", "sqlmigrate", "shop", "0001"], MIGRATION),
        (["manage.py", "showmigrations"], MIGRATION),
        (["django-admin", "migrate"], MIGRATION),
        (["/srv/.venv/bin/pytest", "migrate"], PAGES),
        ([], PAGES),
    ],
)
def test_the_arguments_tell_the_kind_of_process(arguments, kind):
    assert kind_of(arguments) == kind


def test_who_is_waited_for_gives_up_first_and_a_migration_never():
    assert limits_of(Env({})) == {
        PAGES: Limits(30, 2, 60),
        WORKER: Limits(60, 2, 60),
        COMMAND: Limits(300, 2, 600),
        MIGRATION: Limits(0, 1.5, 0),
    }


@pytest.mark.parametrize(
    ("variables", "worker", "command"),
    [
        ({"DB_STATEMENT_TIMEOUT": "0.002"}, 60, 300),
        ({"DB_STATEMENT_TIMEOUT": "120"}, 120, 300),
        ({"DB_QUERY_TIMEOUT": "400"}, 400, 400),
        ({"DB_STATEMENT_TIMEOUT": "0"}, 0, 0),
        ({"DB_WORKER_STATEMENT_TIMEOUT": "5"}, 5, 300),
        ({"DB_COMMAND_STATEMENT_TIMEOUT": "0"}, 60, 0),
    ],
)
def test_nobody_has_less_than_a_page_unless_told(variables, worker, command):
    limits = limits_of(Env(variables))

    assert (limits[WORKER].statement, limits[COMMAND].statement) == (worker, command)
    assert limits[MIGRATION].statement == 0


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (PAGES, "statement_timeout=30000 -c lock_timeout=2000"),
        (MIGRATION, "statement_timeout=0 -c lock_timeout=1500"),
    ],
)
def test_a_process_and_its_replicas_have_the_limits_of_its_kind(kind, options):
    env = Env({"DATABASE_URL": PG, "DATABASE_REPLICA_URLS": PG})

    _parts, databases, _problem = configured(env, FOLDER, process=kind)

    assert options in databases["default"]["OPTIONS"]["options"]
    assert options in databases["replica1"]["OPTIONS"]["options"]


def test_mariadb_waits_for_a_table_as_long_as_for_a_row():
    assert Limits(0, 1.5, 0).mysql() == (
        "SET SESSION innodb_lock_wait_timeout=1, lock_wait_timeout=1"
        " /*M!100100 , max_statement_time=0 */"
        " /*!50708 , max_execution_time=0 */"
    )


def test_the_settings_show_the_limits_of_every_kind():
    env = Env({"DATABASE_URL": PG, "DB_WORKER_LOCK_TIMEOUT": "7"})
    configured(env, FOLDER)

    shown = show_config(env)

    assert shown.findings == []
    assert shown.data["limits"][WORKER] == {"statement": 60, "lock": 7, "idle": 60}
    assert shown.tables[1].rows[3][1:] == [0, 1.5, 0]


@pytest.mark.thorough  # a process of its own
@pytest.mark.parametrize("name", ["DB_STATEMENT_TIMEOUT", "DB_WORKER_LOCK_TIMEOUT"])
def test_a_limit_that_is_none_is_told_by_the_settings_themselves(name):
    done = manage("show_config", "--json", DATABASE_URL=PG, **{name: "-1"})

    (finding,) = json.loads(done.stdout)["findings"]
    assert (done.returncode, finding["id"]) == (1, "config.database")
    assert finding["message"] == f"{name} is '-1'. Allowed: seconds from 0 to 86400."
