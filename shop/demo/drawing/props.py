"""Small things that stand beside or in a thing: fruit, sprigs, books, plants."""

from collections.abc import Callable

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import along, ellipse, leaf, points, rect, smooth
from shop.demo.drawing.surfaces import tint
from shop.demo.drawing.turned import turn_body


def lemon(canvas: Canvas, x: float, y: float) -> None:
    """Draw a lemon whose lowest point is at (x, y)."""
    canvas.ground(x, 62, y)
    outline = points(
        "-78,-52 -58,-72 -20,-94 30,-92 60,-66 80,-46 58,-22 18,-2 -28,-4 -60,-32"
    )
    canvas.fill(smooth([(x + a, y + b) for a, b in outline]), "lemon", "ball")
    canvas.fill(leaf(x - 70, y - 56, 66, 34, -75), "fern", "flat")


def pear(canvas: Canvas, x: float, y: float) -> None:
    """Draw a pear."""
    canvas.ground(x, 58, y)
    canvas.stroke([(x + 4, y - 150), (x + 14, y - 186)], 8, "walnut")
    outline = points(
        "0,-160 30,-146 40,-104 64,-62 52,-14 0,0 -52,-14 -64,-62 -38,-104 -28,-146"
    )
    canvas.fill(smooth([(x + a, y + b) for a, b in outline]), "#b9b560", "ball")
    canvas.fill(leaf(x + 10, y - 172, 60, 28, -12), "fern", "flat")


def egg(canvas: Canvas, x: float, y: float) -> None:
    """Draw two eggs."""
    for dx, tone in ((44, "#d9b48f"), (-34, "oat")):
        canvas.ground(x + dx, 40, y)
        canvas.fill(ellipse(x + dx, y - 36, 50, 38), tone, "ball")


def pebbles(canvas: Canvas, x: float, y: float) -> None:
    """Draw two pebbles."""
    for dx, rx, ry, tone in ((34, 56, 30, "zinc"), (-36, 40, 24, "linen")):
        canvas.ground(x + dx, rx * 0.9, y)
        canvas.fill(ellipse(x + dx, y - ry + 3, rx, ry), tone, "ball")


def books(canvas: Canvas, x: float, y: float) -> None:
    """Draw two lying books."""
    canvas.ground(x, 120, y)
    for dx, top, half, tone in ((0, -44, 122, "ink"), (-10, -80, 104, "clay")):
        high = 44 if top == -44 else 36
        box = (x + dx - half, y + top, x + dx + half, y + top + high)
        canvas.fill(rect(*box, 7), tone, "flat")
        pages = (box[0] + 30, box[1] + 7, box[2] + 1, box[3] - 7)
        canvas.fill(rect(*pages), "cream", "flat")
        canvas.fill(rect(box[0], box[1], box[0] + 40, box[3], 7), tone, "round")


def small_cup(canvas: Canvas, x: float, y: float, tone: str = "chalk") -> None:
    """Draw a cup without a handle."""
    canvas.ground(x, 66, y)
    turn_body(
        canvas,
        x,
        [(y - 112, 66), (y - 60, 64), (y - 16, 50), (y - 6, 44)],
        tone,
        opening="walnut",
        tilt=0.16,
    )


def matches(canvas: Canvas, x: float, y: float) -> None:
    """Draw a box of matches."""
    canvas.ground(x, 78, y)
    canvas.fill(rect(x - 84, y - 52, x + 84, y, 3), "brick", "flat")
    canvas.fill(rect(x - 84, y - 16, x + 84, y), "charcoal", "flat")
    canvas.fill(ellipse(x, y - 34, 26, 12), "cream", "none")
    canvas.stroke([(x - 70, y + 16), (x + 40, y + 24)], 6, "beech")
    canvas.fill(ellipse(x + 42, y + 24, 9, 7), "brick", "ball")


def spoon(canvas: Canvas, x: float, y: float) -> None:
    """Draw a lying spoon."""
    canvas.shadow(ellipse(x, y - 2, 130, 12), 8, 0.4, 4, 5)
    canvas.stroke([(x - 130, y - 10), (x + 60, y - 8)], 11, "beech")
    canvas.fill(ellipse(x + 90, y - 10, 50, 19), "beech", "ball")
    canvas.fill(ellipse(x + 92, y - 12, 38, 11), tint("beech", -0.3), "hollow")


def shells(canvas: Canvas, x: float, y: float) -> None:
    """Draw acorns and a hazel leaf."""
    canvas.fill(leaf(x - 90, y - 6, 120, 56, -8), "ochre", "flat")
    for dx in (10, 64):
        canvas.ground(x + dx, 24, y)
        canvas.fill(ellipse(x + dx, y - 28, 24, 30), "honey", "ball")
        canvas.fill(ellipse(x + dx, y - 48, 29, 18, 180, 360), "walnut", "ball")


def soap(canvas: Canvas, x: float, y: float) -> None:
    """Draw a bar of soap."""
    canvas.ground(x, 76, y)
    canvas.fill(rect(x - 80, y - 50, x + 80, y, 20), "oat", "flat")
    canvas.stroke([(x - 48, y - 26), (x + 48, y - 26)], 4, tint("oat", -0.3))


def stem_with_leaves(
    canvas: Canvas,
    points: list[tuple[float, float]],
    tone: str,
    size: float,
    count: int = 6,
    width: float = 6,
    round_leaves: bool = False,
) -> None:
    """Draw a growing stem, leaves on both sides and one at the tip."""
    line = smooth(points, closed=False)
    canvas.stroke(line, width, tint(tone, -0.3))
    for i in range(1, count + 1):
        (x, y), way = along(line, 0.18 + 0.8 * i / (count + 1))
        grown = size * (1.12 - 0.45 * i / count)
        for side, shade in ((-1, 0.12), (1, -0.18)):
            if round_leaves:
                blade = leaf(x, y, grown, grown * 0.8, way + side * 52)
            else:
                blade = leaf(x, y, grown, grown * 0.42, way + side * 44)
            canvas.fill(blade, tint(tone, shade), "flat")
    (x, y), way = along(line, 0.99)
    canvas.fill(leaf(x, y, size * 0.62, size * 0.3, way), tone, "flat")


def flame(canvas: Canvas, x: float, y: float, size: float = 1) -> None:
    """Draw a candle's flame and its glow; (x, y) is the wick's foot."""
    s = size
    canvas.stroke([(x, y), (x, y - 18 * s)], 5 * s, "charcoal")
    canvas.glow(x, y - 46 * s, 150 * s, 0.75)
    for grow, tone in ((1.0, "flame"), (0.55, "cream")):
        tips = points("0,-92 15,-62 20,-34 0,-12 -20,-34 -13,-62")
        path = smooth(
            [(x + a * s * grow, y + (b + 10) * s * grow - 10 * s) for a, b in tips]
        )
        canvas.fill(path, tone, "none")


PROPS: dict[str, Callable[[Canvas, float, float], None]] = {
    function.__name__: function
    for function in (
        lemon,
        pear,
        egg,
        pebbles,
        books,
        small_cup,
        matches,
        spoon,
        shells,
        soap,
    )
}


def stand_beside(canvas: Canvas, name: str, right: bool = True) -> None:
    """Put a small thing in front of the main one, at its right or left."""
    PROPS[name](canvas, 770 if right else 190, BASE + 72)
