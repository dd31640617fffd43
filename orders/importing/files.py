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
from django.utils.translation import gettext_lazy

from orders.errors import UnreadableFile
from orders.importing.form import WrongFormat

_GZIP_MAGIC = b"\x1f\x8b"
_OTHER_KINDS = {
    b"PK\x03\x04": gettext_lazy("This is an Excel file."),
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is an Excel file."),
    b"%PDF": gettext_lazy("This is a PDF file."),
    b"\xff\xfe": gettext_lazy("This is text in UTF-16."),
    b"\xfe\xff": gettext_lazy("This is text in UTF-16."),
}


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open the file as lines of text. Raises UnreadableFile, also while it is read.

    Bytes that are no UTF-8 become lone surrogates, so that they spoil their own line
    only. Lines end by line feed alone, as in the published files.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP_MAGIC
        open_file = gzip.open if packed else open
        with open_file(path, "rb") as file:
            _refuse_other_kinds(file.read(4))
        with open_file(
            path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="\n"
        ) as lines:
            yield lines
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnreadableFile(
            _("%(file)s is damaged: it cannot be unpacked completely.")
            % {"file": path.name}
        ) from None
    except WrongFormat as error:
        raise UnreadableFile(
            _("%(file)s does not have this format. %(why)s")
            % {"file": path.name, "why": error}
        ) from None
    except OSError as error:
        raise UnreadableFile(
            _("%(file)s cannot be read: %(why)s.")
            % {"file": path, "why": error.strerror or error}
        ) from None


def _refuse_other_kinds(beginning: bytes) -> None:
    """Raise WrongFormat for files that people take for CSV, by how they begin."""
    for start, what in _OTHER_KINDS.items():
        if beginning.startswith(start):
            raise WrongFormat(f"{what} {_('Save it as CSV in UTF-8.')}")


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
