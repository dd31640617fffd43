"""What may be wrong with a file."""

import sqlite3
from pathlib import Path

import pytest

from database.diagnosis import diagnose
from tests.diagnosis.asking import failed_rung


def database(path: Path, *, mode: str = "wal") -> Path:
    line = sqlite3.connect(path)
    line.execute(f"PRAGMA journal_mode={mode}")
    line.execute("CREATE TABLE thing (name TEXT)")
    line.executemany("INSERT INTO thing VALUES (?)", [("x" * 500,)] * 200)
    line.commit()
    line.close()
    return path


def failure(path: Path) -> tuple[str, str, int]:
    result = diagnose(url=f"sqlite:///{path}")
    failed = failed_rung(result.data["rungs"])
    return failed["id"], failed["cause"], int(result.code)


def test_a_file_that_is_not_there(tmp_path):
    assert failure(tmp_path / "a.sqlite3") == (
        "file",
        f"There is no file {tmp_path}/a.sqlite3 yet.",
        4,
    )


def test_a_folder_that_is_not_there(tmp_path):
    assert failure(tmp_path / "no" / "a.sqlite3")[:1] == ("file",)


def test_a_file_that_nobody_may_write(tmp_path, monkeypatch):
    path = database(tmp_path / "a.sqlite3")
    monkeypatch.setattr("os.access", lambda *_args: False)

    assert failure(path)[::2] == ("writable", 4)


def test_a_full_disk(tmp_path, monkeypatch):
    path = database(tmp_path / "a.sqlite3")
    usage = type("Usage", (), {"free": 10 * 2**20})
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)

    assert failure(path)[:2] == (
        "writable",
        f"Only 10 MB are free on the disk with {tmp_path}.",
    )


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "a.sqlite3"
    path.write_text("Dear diary, " * 100)

    assert failure(path)[::2] == ("journal", 4)


def test_a_journal_that_makes_readers_wait(tmp_path):
    path = database(tmp_path / "a.sqlite3", mode="delete")

    assert failure(path)[0] == "journal"


def test_a_damaged_file(tmp_path):
    path = database(tmp_path / "a.sqlite3")
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    path.write_bytes(content)

    assert failure(path)[::2] == ("integrity", 1)


def test_a_database_without_our_tables(tmp_path):
    rung, cause, code = failure(database(tmp_path / "a.sqlite3"))

    assert (rung, code) == ("migrations", 1)
    assert cause.endswith("the first is account.0001_initial.")


@pytest.mark.parametrize("name", ["a b.sqlite3", "ä.sqlite3"])
def test_names_that_need_quoting(tmp_path, name):
    assert failure(database(tmp_path / name))[0] == "migrations"
