"""Errors of the ground floor. Each carries data and a sentence fit for people."""

from typing import Any

from django.utils.translation import gettext as _


class KontorError(Exception):
    """Base of the errors whose text may be shown to people as it is."""


class StaleVersion(KontorError):
    """Somebody else saved the row since it was read."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(
            _("Somebody else has changed “%(row)s” in the meantime. Nothing was saved.")
            % {"row": row}
        )


class NotSupported(KontorError):
    """The engine cannot do it; the sentence names what is there instead."""


class ServerSilent(KontorError):
    """A server that the shop asked did not answer, in time or at all."""
