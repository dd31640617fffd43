"""The shop's own application; `CHAOS_BUG` plants a bug that chaos has to find."""

import os

from config.wsgi import application

__all__ = ["application"]

if bug := os.environ.get("CHAOS_BUG"):
    from tests.chaos.bugs import BUGS

    plant, _found_as = BUGS[bug]
    plant()
