"""One small box of pigments, shared by every picture."""

from functools import lru_cache

Colour = tuple[int, int, int]

PIGMENTS = {
    "moss": "#667a52",
    "sage": "#a3b294",
    "forest": "#1f5c4d",
    "leaf": "#7a9460",
    "fern": "#50724c",
    "ink": "#2f4259",
    "slate": "#5f6f7c",
    "sky": "#9fbac9",
    "sea": "#4f8788",
    "chalk": "#f6f2e9",
    "cream": "#faf3df",
    "oat": "#e4d8c0",
    "linen": "#dacdb5",
    "sand": "#cdb892",
    "ochre": "#cf9b43",
    "honey": "#e2b45c",
    "lemon": "#eacb5c",
    "clay": "#b96c4e",
    "terracotta": "#c67e5a",
    "rust": "#9c4d35",
    "brick": "#ac5142",
    "blush": "#dfae9f",
    "rose": "#c47f80",
    "plum": "#6f4c64",
    "heather": "#9a87a8",
    "lavender": "#b9a9cb",
    "charcoal": "#3d4244",
    "black": "#292c2e",
    "oak": "#c99f6c",
    "beech": "#dfc193",
    "walnut": "#7d563b",
    "brass": "#c9a452",
    "copper": "#c27c53",
    "steel": "#b4bcc0",
    "zinc": "#98a4a9",
    "glass": "#c3d8d5",
    "amber": "#8a4f25",
    "white": "#ffffff",
    "flame": "#f4b446",
}
WARM_LIGHT = (255, 248, 232)
COOL_DARK = (38, 34, 48)


@lru_cache(maxsize=512)
def colour(name: str) -> Colour:
    """Return a pigment by name, or `#rrggbb`, as red, green, blue.

    Raises KeyError for a name that is no pigment.
    """
    code = name if name.startswith("#") else PIGMENTS[name]
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return `first` with a share (0 to 1) of `second` in it."""
    red, green, blue = (
        round(one + (other - one) * share)
        for one, other in zip(first, second, strict=True)
    )
    return red, green, blue


def lighter(base: Colour, share: float) -> Colour:
    """Return the colour with more of the one warm light on it."""
    return mix(base, WARM_LIGHT, share)


def darker(base: Colour, share: float) -> Colour:
    """Return the colour in shade; it stays colourful, it does not go grey."""
    shade = mix(
        (base[0] ** 2 // 255, base[1] ** 2 // 255, base[2] ** 2 // 255), COOL_DARK, 0.45
    )
    return mix(base, shade, share)
