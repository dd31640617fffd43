"""Statements without their values, which are people's: the only form that is shown.

psycopg puts the values into the text of a statement, so what the server shows of a
session holds session keys, password hashes, names and addresses. Whoever reads a
statement from a server passes it through `shape()` before anybody else sees it.
"""

import re

MOST = 300  # characters of a shape

# What the server shows may be cut off anywhere: an open text reaches to the end.
_PART = r"""
    (?P<comment> /\*.*?(?:\*/|\Z) | --[^\n]* )
  | (?P<name> {name} )
  | (?P<text>
        \b[eE]'(?:[^'\\]|\\.|'')*(?:'|\\?\Z)
      | (?:\b[bBnNxX]|\b[uU]&)?'(?:[^'{escape}]{escaped}|'')*(?:'|{open_end}\Z)
      | {more_text}
    )
  | (?P<number>
        (?<![\w$.]) (?: 0[xX][0-9a-fA-F]+ | (?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)? )
    )
"""
_FLAGS = re.VERBOSE | re.DOTALL
_STANDARD = re.compile(
    _PART.format(
        name=r'"(?:[^"]|"")*(?:"|\Z)',
        escape="",
        escaped="",
        open_end="",
        more_text=r"\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z)",
    ),
    _FLAGS,
)
# MySQL: names stand in backticks, "…" is a text, and a backslash escapes.
_MYSQL = re.compile(
    _PART.format(
        name=r"`(?:[^`]|``)*(?:`|\Z)",
        escape=r"\\",
        escaped=r"|\\.",
        open_end=r"\\?",
        more_text=r'"(?:[^"\\]|\\.|"")*(?:"|\\?\Z)',
    ),
    _FLAGS,
)
_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")


def shape(statement: str, *, vendor: str = "postgresql") -> str:
    """Return the statement in one line, each value as `?`, lists as `(?, …)`.

    Texts, numbers and comments go, even if the server cut the statement off within
    one of them. At most `MOST` characters.
    """
    token = _MYSQL if vendor == "mysql" else _STANDARD
    masked = token.sub(_masked, statement)
    return _LIST.sub("(?, …)", " ".join(masked.split()))[:MOST]


def _masked(found: re.Match[str]) -> str:
    if found["name"] is not None:
        return found["name"]
    return " " if found["comment"] is not None else "?"
