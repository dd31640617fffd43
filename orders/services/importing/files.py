"""Opening an order file, packed or not, and saying in words why it cannot be read."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from orders.errors import UnreadableFile
from orders.services.importing.form import WrongFormat

_GZIP_MAGIC = b"\x1f\x8b"


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open the file as lines of text. Raises UnreadableFile, also while it is read.

    Bytes that are no UTF-8 become lone surrogates, so that they spoil their own line
    only. Lines end by line feed alone, as in the published files.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP_MAGIC
        open_text = gzip.open if packed else open
        with open_text(
            path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="\n"
        ) as lines:
            yield lines
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnreadableFile(
            _("%(file)s is damaged: it cannot be unpacked to its end.")
            % {"file": path.name}
        ) from None
    except WrongFormat as error:
        raise UnreadableFile(
            _("%(file)s is not of this format. %(why)s")
            % {"file": path.name, "why": error}
        ) from None
    except OSError as error:
        raise UnreadableFile(
            _("%(file)s cannot be read: %(why)s.")
            % {"file": path, "why": error.strerror or error}
        ) from None


def digest_of(path: Path) -> bytes:
    """Return what two files share only if they are the same."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def write_report(path: Path, set_aside: Iterable[tuple]) -> None:
    """Write a CSV with line number, reason and detail. Raises UnreadableFile."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["line", "reason", "detail"])
            writer.writerows(row[:3] for row in set_aside)
    except OSError as error:
        raise UnreadableFile(
            _("%(file)s cannot be written: %(why)s.")
            % {"file": path, "why": error.strerror or error}
        ) from None
