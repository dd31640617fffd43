"""Text as a search compares it: without capitals, accents and typographic signs.

Both ends of every search are folded by this one function, what people type and what is
stored; a rule that is added here needs the stored columns folded anew.
"""

import re
import unicodedata

# What Unicode does not take apart, and people type in other ways.
_SPELT = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
}
_SIGNS = {
    **dict.fromkeys("‘’‚‛ʼʹ′´`＇ʻ", "'"),
    **dict.fromkeys("“”„‟″«»‹›", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
}
# Zero-width signs, joiners, soft hyphens, byte order marks, those that turn the
# direction of writing, variation selectors, and blanks that look like letters.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
_NO_SIGN = re.compile(f"[{_INVISIBLE}]")
# Accents of Latin, Greek and Cyrillic. Those of other scripts are letters of a word.
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_TRANSLATED = str.maketrans(_SPELT | _SIGNS)


def folded(text: str) -> str:
    """Return the text as a search compares it.

    "Café Crème", "CAFÉ  CRÈME" and "cafe creme" are one; so are "Straße" and "strasse",
    "L’été" and "l'ete". Blanks are collapsed and cut off at the ends.
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    text = text.translate(_TRANSLATED)
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", _NO_SIGN.sub("", text)))
    text = unicodedata.normalize("NFKC", text.casefold()).translate(_TRANSLATED)
    return " ".join(text.split())


def without_invisible(text: str) -> str:
    """Return the text without the characters that nobody sees."""
    return text if text.isascii() else _NO_SIGN.sub("", text)
