"""Calling a command as a script does, and reading its JSON."""

import json
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command


def call(*arguments: Any) -> tuple[dict[str, Any], int]:
    """Return the envelope and the exit code of `manage.py … --json`."""
    out, code = StringIO(), 0
    try:
        call_command(*map(str, arguments), "--json", stdout=out, stderr=StringIO())
    except CommandError as error:
        code = error.returncode
    return json.loads(out.getvalue()), code


def text_of(*arguments: Any) -> str:
    """Return what `manage.py …` prints for people."""
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()
