"""Things made on a wheel or a lathe, and the patterns that run around them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from shop.demo.drawing.canvas import Canvas, Mask
from shop.demo.drawing.colours import colour, darker, lighter
from shop.demo.drawing.paths import Path, Point, ellipse, points, smooth


@dataclass(slots=True)
class Body:
    """Draw a body of revolution: its half widths from top to bottom."""

    x: float
    outline: Path  # (y, half width)
    tilt: float
    mask: Mask

    def half(self, y: float) -> float:
        """Return the half width at a height."""
        for (y0, h0), (y1, h1) in zip(self.outline, self.outline[1:], strict=False):
            if y0 <= y <= y1 and y1 > y0:
                return h0 + (h1 - h0) * (y - y0) / (y1 - y0)
        return self.outline[0][1] if y < self.outline[0][0] else self.outline[-1][1]

    def ring(self, y: float) -> Path:
        """Return the front half of the circle around the body, left to right."""
        half = self.half(y)
        return ellipse(self.x, y, half + 1, half * self.tilt, 180, 0)

    def belt(self, top: float, bottom: float) -> Path:
        """Return the band around the body between two heights."""
        steps = 8
        heights = [top + (bottom - top) * i / steps for i in range(steps + 1)]
        right = [(self.x + self.half(y) + 1, y) for y in heights]
        left = [(self.x - self.half(y) - 1, y) for y in reversed(heights)]
        return [*self.ring(top), *right, *reversed(self.ring(bottom)), *left]

    def at(self, y: float, degrees: float) -> tuple[float, float]:
        """Return a point on the front; 0 degrees is its middle."""
        half = self.half(y)
        turn = radians(degrees)
        return self.x + half * sin(turn), y + half * self.tilt * cos(turn)


Pattern = Callable[[Canvas, Body, str], None]


def turn_body(
    canvas: Canvas,
    x: float,
    profile: Sequence[Point],
    tone: str,
    *,
    pattern: str | None = None,
    accent: str = "chalk",
    tilt: float = 0.12,
    curved: bool = True,
    shade: str = "round",
    strength: float = 1,
    alpha: float = 1,
    opening: str | None = None,
) -> Body:
    """Draw a body from (y, half width) pairs, top first; return it for details.

    `opening` is the colour inside; without one the top is closed and drawn flat.
    """
    outline = smooth(profile, closed=False) if curved else list(profile)
    top, bottom = outline[0], outline[-1]
    right = [(x + half, y) for y, half in outline]
    left = [(x - half, y) for y, half in reversed(outline)]
    path = [
        *ellipse(x, top[0], top[1], top[1] * tilt, 180, 360),
        *right,
        *ellipse(x, bottom[0], bottom[1], bottom[1] * tilt, 0, 180),
        *left,
    ]
    mask = canvas.fill(path, tone, shade, alpha, strength)
    body = Body(x, outline, tilt, mask)
    if pattern:
        PATTERNS[pattern](canvas, body, accent)
    rim = ellipse(x, top[0], top[1], top[1] * tilt)
    if opening:
        canvas.fill(rim, lighter(colour(tone), 0.28), "flat")
        lip = max(3.0, top[1] * 0.05)
        inner = ellipse(x, top[0] + lip * tilt, top[1] - lip, (top[1] - lip) * tilt)
        canvas.fill(inner, darker(colour(opening), 0.2), "hollow")
    return body


def _height(body: Body, share: float) -> float:
    top, bottom = body.outline[0][0], body.outline[-1][0]
    return top + (bottom - top) * share


def _belts(shares: Sequence[tuple[float, float]]) -> Pattern:
    def draw(canvas: Canvas, body: Body, accent: str) -> None:
        for start, end in shares:
            belt = body.belt(_height(body, start), _height(body, end))
            canvas.inside(body.mask, [belt], accent, "round")

    return draw


def _dip(canvas: Canvas, body: Body, accent: str) -> None:
    edge = _height(body, 0.56)
    line = [(x, y + 7 * sin(x / 38)) for x, y in body.ring(edge)]
    low = _height(body, 1.4)
    path = [*line, (body.x + 600, low), (body.x - 600, low)]
    canvas.inside(body.mask, [path], accent, "round")


def _drip(canvas: Canvas, body: Body, accent: str) -> None:
    edge = _height(body, 0.3)
    wide = body.half(edge)
    line = [
        (x, y + wide * 0.12 * (sin(x / wide * 5) + sin(x / wide * 11 + 1)))
        for x, y in body.ring(edge)
    ]
    high = _height(body, -0.4)
    path = [*line, (body.x + 600, high), (body.x - 600, high)]
    canvas.inside(body.mask, [path], accent, "round")


def _dots(canvas: Canvas, body: Body, accent: str) -> None:
    size = (body.outline[-1][0] - body.outline[0][0]) / 30
    spots = []
    for row, share in enumerate((0.16, 0.34, 0.52, 0.70, 0.88)):
        for turn in range(-75, 90, 25):
            degrees = turn + (12.5 if row % 2 else 0)
            x, y = body.at(_height(body, share), degrees)
            flat = max(0.25, cos(radians(degrees)))
            spots.append(ellipse(x, y, size * flat, size))
    canvas.inside(body.mask, spots, accent, "none")


def _speckle(canvas: Canvas, body: Body, accent: str) -> None:
    spots = []
    for _ in range(90):
        share, degrees = (
            canvas.chance.uniform(0.02, 1.02),
            canvas.chance.uniform(-85, 85),
        )
        x, y = body.at(_height(body, share), degrees)
        size = canvas.chance.uniform(1.6, 4.4)
        spots.append(ellipse(x, y, size, size * 0.9)[::6])
    canvas.inside(body.mask, spots, accent, "none", 0.8)


def _ribs(canvas: Canvas, body: Body, accent: str) -> None:
    lines = []
    for degrees in range(-78, 90, 13):
        steps = [_height(body, i / 12) for i in range(13)]
        lines.append([body.at(y, degrees) for y in steps])
    canvas.strokes(lines, 4, accent, alpha=0.55, within=body.mask)


def _rings(canvas: Canvas, body: Body, accent: str) -> None:
    lines = [body.ring(_height(body, share / 9)) for share in range(1, 9)]
    canvas.strokes(lines, 4, accent, alpha=0.6, within=body.mask)


def _zigzag(canvas: Canvas, body: Body, accent: str) -> None:
    for share in (0.3, 0.5, 0.7):
        line = []
        for i, degrees in enumerate(range(-90, 91, 12)):
            line.append(body.at(_height(body, share + (0.08 if i % 2 else 0)), degrees))
        canvas.stroke(line, 9, accent, within=body.mask)


PATTERNS: dict[str, Pattern] = {
    "dip": _dip,
    "drip": _drip,
    "lines": _belts([(0.16, 0.20), (0.25, 0.27)]),
    "stripes": _belts(points("0.08,0.18 0.28,0.38 0.48,0.58 0.68,0.78 0.88,0.98")),
    "dots": _dots,
    "speckle": _speckle,
    "ribs": _ribs,
    "rings": _rings,
    "zigzag": _zigzag,
}
