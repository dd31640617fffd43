"""Pens, pencils, ink and small tools for the desk."""

from math import cos, sin

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paper import lay_pen
from shop.demo.drawing.paths import ellipse, points, rect, smooth, turned
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import glossy, label, tint, wood
from shop.demo.drawing.turned import turn_body

MIDDLE = (480, 600)


@drawing("flat")
def pen(
    canvas: Canvas,
    tone: str = "ink",
    metal: str = "brass",
    turn: float = 38,
    ink: str = "ink",
    loops: int = 3,
) -> None:
    """Draw a pen with the line it has just written."""
    tip_x, tip_y = turned([(480, 246)], turn, (480, 660))[0]
    steps = 40 * loops
    line = [
        (
            tip_x + (i / steps - 1) * 560 + 60 * sin(i / 40 * 6.28) * (1 - i / steps),
            tip_y + 46 * (cos(i / 40 * 6.28) - 1),
        )
        for i in range(steps + 1)
    ]
    canvas.stroke(line, 8, ink, alpha=0.85)
    with canvas.placed(0, 60, 1.5, MIDDLE):
        lay_pen(canvas, 480, 600, tone, turn, metal)


@drawing("flat")
def fountain_pen(
    canvas: Canvas, tone: str = "plum", metal: str = "brass", turn: float = 34
) -> None:
    """Draw a fountain pen beside its cap."""
    parts = (rect(452, 420, 508, 1010, 26), rect(590, 560, 656, 960, 26))
    for path in parts:
        canvas.hung(turned(path, turn, MIDDLE), 18)
    nib = smooth(points("480,190 512,330 504,400 456,400 448,330"))
    canvas.fill(turned(nib, turn, MIDDLE), metal, "flat", strength=1.6)
    canvas.stroke(turned([(480, 200), (480, 330)], turn, MIDDLE), 4, "walnut")
    canvas.fill(turned(ellipse(480, 334, 8, 8), turn, MIDDLE), "walnut", "none")
    canvas.fill(turned(rect(458, 390, 502, 500, 10), turn, MIDDLE), "charcoal", "round")
    for path in parts:
        canvas.fill(
            turned(path, turn, MIDDLE)
            if path is parts[1]
            else turned(rect(452, 480, 508, 1010, 26), turn, MIDDLE),
            tone,
            "flat",
            strength=1.6,
        )
    for box in ((450, 486, 510, 504), (588, 580, 658, 600), (588, 610, 658, 618)):
        canvas.fill(turned(rect(*box), turn, MIDDLE), metal, "flat")
    canvas.stroke(turned([(640, 900), (640, 660)], turn, MIDDLE), 11, metal)
    gleams = [
        turned([(466, 540), (466, 960)], turn, MIDDLE),
        turned([(606, 640), (606, 920)], turn, MIDDLE),
    ]
    canvas.strokes(gleams, 8, "white", alpha=0.35)


@drawing("flat")
def pencils(
    canvas: Canvas,
    tones: tuple[str, ...] = ("moss", "ochre", "clay", "ink", "rose"),
    box: str | None = "sand",
) -> None:
    """Draw pencils side by side, in a card sleeve."""
    count = len(tones)
    turn = 12
    left = 480 - count * 39
    canvas.hung(turned(rect(left, 330, left + count * 78, 960, 6), turn, MIDDLE), 18)
    for i, tone in enumerate(tones):
        x = left + 39 + i * 78
        lift = (0, -22, 8, -12, 4, -16)[i % 6]
        top = 330 + lift
        tip = [(x - 33, top), (x, top - 110), (x + 33, top)]
        canvas.fill(turned(tip, turn, MIDDLE), "beech", "round")
        point = [(x - 11, top - 74), (x, top - 112), (x + 11, top - 74)]
        canvas.fill(turned(point, turn, MIDDLE), tone, "none")
        for dx, share in ((-33, 0.16), (-11, 0.0), (11, -0.2)):
            face = rect(x + dx, top, x + dx + 22, 960)
            canvas.fill(turned(face, turn, MIDDLE), tint(tone, share), "none")
    if box:
        sleeve = rect(left - 16, 620, left + count * 78 + 16, 980, 8)
        canvas.fill(turned(sleeve, turn, MIDDLE), box, "flat")
        plate = rect(400, 720, 560, 850, 4)
        canvas.fill(turned(plate, turn, MIDDLE), "cream", "flat")
        canvas.strokes(
            [turned([(425, y), (535, y)], turn, MIDDLE) for y in (765, 805)],
            7,
            "charcoal",
        )


@drawing("flat")
def ruler(canvas: Canvas, tone: str = "beech", metal: str = "brass") -> None:
    """Draw a ruler and a set square."""
    square = [(280, 900), (280, 330), (800, 900)]
    inner = [(360, 828), (360, 520), (636, 828)]
    canvas.hung(square, 16)
    wood(canvas, square, tone, holes=(inner,))
    turn = -32
    body = rect(424, 130, 536, 1080, 8)
    canvas.hung(turned(body, turn, MIDDLE), 18)
    wood(canvas, turned(body, turn, MIDDLE), tint_code(tone), upright=True)
    canvas.fill(turned(rect(522, 130, 536, 1080), turn, MIDDLE), metal, "flat")
    marks = [
        turned([(520, y), (520 - (44 if i % 5 == 0 else 24), y)], turn, MIDDLE)
        for i, y in enumerate(range(160, 1070, 24))
    ]
    canvas.strokes(marks, 4, "charcoal")


def tint_code(tone: str) -> str:
    """Return a darker pigment of the same wood, as a code."""
    red, green, blue = tint(tone, -0.16)
    return f"#{red:02x}{green:02x}{blue:02x}"


@drawing(zoom=1.16)
def ink_bottle(
    canvas: Canvas, tone: str = "ink", cap: str = "charcoal", paper: str = "cream"
) -> None:
    """Draw a bottle of ink, low and square, with a drop of its colour."""
    x = 460
    canvas.ground(x, 200)
    canvas.fill(rect(262, 660, 658, BASE, 46), "glass", "flat", 0.85)
    canvas.fill(rect(284, 700, 636, BASE - 18, 34), tone, "round")
    canvas.fill(rect(376, 600, 544, 676, 14), "glass", "round", 0.9)
    turn_body(
        canvas,
        x,
        [(510, 104), (616, 104)],
        cap,
        curved=False,
        pattern="ribs",
        accent="black",
    )
    canvas.fill(ellipse(x, 510, 104, 12), tint(cap, 0.25), "flat")
    label(canvas, (360, 752, 560, 904), paper, "charcoal", tone)
    glossy(canvas, [(298, 720), (298, 900)], 14)
    drop = smooth([(770, 950), (806, 1010), (770, 1040), (734, 1010)])
    canvas.shadow(ellipse(776, 1034, 36, 12), 6, 0.4)
    canvas.fill(drop, tone, "ball")
