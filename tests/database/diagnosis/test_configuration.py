"""`show_config`: what counts, where it came from, and what is misspelt."""

import pytest

from database.diagnosis.configuration import CONDITIONAL, MASK, masked, show_config
from database.settings.env import Env, Reading
from tests.commands.calling import call
from tests.config.test_processes import ROOT, manage


def read(**variables: str) -> Env:
    env = Env(variables, file={"FROM_FILE"})
    env.text("FROM_FILE", "x")
    env.integer("NUMBER", 7)
    env.seconds("PAUSE", 1.5)
    env.boolean("SWITCH")
    env.items("LIST", ["a", "b"])
    env.secret("KEY")
    return env


def values(env: Env) -> dict[str, tuple[str, str]]:
    rows = show_config(env).data["settings"]
    return {row["name"]: (row["value"], row["source"]) for row in rows}


def test_every_value_that_was_read_is_shown_with_its_source():
    assert values(read(FROM_FILE="y", NUMBER="9", KEY="hunter2")) == {
        "FROM_FILE": ("y", "file"),
        "NUMBER": ("9", "environment"),
        "PAUSE": ("1.5", "default"),
        "SWITCH": ("0", "default"),
        "LIST": ("a,b", "default"),
        "KEY": (MASK, "environment"),
    }


def test_a_secret_from_a_file_is_named_by_its_variable(tmp_path):
    path = tmp_path / "key"
    path.write_text("hunter2")

    assert values(read(KEY_FILE=str(path)))["KEY"] == (MASK, "KEY_FILE")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("postgresql://u:hunter2@h:1/d", "postgresql://u:***@h:1/d"),
        ("redis://:hunter2@h", "redis://:***@h"),
        ("postgresql://h/d?password=hunter2&a=b", "postgresql://h/d?password=***&a=b"),
        (
            "postgresql://u:hunter2@a/d,postgresql://u:hunter2@b/d",
            "postgresql://u:***@a/d,postgresql://u:***@b/d",
        ),
        ("postgresql://u:hunter2:x@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("hunter2", MASK),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_password(value, shown):
    assert masked(Reading(value, "environment", is_secret=True)) == shown


def test_limits_that_only_postgresql_reads_are_known_elsewhere():
    env = read(DB_POOL_MAX_WAITING="9", DB_IDLE_IN_TRANSACTION_TIMEOUT="9")
    shown = show_config(env)

    assert shown.findings == []
    assert shown.data["ignored"] == [
        "DB_IDLE_IN_TRANSACTION_TIMEOUT",
        "DB_POOL_MAX_WAITING",
    ]


def test_a_misspelt_name_is_found_with_the_nearest_that_is_known():
    (finding,) = show_config(read(DB_POOL_MAX_SZE="9", HOME="/root")).findings

    assert (finding.id, finding.object) == ("config.unknown", "DB_POOL_MAX_SZE")
    assert finding.fix == "Did you mean DB_POOL_MAX_SIZE?"


def test_every_name_in_the_file_has_to_be_known():
    env = Env({"COLOUR": "red"}, file={"COLOUR"})

    assert [finding.object for finding in show_config(env).findings] == ["COLOUR"]


def test_what_this_database_does_not_read_is_told_and_is_no_fault():
    result = show_config(read(POSTGRES_HOST="10.0.0.1"))

    assert result.data["ignored"] == ["POSTGRES_HOST"]
    assert result.findings == []


def test_the_command_prints_no_secret_of_a_whole_environment():
    done = manage(
        "show_config",
        "--json",
        DATABASE_URL="postgresql://kontor:hunter2@127.0.0.1:9/kontor",
        REDIS_URL="redis://:hunter2@127.0.0.1/1",
        EMAIL_URL="smtp://kontor:hunter2@mail.example:587",
        SECRET_KEY="hunter2" * 9,
    )

    assert done.returncode == 0
    assert '"REDIS_URL", "value": "redis://:***@127.0.0.1/1"' in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.thorough  # a process of its own
def test_a_wrong_address_of_the_database_is_shown_as_such():
    done = manage("show_config", DATABASE_URL="oracle://u:hunter2@h/d")

    assert done.returncode == 1
    assert "config.database: DATABASE_URL starts with 'oracle'" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_the_sample_file_explains_every_setting():
    sample = (ROOT / ".env.example").read_text()
    envelope, _code = call("show_config", "--no-history")

    names = {row["name"] for row in envelope["data"]["settings"]} | CONDITIONAL
    assert {name for name in names if name.partition("_")[2] not in sample} == set()
