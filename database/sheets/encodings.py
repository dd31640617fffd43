"""Bytes as text: what a file says of itself, else what it can only be."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.sheets.errors import UnreadableSheet

# What people may choose instead; the first is what a file is taken for that is not
# UTF-8: most programs on Windows write it.
ENCODINGS = {
    "cp1252": gettext_lazy("Western Europe (Windows)"),
    "iso8859-15": gettext_lazy("Western Europe (ISO 8859-15)"),
    "cp850": gettext_lazy("Western Europe (DOS)"),
    "cp1250": gettext_lazy("Central Europe (Windows)"),
    "utf-8-sig": gettext_lazy("Unicode (UTF-8)"),
    "utf-16": gettext_lazy("Unicode (UTF-16)"),
}
# Files that people take for a CSV file, by how they begin.
_OTHERS = {
    b"PK\x03\x04": gettext_lazy("This is an Excel file."),
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is an Excel file."),
    b"%PDF": gettext_lazy("This is a PDF file."),
    b"\x1f\x8b": gettext_lazy("This is a compressed file."),
}


def decode(content: bytes, chosen: str = "") -> tuple[str, str]:
    """Return the text and the name of its encoding. Raises UnreadableSheet.

    A byte order mark decides; then strict UTF-8; then NULs in every second place, which
    only UTF-16 has; else it is Windows' own. Detectors by letter frequency read French
    and Danish as Polish, so there is none.
    """
    for start, what in _OTHERS.items():
        if content.startswith(start):
            raise UnreadableSheet(f"{what} {_('Save it as CSV and upload that.')}")
    encoding = chosen or _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeError:
        raise UnreadableSheet(
            _("This is not a text file. Export it as CSV and upload that.")
        ) from None
    return text.removeprefix("\ufeff"), encoding


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:4000]
    pairs = len(sample) // 2
    if pairs and sample[1::2].count(0) * 2 > pairs > sample[::2].count(0) * 4:
        return "utf-16-le"
    if pairs and sample[::2].count(0) * 2 > pairs > sample[1::2].count(0) * 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
