"""Mails as files that a mail program opens, for shops that send none yet."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.text import slugify

LONGEST = 60  # characters of a recipient or a subject in a name
_UNSAFE = re.compile(r"[^a-z0-9@._+-]+")


class EmailBackend(BaseEmailBackend):
    """Write each mail into a file of its own, readable by the shop's user alone."""

    def __init__(self, *, file_path: str | Path = "", **options: Any) -> None:
        super().__init__(**options)
        self._folder = Path(file_path or str(getattr(settings, "EMAIL_FILE_PATH", "")))

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; return how many. Raises OSError if that fails."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        """Write one mail under a name that exists only when all of it is there."""
        # First, since it raises for headers with a line break: no file is left then.
        content = message.message().as_bytes()
        path = self._folder / file_name(message)
        unfinished = path.with_suffix(".part")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.replace(b"\n", b"\r\n"))
        unfinished.rename(path)


def file_name(message: EmailMessage) -> str:
    """Return when, to whom and about what, in letters that every system stores.

    The last letters are random: two processes may write to one person at one time.
    """
    now = timezone.localtime().strftime("%Y-%m-%d-%H%M%S")
    to = next(iter(message.recipients()), "nobody").lower()
    parts = (
        _UNSAFE.sub("_", to).strip(".")[:LONGEST],
        slugify(message.subject)[:LONGEST].strip("-"),
        token_hex(3),
    )
    return "-".join([now, *filter(None, parts)]) + ".eml"
