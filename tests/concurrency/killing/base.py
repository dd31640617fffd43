"""The configured backend, with a fuse: a worker dies at the COMMIT of a checkout.

`KILL_FUSE` names a file. Where it exists, the next transaction that placed an order
removes it and kills its own process, at the moment that the file names: `before` or
`after` COMMIT. No handler runs, no connection is closed: a power cut, not an error.
"""

import os
import re
import signal
from importlib import import_module
from pathlib import Path
from typing import Any

ENGINE = import_module(f"{os.environ['KILL_ENGINE']}.base")
PLACES_AN_ORDER = re.compile(r'INSERT INTO ["`]?orders_order["`]? ')


class DatabaseWrapper(ENGINE.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self.watch)
        self.places_an_order = False

    def watch(self, execute: Any, sql: str, *args: Any) -> Any:
        self.places_an_order |= bool(PLACES_AN_ORDER.match(sql))
        return execute(sql, *args)

    def _commit(self) -> None:
        moment = self.burn_fuse() if self.places_an_order else ""
        self.places_an_order = False
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        super()._commit()
        if moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    def _rollback(self) -> None:
        self.places_an_order = False
        super()._rollback()

    def burn_fuse(self) -> str:
        """Return the moment to die, and take the fuse away: one death is enough."""
        fuse = Path(os.environ["KILL_FUSE"])
        if not fuse.exists():
            return ""
        moment = fuse.read_text()
        fuse.unlink()
        return moment
