"""Text as a search compares it: without capitals, accents and typographic signs.

Both ends of every search are folded by one rule: what people type here, in Python, and
what is stored by the database, with `kontor_folded` (`database.text.searching`).
Whoever changes the rule makes a migration that creates the function and its indexes
anew.
"""

import re
import unicodedata

# What Unicode does not take apart, and people spell in other letters.
SPELT = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
SPELT |= {"þ": "th", "Þ": "th"}
_OTHERS = dict(zip("øØłŁđĐðÐħĦŧŦıς", "oollddddhhttiσ", strict=True))
_SIGNS = {
    **dict.fromkeys("‘’‚‛ʼʹ′ʻ", "'"),
    **dict.fromkeys("“”„‟″«»‹›", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
# Capitals by hand: what a database thinks of them depends on its locale.
CAPITALS = {
    letter: letter.lower()
    for letter in map(chr, range(0x370, 0x530))
    if letter.lower() != letter and len(letter.lower()) == 1
}
ONE_FOR_ONE = _OTHERS | _SIGNS
# Zero-width signs, joiners, soft hyphens, byte order marks, those that turn the
# direction of writing, variation selectors, and blanks that pass for letters.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
# Accents of Latin, Greek and Cyrillic. Those of other scripts are letters of a word.
ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_LEFT_OUT = re.compile(f"[{INVISIBLE}{ACCENTS}]")
_ASCII = {letter: letter.lower() for letter in map(chr, range(0x41, 0x5B))}
_TRANSLATED = str.maketrans(_ASCII | CAPITALS | SPELT | ONE_FOR_ONE)

# Joiners and the like belong to words of Persian and of India, and to emoji.
_JOINERS = "\u200c\u200d\ufe00-\ufe0f"
_NOBODY_SEES = re.compile(
    f"(?![{_JOINERS}])[{INVISIBLE}]|(?<![\u0600-\u1fff\u20d0-\U000fffff])[{_JOINERS}]+"
)


def fold_letters(text: str) -> str:
    """Return the text letter by letter as a search compares it, blanks as they are."""
    if text.isascii():
        return text.lower()
    plain = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", text))
    return plain.translate(_TRANSLATED)


def folded(text: str) -> str:
    """Return the text as a search compares it, blanks collapsed.

    "Café Crème", "CAFÉ  CRÈME" and "cafe creme" are one; so are "Straße" and "strasse",
    "L’été" and "l'ete".
    """
    return " ".join(fold_letters(text).split())


def without_invisible(text: str) -> str:
    """Return the text without the characters that nobody sees."""
    return text if text.isascii() else _NOBODY_SEES.sub("", text)
