"""A sheet to draw on: flat shapes, one light from the upper left, soft shadows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import exp, hypot
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from shop.demo.catalogue.types import Palette
from shop.demo.drawing.colours import Colour, colour, darker, lighter
from shop.demo.drawing.paths import Path, Point, ellipse

WIDTH, HEIGHT = 960, 1200
BASE = 960  # where things stand
# Edges are drawn on a grid this much finer, then averaged.
OVERSAMPLE = 3
SHADOW_GRAIN = 5
Box = tuple[int, int, int, int]


@dataclass(slots=True)
class Mask:
    """Where to paint: a grey image and its place on the sheet, in pixels."""

    image: Image.Image
    left: int
    top: int

    @property
    def box(self) -> Box:
        width, height = self.image.size
        return self.left, self.top, self.left + width, self.top + height


class Canvas:
    """The sheet; coordinates are units of 960 by 1200, whatever the size asked for."""

    def __init__(self, image: Image.Image, palette: Palette, chance: Random) -> None:
        self.image = image
        self.palette = palette
        self.chance = chance
        self.scale = self.unit = image.width / WIDTH
        self.offset: Point = (0.0, 0.0)

    @contextmanager
    def placed(
        self, dx: float = 0, dy: float = 0, zoom: float = 1, about: Point = (480, BASE)
    ) -> Iterator[None]:
        """Draw what follows shifted and at another scale."""
        before = scale, (x, y) = self.scale, self.offset
        self.scale = scale * zoom
        self.offset = (
            x + scale * (about[0] * (1 - zoom) + dx),
            y + scale * (about[1] * (1 - zoom) + dy),
        )
        yield
        self.scale, self.offset = before

    def pixels(self, path: Sequence[Point]) -> Path:
        """Return the points on the sheet's own grid."""
        (dx, dy), scale = self.offset, self.scale
        return [(x * scale + dx, y * scale + dy) for x, y in path]

    def mask(
        self,
        *paths: Path,
        holes: Sequence[Path] = (),
        within: Mask | None = None,
    ) -> Mask:
        """Return the area of some outlines less some holes, inside another mask."""
        outlines = [self.pixels(path) for path in paths]
        box = self._box(outlines, 1, within)
        fine, place = _fine(box)
        pen = ImageDraw.Draw(fine)
        for fill, group in ((255, outlines), (0, map(self.pixels, holes))):
            for outline in group:
                pen.polygon(place(outline), fill=fill)
        return self._finished(fine, box, within)

    def line_mask(
        self, lines: Sequence[Path], width: float, within: Mask | None = None
    ) -> Mask:
        """Return the area of lines with round ends, inside another mask."""
        drawn = [self.pixels(line) for line in lines]
        thick = max(1.0, width * self.scale)
        box = self._box(drawn, int(thick) + 1, within)
        fine, place = _fine(box)
        pen = ImageDraw.Draw(fine)
        half = thick * OVERSAMPLE / 2
        for line in drawn:
            local = place(line)
            pen.line(local, fill=255, width=round(half * 2), joint="curve")
            for x, y in (local[0], local[-1]):
                pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
        return self._finished(fine, box, within)

    def _box(
        self, outlines: Sequence[Path], margin: int, within: Mask | None = None
    ) -> Box:
        """Return what the outlines cover of the sheet, or of a mask; never nothing."""
        left, top, right, bottom = within.box if within else (0, 0, *self.image.size)
        xs = [x for outline in outlines for x, _ in outline]
        ys = [y for outline in outlines for _, y in outline]
        left = min(max(left, int(min(xs)) - margin), right - 1)
        top = min(max(top, int(min(ys)) - margin), bottom - 1)
        right = max(min(right, int(max(xs)) + margin + 1), left + 1)
        bottom = max(min(bottom, int(max(ys)) + margin + 1), top + 1)
        return left, top, right, bottom

    def _finished(self, fine: Image.Image, box: Box, within: Mask | None) -> Mask:
        image = fine.reduce(OVERSAMPLE)
        if within:
            left, top = box[0] - within.left, box[1] - within.top
            right, bottom = box[2] - within.left, box[3] - within.top
            part = within.image.crop((left, top, right, bottom))
            image = ImageChops.multiply(image, part)
        return Mask(image, box[0], box[1])

    def paint(
        self,
        mask: Mask,
        name: str | Colour,
        shade: str = "flat",
        alpha: float = 1,
        strength: float = 1,
    ) -> Mask:
        """Lay a colour into a mask, lit in one of the ways of `SHADES`."""
        tone = colour(name) if isinstance(name, str) else name
        image = mask.image
        if alpha < 1:
            image = image.point([round(i * alpha) for i in range(256)])
        if shade == "none":
            self.image.paste(tone, mask.box, image)
        else:
            surface = _surface(tone, shade, strength)
            lit = surface.resize(image.size, Image.Resampling.BILINEAR)
            self.image.paste(lit, (mask.left, mask.top), image)
        return mask

    def fill(
        self,
        path: Path,
        name: str | Colour,
        shade: str = "flat",
        alpha: float = 1,
        strength: float = 1,
        holes: Sequence[Path] = (),
    ) -> Mask:
        """Fill an outline and return its mask, to clip patterns to."""
        mask = self.mask(path, holes=holes)
        return self.paint(mask, name, shade, alpha, strength)

    def stroke(
        self,
        line: Path,
        width: float,
        name: str | Colour,
        shade: str = "none",
        alpha: float = 1,
        within: Mask | None = None,
    ) -> None:
        """Draw a line with round ends."""
        self.strokes([line], width, name, shade, alpha, within)

    def strokes(
        self,
        lines: Sequence[Path],
        width: float,
        name: str | Colour,
        shade: str = "none",
        alpha: float = 1,
        within: Mask | None = None,
    ) -> None:
        """Draw several lines with one pen."""
        self.paint(self.line_mask(lines, width, within), name, shade, alpha)

    def inside(
        self,
        within: Mask,
        paths: Sequence[Path],
        name: str | Colour,
        shade: str = "flat",
        alpha: float = 1,
    ) -> None:
        """Fill outlines, but only where another mask lies."""
        self.paint(self.mask(*paths, within=within), name, shade, alpha)

    def shadow(
        self,
        path: Path,
        blur: float,
        alpha: float,
        dx: float = 0,
        dy: float = 0,
        tone: Colour | None = None,
    ) -> None:
        """Darken the sheet softly under an outline, or lay a soft colour on it."""
        grain, scale = SHADOW_GRAIN, self.scale
        outline = [(x + dx * scale, y + dy * scale) for x, y in self.pixels(path)]
        radius = blur * scale
        left, top, right, bottom = self._box([outline], int(radius * 2.2) + grain)
        size = (right - left) // grain + 1, (bottom - top) // grain + 1
        small = Image.new("L", size)
        local = [((x - left) / grain, (y - top) / grain) for x, y in outline]
        ImageDraw.Draw(small).polygon(local, fill=round(255 * alpha))
        small = small.filter(ImageFilter.GaussianBlur(radius / grain))
        soft = small.resize(
            (size[0] * grain, size[1] * grain), Image.Resampling.BICUBIC
        )
        self.image.paste(
            tone or darker(colour(self.palette.ground), 0.95), (left, top), soft
        )

    def glow(
        self, x: float, y: float, radius: float, alpha: float = 0.6, tone: str = "cream"
    ) -> None:
        """Lay the soft light of a flame or a lamp."""
        spot = ellipse(x, y, radius * 0.62, radius * 0.62)
        self.shadow(spot, radius * 0.34, alpha, tone=colour(tone))

    def ground(self, x: float, half: float, y: float = BASE, depth: float = 1) -> None:
        """Lay the soft shadow of something that stands: close under it, then right."""
        ry = (half * 0.1 + 8) * depth
        self.shadow(ellipse(x + half * 0.45, y - 2, half * 1.1, ry * 1.1), 26, 0.34)
        self.shadow(ellipse(x + half * 0.08, y + 2, half * 1.0, ry * 0.7), 9, 0.55)

    def hung(self, path: Path, lift: float = 18) -> None:
        """Lay the soft shadow of something that hangs or lies flat."""
        self.shadow(path, lift * 1.1, 0.32, lift * 0.9, lift * 1.3)
        self.shadow(path, lift * 0.3, 0.22, lift * 0.2, lift * 0.3)


def _fine(box: Box) -> tuple[Image.Image, Callable[[Path], Path]]:
    """Return a finer grid for a box, and how points of the sheet are put on it."""
    left, top, right, bottom = box
    times = OVERSAMPLE
    grid = Image.new("L", ((right - left) * times, (bottom - top) * times))

    def place(path: Path) -> Path:
        return [((x - left) * times, (y - top) * times) for x, y in path]

    return grid, place


def _round(x: float, _: float) -> float:
    light = 0.30 * exp(-(((x - 0.27) / 0.13) ** 2))
    return light - 0.46 * max(0.0, (x - 0.5) / 0.5) ** 1.3 - 0.10 * max(0, 0.1 - x) * 10


def _ball(x: float, y: float) -> float:
    light = 0.34 * exp(-((hypot(x - 0.32, y - 0.28) / 0.2) ** 2))
    return light - 0.5 * max(0.0, hypot(x - 0.34, y - 0.3) - 0.3) ** 1.4


def _flat(x: float, y: float) -> float:
    return 0.10 - 0.20 * (x * 0.55 + y * 0.45)


def _hollow(x: float, _: float) -> float:
    return 0.18 * x - 0.34 * (1 - x)


SHADES = {"round": _round, "ball": _ball, "flat": _flat, "hollow": _hollow}


@lru_cache(maxsize=2048)
def _surface(tone: Colour, shade: str, strength: float) -> Image.Image:
    """Return a small image of a lit surface, to be stretched over a shape."""
    light = SHADES[shade]
    width, height = {"round": (48, 1), "hollow": (48, 1)}.get(shade, (24, 24))
    image = Image.new("RGB", (width, height))
    for row in range(height):
        for column in range(width):
            amount = strength * light((column + 0.5) / width, (row + 0.5) / height)
            lit = lighter(tone, amount) if amount > 0 else darker(tone, -amount)
            image.putpixel((column, row), lit)
    return image
