"""`make clean-demo`: remove what the demo keeps, and nothing else.

Only where `.env` is the one that `make demo` wrote, and its data lie where the demo
puts them: a shop somebody lives on must not vanish by a name that sounds harmless.
"""

import fcntl
import os
import shutil
import sys
from pathlib import Path

from database.settings.env import Env

HEADER = "# Written by `make demo`."
FILES = ("shop.sqlite3", "shop.sqlite3-wal", "shop.sqlite3-shm")
FOLDERS = ("media", "var/mail", "var/demo", "var/test-payments")
# With any of these the data may lie elsewhere.
ELSEWHERE = ("DATABASE_URL", "DATABASE_TYPE", "SQLITE_PATH", "MEDIA_ROOT")
LOCK = "var/demo.lock"


def main(folder: Path) -> None:
    """Remove the demo's data, or end with a sentence that says why not."""
    obstacle = reason_to_refuse(folder)
    if obstacle:
        sys.exit(obstacle)
    removed = clean(folder)
    said = f"Removed: {', '.join(removed)}." if removed else "There was nothing left."
    sys.stdout.write(f"{said} `make demo` begins afresh.\n")


def clean(folder: Path) -> list[str]:
    """Remove the demo's data in the folder; return what there was."""
    removed = []
    for name in FILES:
        if (folder / name).exists():
            (folder / name).unlink()
            removed.append(name)
    for name in FOLDERS:
        if (folder / name).exists():
            shutil.rmtree(folder / name)
            removed.append(name)
    return removed


def reason_to_refuse(folder: Path) -> str:
    """Say why the data in the folder must not be removed; nothing if they may."""
    env_file = folder / ".env"
    if env_file.exists() and not env_file.read_text().startswith(HEADER):
        return "This .env was not written by `make demo`. Nothing was removed."
    env = Env.from_system(folder)
    moved = [name for name in ELSEWHERE if env.text(name)]
    if moved or not env_file.exists():
        why = f"{moved[0]} is set" if moved else "There is no .env of the demo here"
        return f"{why}, so the data here may be of another shop. Nothing was removed."
    try:
        os.close(_lock(folder, fcntl.LOCK_EX))
    except BlockingIOError:
        return "The demo is running. Stop it with Ctrl+C first. Nothing was removed."
    return ""


def mark_as_running(folder: Path) -> int:
    """Hold a lock for as long as this process, or one that inherits it, lives.

    Returns its file descriptor, which survives an exec.
    """
    descriptor = _lock(folder, fcntl.LOCK_SH)
    os.set_inheritable(descriptor, True)
    return descriptor


def _lock(folder: Path, kind: int) -> int:
    """Take the lock. Raises BlockingIOError if somebody else holds it."""
    path = folder / LOCK
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
