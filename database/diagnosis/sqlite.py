"""The ladder of SQLite: a file, and what may be wrong with it."""

import os
import shutil
import sqlite3
from pathlib import Path

from django.utils.translation import gettext as _

from database.diagnosis.ladder import Fell, Ladder

LEAST_FREE = 50 * 2**20  # bytes


class SqliteLadder(Ladder):
    rungs = ("url", "file", "writable", "journal", "integrity", "migrations")
    reaching = ("url", "file", "writable", "journal")
    table_question = "SELECT COUNT(*) FROM sqlite_master WHERE name = '{name}'"

    @property
    def path(self) -> Path:
        return Path(self.entry["NAME"])

    def check_url(self) -> str:
        return f"sqlite:///{self.path}"

    def check_file(self) -> str:
        if not self.path.parent.is_dir():
            raise Fell(
                _("The folder %(path)s does not exist.") % {"path": self.path.parent},
                _("Make the folder, or correct SQLITE_PATH or DATABASE_URL."),
            )
        if not self.path.is_file():
            raise Fell(
                _("There is no file %(path)s yet.") % {"path": self.path},
                _("Run: manage.py migrate"),
            )
        size = self.path.stat().st_size
        return _("%(size).1f MB") % {"size": size / 2**20}

    def check_writable(self) -> str:
        for path in (self.path, self.path.parent):
            if not os.access(path, os.W_OK):
                raise Fell(
                    _("This user may not write to %(path)s.") % {"path": path},
                    _(
                        "Make the shop's user the owner of the file and its folder: "
                        "SQLite keeps its journal beside the file."
                    ),
                )
        free = shutil.disk_usage(self.path.parent).free
        if free < LEAST_FREE:
            raise Fell(
                _("Only %(free)d MB are free on the disk with %(path)s.")
                % {"free": free // 2**20, "path": self.path.parent},
                _("Free some space, or SQLite will fail in the middle of a write."),
            )
        return _("%(free).1f GB free") % {"free": free / 2**30}

    def check_journal(self) -> str:
        """Open the file; what is no database shows itself at the first question."""
        self.connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=2
        )
        try:
            (mode,) = self.ask("PRAGMA journal_mode")
        except sqlite3.DatabaseError as error:
            self.connection.close()
            self.connection = None
            raise Fell(
                _("The file cannot be read as a database: %(error)s.")
                % {"error": error},
                _("Choose another file, or restore this one from a backup."),
            ) from error
        if mode != "wal":
            raise Fell(
                _(
                    "The journal is in mode %(mode)s, so readers and writers wait "
                    "for each other."
                )
                % {"mode": mode},
                _("Run once: manage.py migrate. It switches to write-ahead mode."),
            )
        return mode

    def check_integrity(self) -> str:
        try:
            (answer,) = self.ask("PRAGMA quick_check(1)")
        except sqlite3.DatabaseError as error:
            answer = str(error)
        if answer != "ok":
            raise Fell(
                _("The file is damaged: %(answer)s.") % {"answer": answer},
                _(
                    "Stop the shop, keep a copy of the file, and restore it "
                    "from a backup."
                ),
            )
        return answer
