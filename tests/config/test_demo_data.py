"""`make clean-demo`: the demo's data go, and nobody else's."""

import os
from pathlib import Path

import pytest

from config import demo, demo_data

KEPT = (".env", "media.txt", "var/other/file")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return a folder in which the demo has run, with some files of others."""
    for name in (*demo_data.ELSEWHERE, "ENV_FILE"):
        monkeypatch.delenv(name, raising=False)
    demo.write_env_file(tmp_path / ".env")
    for name in (
        *demo_data.FILES,
        *KEPT[1:],
        "media/products/a.webp",
        "var/mail/a.eml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_the_terminal_of_the_demo_shows_errors_only(folder):
    assert "LOG_LEVEL=ERROR" in (folder / ".env").read_text().splitlines()


def test_the_demos_data_are_removed_and_nothing_else(folder, capsys):
    demo_data.main(folder)

    assert files(folder) == {*KEPT, demo_data.LOCK}
    assert capsys.readouterr().out == (
        "Removed: shop.sqlite3, shop.sqlite3-wal, shop.sqlite3-shm, media, var/mail. "
        "`make demo` begins afresh.\n"
    )


def test_a_second_time_there_is_nothing_left(folder, capsys):
    demo_data.clean(folder)

    demo_data.main(folder)

    assert capsys.readouterr().out.startswith("There was nothing left. ")


def test_an_env_file_of_somebody_else_is_respected(folder):
    (folder / ".env").write_text("SECRET_KEY=mine\n")

    refused(folder, "This .env was not written by `make demo`.")


def test_without_an_env_file_nobody_knows_whose_data_they_are(folder):
    (folder / ".env").unlink()

    refused(folder, "There is no .env of the demo here, so the data here may be of")


@pytest.mark.parametrize("name", demo_data.ELSEWHERE)
def test_where_the_data_lie_elsewhere_nothing_is_guessed(folder, name):
    with (folder / ".env").open("a") as env:
        env.write(f"{name}=x\n")

    refused(folder, f"{name} is set, so the data here may be of another shop.")


def test_a_demo_that_runs_keeps_its_data(folder):
    lock = demo_data.mark_as_running(folder)

    try:
        refused(folder, "The demo is running. Stop it with Ctrl+C first.")
    finally:
        os.close(lock)
    demo_data.main(folder)
    assert "shop.sqlite3" not in files(folder)


def refused(folder: Path, sentence: str) -> None:
    before = files(folder) | {demo_data.LOCK}
    with pytest.raises(SystemExit) as refusal:
        demo_data.main(folder)
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith("Nothing was removed.")
    assert files(folder) | {demo_data.LOCK} == before
