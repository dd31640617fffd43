"""The ladder on whatever engine the suite runs, and without any server."""

import socket
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from database.diagnosis import diagnose, network, refusals
from database.diagnosis.ladder import Fell
from database.diagnosis.network import judge_clock, judge_slots
from tests.commands.calling import call, text_of
from tests.diagnosis.asking import failed_rung, run
from tests.support.thoroughly import thorough_but

SERVER_RUNGS = [
    "url",
    "dns",
    "tcp",
    "tls",
    "auth",
    "database",
    "role",
    "version",
    "clock",
    "slots",
    "extensions",
    "migrations",
]
SQLITE_RUNGS = ["url", "file", "writable", "journal", "integrity", "migrations"]
ENTRY = {"USER": "kontor", "NAME": "shop"}


@pytest.mark.django_db(transaction=True)
def test_the_database_of_the_tests_is_ready(vendor):
    envelope, code = call("diagnose")

    rungs = envelope["data"]["rungs"]
    assert code == 0
    assert [rung["id"] for rung in rungs] == (
        SQLITE_RUNGS if vendor == "sqlite" else SERVER_RUNGS
    )
    assert {rung["status"] for rung in rungs} == {"ok"}
    assert list(rungs[0]) == ["id", "status", "ms", "cause", "fix"]


@pytest.mark.django_db(transaction=True)
def test_people_read_a_line_for_each_rung_and_a_verdict():
    text = text_of("diagnose")

    assert "migrations" in text
    assert "The database is ready" in text.splitlines()[-1]


def test_an_address_that_is_none_fails_on_the_first_rung():
    envelope, code = call("diagnose", "--url", "oracle://u:hunter2@h/d")

    failed = failed_rung(envelope["data"]["rungs"])
    assert (failed["id"], code) == ("url", 4)
    assert "hunter2" not in str(envelope)


PUBLIC = {"SITE_URL": "https://shop.example", "SECRET_KEY": "a1b2" * 15}


@pytest.mark.parametrize("site", thorough_but([PUBLIC], [{}, PUBLIC]))
def test_a_wrong_address_in_the_environment_is_diagnosed_too(site):
    done = run(DATABASE_URL="oracle://u:hunter2@h/d", **site)

    assert done.returncode == 4
    assert "DATABASE_URL starts with 'oracle'" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_a_server_of_another_kind_fails_on_tls():
    """Something that answers, but not as PostgreSQL does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def greet() -> None:
            line, _address = server.accept()
            line.recv(8)
            line.sendall(b"HTTP/1.1 400")
            line.close()

        thread = Thread(target=greet)
        thread.start()
        result = diagnose(url=f"postgresql://u:p@127.0.0.1:{port}/d")
        thread.join()

    failed = failed_rung(result.data["rungs"])
    assert failed["id"] == "tls"
    assert failed["cause"].endswith("is not PostgreSQL.")


def test_a_server_that_takes_the_connection_and_is_silent_is_no_wrong_port(
    monkeypatch,
):
    monkeypatch.setattr(network, "PORT_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = diagnose(url=f"postgresql://u:p@127.0.0.1:{port}/d")

    failed = failed_rung(result.data["rungs"])
    assert failed["id"] == "tls"
    assert failed["cause"] == (f"Port {port} accepts connections, but nothing answers.")


def test_what_may_pass_is_tried_again_and_what_may_not_is_not():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    away = diagnose(url=f"mysql://u@127.0.0.1:{closed}/d", retries=2, backoff=0.01)
    wrong = diagnose(url="oracle://h/d", retries=2, backoff=0.01)

    assert failed_rung(away.data["rungs"])["id"] == "tcp"
    assert (away.data["attempts"], wrong.data["attempts"]) == (3, 1)


@pytest.mark.parametrize(
    ("code", "words", "rung"),
    [
        ("28P01", "", "auth"),
        ("28000", 'no pg_hba.conf entry for host "10.0.0.1"', "auth"),
        ("28000", "Rolle »kontor« existiert nicht", "auth"),
        ("3D000", "Datenbank »shop« existiert nicht", "database"),
        ("42501", "", "database"),
        ("53300", "", "slots"),
        ("57P03", "the database system is starting up", "auth"),
        ("XX000", "something else", "auth"),
        ("", 'FATAL: password authentication failed for user "kontor"', "auth"),
        ("", 'FATAL: database "shop" does not exist', "database"),
        ("", 'FATAL: permission denied for database "shop"', "database"),
        ("", "FATAL: sorry, too many clients already", "slots"),
        ("", "", "auth"),
    ],
)
def test_where_a_refusal_of_postgresql_belongs(code, words, rung):
    fall = refusals.postgresql(code, words, ENTRY)

    assert fall.at == rung
    assert str(fall)
    assert fall.fix


@pytest.mark.parametrize(
    "words",
    [
        "the database system is starting up",
        "the database system is shutting down",
        "the database system is in recovery mode",
        "the database system is not yet accepting connections\nDETAIL:  Wait.",
    ],
)
def test_a_server_that_recovers_is_waited_for(words):
    fall = refusals.postgresql("", f"FATAL:  {words}", ENTRY)

    assert fall.passes
    assert fall.at == "auth"


@pytest.mark.parametrize(
    ("number", "rung"),
    [
        (1045, "auth"),
        (1049, "database"),
        (1044, "database"),
        (1040, "slots"),
        (1203, "slots"),
        (2026, "tls"),
        (2013, "auth"),
    ],
)
def test_where_a_refusal_of_mariadb_belongs(number, rung):
    fall = refusals.mysql(number, "Access denied", ENTRY)

    assert fall.at == rung
    assert fall.fix


def test_clocks_apart_and_a_full_server_fail():
    assert judge_clock(-0.5) == "-0.500 s"
    assert judge_slots(50) == "50 free"
    with pytest.raises(Fell, match=r"by -61 s"):
        judge_clock(-61.0)
    with pytest.raises(Fell, match="Only 2 connections"):
        judge_slots(2)


@pytest.mark.mysql
@pytest.mark.parametrize(
    ("user", "database", "rung"),
    [("nobody_here", "mysql", "auth"), (None, "nowhere_at_all", "database")],
)
def test_mariadb_names_the_rung(user, database, rung):
    entry = connection.settings_dict
    who = f"{user or entry['USER']}:{'hunter2' if user else entry['PASSWORD']}"
    place = f"{entry['HOST']}:{entry['PORT'] or 3306}"

    result = diagnose(url=f"mysql://{who}@{place}/{database}")

    assert failed_rung(result.data["rungs"])["id"] == rung
    assert result.code == 4
    assert "hunter2" not in str(result)


@pytest.mark.parametrize("text", ["-1", "two", "1000"])
def test_a_number_of_retries_that_is_none_is_refused(text):
    with pytest.raises(CommandError, match="argument --retries: invalid"):
        call_command("diagnose", "--retries", text)
