"""Flat stuff: wood, cloth and paper, and the patterns printed on it."""

from math import sin

from shop.demo.drawing.canvas import Canvas, Mask
from shop.demo.drawing.colours import Colour, colour, darker, lighter
from shop.demo.drawing.paths import Path, ellipse, rect, turned

Box = tuple[float, float, float, float]


def wood(
    canvas: Canvas,
    path: Path,
    tone: str,
    *,
    upright: bool = False,
    holes: tuple[Path, ...] = (),
    shade: str = "flat",
) -> Mask:
    """Fill an outline with wood: a tone and the lines of its grain."""
    mask = canvas.fill(path, tone, shade, holes=holes)
    grain(canvas, mask, path, tone, upright)
    return mask


def grain(canvas: Canvas, mask: Mask, path: Path, tone: str, upright: bool) -> None:
    """Draw lines of grain inside a mask."""
    xs, ys = [x for x, _ in path], [y for _, y in path]
    low, high = (min(xs), max(xs)) if upright else (min(ys), max(ys))
    start, end = (min(ys), max(ys)) if upright else (min(xs), max(xs))
    lines = []
    place = low + canvas.chance.uniform(8, 22)
    while place < high:
        phase, bend = canvas.chance.uniform(0, 6), canvas.chance.uniform(2, 7)
        line = [
            (start + (end - start) * i / 14, place + bend * sin(phase + i * 0.42))
            for i in range(15)
        ]
        lines.append([(b, a) for a, b in line] if upright else line)
        place += canvas.chance.uniform(18, 40)
    if lines:
        canvas.strokes(lines, 2.6, darker(colour(tone), 0.4), alpha=0.5, within=mask)


def printed(
    canvas: Canvas,
    mask: Mask,
    box: Box,
    pattern: str,
    accent: str,
    degrees: float = 0,
    step: float = 48,
) -> None:
    """Print a pattern on a flat thing, turned about its middle."""
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    shapes = [turned(path, degrees, middle) for path in PRINTS[pattern](box, step)]
    alpha = 0.6 if pattern == "check" else 1
    canvas.inside(mask, shapes, accent, "flat", alpha)
    if pattern == "check":
        across = [turned(path, 90 + degrees, middle) for path in _stripes(box, step)]
        canvas.inside(mask, across, accent, "flat", alpha)


def _steps(start: float, end: float, step: float) -> list[float]:
    reach = (end - start) * 0.45
    middle = (start + end) / 2
    count = int(((end - start) / 2 + reach) / step) + 1
    return [middle + i * step for i in range(-count, count + 1)]


def _stripes(box: Box, step: float) -> list[Path]:
    x0, y0, x1, y1 = box
    reach = max(x1 - x0, y1 - y0)
    return [
        rect(x - step * 0.22, y0 - reach, x + step * 0.22, y1 + reach)
        for x in _steps(x0, x1, step)
    ]


def _pin(box: Box, step: float) -> list[Path]:
    x0, y0, x1, y1 = box
    return [
        rect(x - 2.5, y0 - 300, x + 2.5, y1 + 300) for x in _steps(x0, x1, step * 0.6)
    ]


def _ends(box: Box, step: float) -> list[Path]:
    x0, _, x1, y1 = box
    heights = [(step * 2.6, step * 1.7), (step * 1.35, step * 0.95)]
    return [rect(x0 - 200, y1 - a, x1 + 200, y1 - b) for a, b in heights]


def _dots(box: Box, step: float) -> list[Path]:
    x0, y0, x1, y1 = box
    return [
        ellipse(x + (step / 2 if row % 2 else 0), y, step * 0.17, step * 0.17)[::3]
        for row, y in enumerate(_steps(y0, y1, step * 0.8))
        for x in _steps(x0, x1, step)
    ]


def _diamonds(box: Box, step: float) -> list[Path]:
    x0, y0, x1, y1 = box
    return [
        [
            (x, y - step * 0.4),
            (x + step * 0.28, y),
            (x, y + step * 0.4),
            (x - step * 0.28, y),
        ]
        for y in _steps(y0, y1, step)
        for x in _steps(x0, x1, step * 0.8)
    ]


PRINTS = {
    "stripes": _stripes,
    "pin": _pin,
    "ends": _ends,
    "dots": _dots,
    "check": _stripes,
    "diamonds": _diamonds,
}


def label(
    canvas: Canvas,
    box: Box,
    tone: str = "cream",
    ink: str = "charcoal",
    emblem: str | None = "leaf",
) -> None:
    """Draw a small paper label with an emblem and lines for words."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    canvas.fill(rect(x0, y0, x1, y1, 5), tone, "flat")
    x, y = (x0 + x1) / 2, y0 + high * 0.34
    size = min(wide, high) * 0.2
    if emblem == "leaf":
        canvas.fill(ellipse(x, y, size, size), ink, "none")
        canvas.stroke([(x, y + size * 0.6), (x, y - size * 0.6)], 3, tone)
        canvas.strokes(
            [
                [(x, y + size * 0.2), (x + d * size * 0.5, y - size * 0.3)]
                for d in (-1, 1)
            ],
            3,
            tone,
        )
    elif emblem:
        canvas.fill(ellipse(x, y, size, size), emblem, "flat")
    rows = [(0.66, 0.62), (0.82, 0.4)]
    canvas.strokes(
        [
            [(x - wide * w / 2, y0 + high * at), (x + wide * w / 2, y0 + high * at)]
            for at, w in rows
        ],
        max(3, high * 0.04),
        ink,
        alpha=0.8,
    )


def glossy(canvas: Canvas, line: Path, width: float, alpha: float = 0.5) -> None:
    """Draw the one reflection on glass or glaze."""
    canvas.stroke(line, width, "white", alpha=alpha)


def tint(name: str, share: float) -> Colour:
    """Return a pigment lighter (above 0) or darker (below 0)."""
    base = colour(name)
    return lighter(base, share) if share > 0 else darker(base, -share)
