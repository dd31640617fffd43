"""What stands behind a thing: a shelf, a wall, or the top of a table."""

from functools import lru_cache
from math import exp, hypot

from PIL import Image

from shop.demo.catalogue.types import Palette
from shop.demo.drawing.canvas import HEIGHT, WIDTH, Canvas
from shop.demo.drawing.colours import Colour, colour, darker, lighter, mix
from shop.demo.drawing.paths import Path, ellipse, rect

HORIZON = 838
MOTIFS = ("sun", "arch", "window", "panel", "plain")


def set_stage(canvas: Canvas, stage: str, motif: str | None = None) -> None:
    """Paint the background: `shelf`, `wall` or `flat` (seen from above)."""
    size = canvas.image.size
    canvas.image.paste(_backdrop(size, canvas.palette, stage))
    motif = motif or canvas.chance.choice(MOTIFS)
    tone = colour(canvas.palette.motif)
    if stage == "flat":
        _draw_sheet(canvas, tone)
    else:
        _draw_motif(canvas, motif, tone, HORIZON if stage == "shelf" else HEIGHT)


def _draw_motif(canvas: Canvas, motif: str, tone: Colour, floor: int) -> None:
    nudge = canvas.chance.uniform(-30, 30)
    size = canvas.chance.uniform(285, 325)
    x = 480 + nudge
    if motif == "sun":
        canvas.fill(ellipse(x, min(floor - 330, 600), size, size), tone, "none", 0.75)
    elif motif == "arch":
        top = min(floor - 640, 240)
        around = ellipse(x, top + size, size, size, 180, 360)
        path = [*around, (x + size, floor), (x - size, floor)]
        canvas.fill(path, tone, "none", 0.75)
    elif motif == "panel":
        canvas.fill(rect(480 + nudge * 5, 0, WIDTH, floor), tone, "none", 0.75)
    elif motif == "window":
        canvas.paint(canvas.mask(*_panes(nudge)), tone, "none", 0.62)


def _panes(nudge: float) -> list[Path]:
    """Return the light of a window, aslant on the wall."""
    panes: list[Path] = []
    for column in range(2):
        for row in range(3):
            x, y = 250 + nudge + column * 235, 120 + row * 215 + column * 48
            panes.append([(x, y), (x + 215, y + 44), (x + 215, y + 239), (x, y + 195)])
    return panes


def _draw_sheet(canvas: Canvas, tone: Colour) -> None:
    """Lay a second, lighter paper under things seen from above."""
    turn = canvas.chance.uniform(-60, 60)
    path = [(0, 250 + turn), (960, 90 - turn), (960, 1010 + turn), (0, 1130 - turn)]
    canvas.fill(path, tone, "none", 0.6)


@lru_cache(maxsize=64)
def _backdrop(size: tuple[int, int], palette: Palette, stage: str) -> Image.Image:
    wall, ground = colour(palette.wall), colour(palette.ground)
    top = _lit(mix(wall, ground, 0.12) if stage == "flat" else wall, size)
    if stage != "shelf":
        return top
    edge = round(HORIZON * size[1] / HEIGHT)
    floor = _lit(ground, size).crop((0, edge, *size))
    top.paste(floor, (0, edge))
    return top


def _lit(tone: Colour, size: tuple[int, int]) -> Image.Image:
    """Return a surface that is lightest where the light comes from.

    The light is a mask and not a small picture that is enlarged: that shows steps.
    """
    glow = Image.new("L", (32, 40))
    for y in range(40):
        for x in range(32):
            away = hypot(x / 32 - 0.28, (y / 40 - 0.25) * 1.25) / 0.62
            glow.putpixel((x, y), round(255 * exp(-(away**2))))
    dark = Image.new("RGB", size, darker(tone, 0.10))
    light = Image.new("RGB", size, lighter(darker(tone, 0.10), 0.34))
    return Image.composite(light, dark, glow.resize(size, Image.Resampling.BICUBIC))
