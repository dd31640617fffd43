"""Outlines, as lists of points in units of the 960 by 1200 sheet."""

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians, sin

Point = tuple[float, float]
Path = Sequence[Point]


def ellipse(
    x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360
) -> Path:
    """Return points on an ellipse; degrees run clockwise from three o'clock."""
    steps = max(24, int(abs(end - start) / 3))
    angles = [radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + rx * cos(a), y + ry * sin(a)) for a in angles]


def rect(x0: float, y0: float, x1: float, y1: float, radius: float = 0) -> Path:
    """Return a rectangle with round corners."""
    if not radius:
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    return [
        *ellipse(x0 + r, y0 + r, r, r, 180, 270),
        *ellipse(x1 - r, y0 + r, r, r, 270, 360),
        *ellipse(x1 - r, y1 - r, r, r, 0, 90),
        *ellipse(x0 + r, y1 - r, r, r, 90, 180),
    ]


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 10) -> Path:
    """Return a Catmull-Rom curve through the points."""
    count = len(points)
    spans = count if closed else count - 1
    curve = []
    for i in range(spans):
        if closed:
            p0, p1, p2, p3 = (points[(i + j) % count] for j in (-1, 0, 1, 2))
        else:
            p0, p1 = points[max(i - 1, 0)], points[i]
            p2, p3 = points[i + 1], points[min(i + 2, count - 1)]
        curve += [_between(p0, p1, p2, p3, step / steps) for step in range(steps)]
    if not closed:
        curve.append(points[-1])
    return curve


def _between(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    x, y = (
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
    )
    return x, y


def turned(points: Sequence[Point], turn: float, about: Point) -> Path:
    """Return the points turned clockwise about a point."""
    c, s = cos(radians(turn)), sin(radians(turn))
    ox, oy = about
    return [
        (ox + (x - ox) * c - (y - oy) * s, oy + (x - ox) * s + (y - oy) * c)
        for x, y in points
    ]


def leaf(x: float, y: float, length: float, width: float, turn: float) -> Path:
    """Return a leaf that grows from a point; 0 degrees points right."""
    blade = points("0.0,0.0 0.3,-0.45 0.62,-0.42 1.0,0.0 0.62,0.42 0.3,0.45")
    outline = smooth([(x + a * length, y + b * width) for a, b in blade])
    return turned(outline, turn, (x, y))


def along(line: Sequence[Point], share: float) -> tuple[Point, float]:
    """Return the point at a share of a line, and its direction in degrees."""
    pairs = list(pairwise(line))
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairs]
    left = sum(lengths) * share
    for (a, b), length in zip(pairs, lengths, strict=True):
        if left <= length and length:
            t = left / length
            place = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
            return place, degrees(atan2(b[1] - a[1], b[0] - a[0]))
        left -= length
    return line[-1], 0.0


def points(text: str) -> Path:
    """Return the points of "x,y x,y", the short way to write an outline down."""
    pairs = (pair.split(",") for pair in text.split())
    return [(float(x), float(y)) for x, y in pairs]
