"""The readers of the environment: what they take, and how they refuse."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from database.settings.env import Env, parse_env_file

LONG = pytest.param("9" * 5000, id="5,000 digits")


def refusal(read) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    return str(caught.value)


@pytest.mark.parametrize("text", ["1", "true", "Yes", " ON "])
def test_words_for_true(text):
    assert Env({"X": text}).boolean("X") is True


@pytest.mark.parametrize("text", ["0", "false", "No", "off"])
def test_words_for_false(text):
    assert Env({"X": text}).boolean("X", True) is False


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_value_counts_as_not_set(text):
    env = Env({"X": text})

    assert env.text("X", "default") == "default"
    assert env.boolean("X", True) is True
    assert env.integer("X", 7) == 7
    assert env.seconds("X", 1.5) == 1.5
    assert env.items("X", ["a"]) == ["a"]


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("007", 7)])
def test_whole_numbers(text, number):
    assert Env({"X": text}).integer("X", 1) == number


@pytest.mark.parametrize(
    "text", ["-1", "1.5", "1_000", "１２", "ten", "9" * 5000, "0" * 12 + "9"]
)
def test_what_is_no_whole_number_is_refused(text):
    words = refusal(lambda: Env({"X": text}).integer("X", 1, most=100_000))

    assert words.startswith("X is ")
    assert words.endswith("Allowed: a whole number from 0 to 100000.")


@pytest.mark.parametrize(("text", "number"), [("0.5", 0.5), ("30", 30.0), (".5", 0.5)])
def test_seconds(text, number):
    assert Env({"X": text}).seconds("X", 1) == number


@pytest.mark.parametrize("text", ["-1", "1e3", "inf", "nan", "1.2.3", "90000", "."])
def test_what_is_no_duration_is_refused(text):
    words = refusal(lambda: Env({"X": text}).seconds("X", 1))

    assert words == f"X is {text!r}. Allowed: seconds from 0 to 86400."


def test_a_boolean_that_is_none_names_what_is_allowed():
    words = refusal(lambda: Env({"DEBUG": "maybe"}).boolean("DEBUG"))

    assert words == (
        "DEBUG is 'maybe'. Allowed: 1, true, yes, on, 0, false, no or off."
    )


def test_a_choice_is_read_without_case_and_named_when_it_is_none():
    env = Env({"LOG_LEVEL": "debug", "MODE": "loud"})

    assert env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO"]) == "DEBUG"
    assert refusal(lambda: env.choice("MODE", "a", ["a", "b", "c"])) == (
        "MODE is 'loud'. Allowed: a, b or c."
    )


def test_items_stand_between_commas():
    assert Env({"X": " a, b ,,c"}).items("X") == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["ftp://x", "redis//x", "redis://h:99999999", "http"])
def test_an_address_that_is_none_is_refused_without_being_repeated(text):
    env = Env({"REDIS_URL": f"{text}?password=hunter2"})

    words = refusal(lambda: env.url("REDIS_URL", "", schemes=("redis", "rediss")))

    assert words == (
        "REDIS_URL is not usable. Allowed: a URL such as redis://… or rediss://…."
    )


def test_a_time_zone_that_is_none_is_refused_with_a_hint():
    words = refusal(lambda: Env({"TIME_ZONE": "london"}).time_zone("TIME_ZONE", "UTC"))

    assert words.startswith("TIME_ZONE is 'london'. Allowed: a time zone such as ")
    assert "perhaps Europe/London" in words


@pytest.mark.parametrize("text", ["../etc/passwd", "/etc/passwd", "a\0b"])
def test_a_time_zone_is_no_path(text):
    words = refusal(lambda: Env({"TZ": text}).time_zone("TZ", "UTC"))

    assert "Allowed: a time zone" in words


def test_a_secret_comes_from_the_file_that_is_named(tmp_path):
    (tmp_path / "key").write_text("hunter2\n")

    assert Env({"KEY_FILE": str(tmp_path / "key")}).secret("KEY") == "hunter2"


def test_a_secret_file_that_cannot_be_read_is_named_by_its_variable(tmp_path):
    env = Env({"KEY_FILE": str(tmp_path / "none"), "KEY": "hunter2"})

    words = refusal(lambda: env.secret("KEY"))

    assert words.startswith("KEY_FILE: the file cannot be read (No such file")
    assert "hunter2" not in words


def test_an_empty_secret_file_is_refused(tmp_path):
    (tmp_path / "key").write_text(" \n")
    env = Env({"KEY_FILE": str(tmp_path / "key")})

    words = refusal(lambda: env.secret("KEY", "sample"))

    assert words == "KEY_FILE: the file is empty. Use a file that contains the value."


def test_a_secret_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    env = Env({"KEY_FILE": str(tmp_path / "key")})

    words = refusal(lambda: env.secret("KEY"))

    assert words.startswith("KEY_FILE: the file is not text.")


def test_an_address_with_a_password_comes_from_a_file_too(tmp_path):
    (tmp_path / "redis").write_text("redis://:hunter2@h:6379/0\n")
    env = Env({"REDIS_URL_FILE": str(tmp_path / "redis")})

    url = env.url("REDIS_URL", "", schemes=("redis",))

    assert url == "redis://:hunter2@h:6379/0"
    assert env.readings["REDIS_URL"].is_secret


@pytest.mark.parametrize(
    "text", ["proxy.example", "10.0.0.0/99", "10.0.0.1/8", "::1,x"]
)
def test_proxies_that_are_no_addresses_are_refused(text):
    words = refusal(lambda: Env({"TRUSTED_PROXIES": text}).networks("TRUSTED_PROXIES"))

    assert words == (
        f"TRUSTED_PROXIES is {text!r}. Allowed: IP addresses or networks such as "
        "10.0.0.0/8, separated by commas."
    )


def test_proxies_are_addresses_and_networks():
    env = Env({"TRUSTED_PROXIES": "10.0.0.0/8, ::1"})

    assert env.networks("TRUSTED_PROXIES") == ["10.0.0.0/8", "::1"]


def test_a_file_of_settings_that_is_named_has_to_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("ENV_FILE", "misspelt.env")

    words = refusal(lambda: Env.from_system(tmp_path))

    assert words.startswith("ENV_FILE: the file cannot be read (No such file")


def test_the_process_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "settings").write_text("A=file\nB=file\n")
    monkeypatch.setenv("ENV_FILE", "settings")
    monkeypatch.setenv("A", "process")

    env = Env.from_system(tmp_path)

    assert (env.text("A"), env.text("B")) == ("process", "file")


def test_lines_of_an_env_file():
    text = "# comment\n\nA=1\nexport B = two words \nC='#3'\nD=\"a=b\"\nE=\n"

    assert parse_env_file(text) == {
        "A": "1",
        "B": "two words",
        "C": "#3",
        "D": "a=b",
        "E": "",
    }


@pytest.mark.parametrize("line", ["PASSWORD", "=hunter2", "MY-NAME=hunter2"])
def test_a_broken_line_is_named_by_its_number_not_by_its_text(line):
    words = refusal(lambda: parse_env_file(f"A=1\n{line}\n"))

    assert words == ".env, line 2: expected NAME=value, or a comment after #."
