"""Mugs, cups, pots and tins."""

from math import sin

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, points, rect, smooth
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import label, tint
from shop.demo.drawing.turned import turn_body


@drawing(zoom=1.14)
def mug(
    canvas: Canvas,
    tone: str = "oat",
    pattern: str | None = None,
    accent: str = "moss",
    tall: float = 1,
    inside: str = "oat",
    steam: bool = False,
) -> None:
    """Draw a mug with its handle at the right."""
    x, top = 450, BASE - 380 * tall
    canvas.ground(x + 20, 200)
    handle = smooth(
        [
            (x + 150, top + 78 * tall),
            (x + 262, top + 70 * tall),
            (x + 300, top + 170 * tall),
            (x + 252, top + 272 * tall),
            (x + 140, top + 292 * tall),
        ],
        closed=False,
    )
    canvas.stroke(handle, 46, tint(tone, -0.32))
    canvas.stroke([(a - 4, b - 4) for a, b in handle], 34, tint(tone, -0.06))
    body = [
        (top, 190),
        (top + 120 * tall, 192),
        (top + 280 * tall, 184),
        (BASE - 40, 168),
        (BASE - 18, 146),
    ]
    turn_body(
        canvas, x, body, tone, pattern=pattern, accent=accent, opening=inside, tilt=0.17
    )
    if steam:
        for dx in (-50, 40):
            line = [(x + dx + 15 * sin(i / 5), top - 40 - i * 5) for i in range(36)]
            canvas.stroke(line, 12, "white", alpha=0.45)


@drawing(zoom=1.08)
def cup_and_saucer(
    canvas: Canvas,
    tone: str = "chalk",
    accent: str = "ink",
    pattern: str | None = "lines",
) -> None:
    """Draw a small cup on a saucer."""
    x = 470
    canvas.ground(x, 290)
    canvas.fill(ellipse(x, BASE - 22, 306, 62), tint(tone, -0.24), "flat")
    canvas.fill(ellipse(x, BASE - 34, 306, 60), tone, "round")
    canvas.fill(
        ellipse(x, BASE - 34, 262, 48),
        accent,
        "flat",
        holes=[ellipse(x, BASE - 34, 248, 44)],
    )
    canvas.fill(ellipse(x + 26, BASE - 36, 150, 24), tint(tone, -0.25), "flat")
    handle = smooth(
        [(x + 150, 660), (x + 244, 650), (x + 252, 740), (x + 128, 810)], closed=False
    )
    canvas.stroke(handle, 34, tint(tone, -0.3))
    canvas.stroke([(a - 3, b - 4) for a, b in handle], 24, tint(tone, -0.04))
    body = points("610,192 680,190 790,152 880,98 920,78")
    turn_body(
        canvas,
        x,
        body,
        tone,
        pattern=pattern,
        accent=accent,
        opening="walnut",
        tilt=0.19,
    )


@drawing()
def teapot(
    canvas: Canvas,
    tone: str = "sage",
    pattern: str | None = None,
    accent: str = "chalk",
    knob: str = "oak",
) -> None:
    """Draw a round teapot, spout at the left."""
    x = 490
    canvas.ground(x, 230)
    spout = smooth(
        points("330,860 210,790 190,660 118,560 150,536 196,560 270,640 360,690")
    )
    canvas.fill(spout, tone, "round", strength=0.6)
    handle = smooth(points("650,640 800,590 870,690 810,820 660,850"), closed=False)
    canvas.stroke(handle, 44, tint(tone, -0.32))
    canvas.stroke([(a - 3, b - 5) for a, b in handle], 33, tint(tone, -0.08))
    body = points("570,120 600,168 680,226 770,246 860,222 930,158 948,128")
    turn_body(canvas, x, body, tone, pattern=pattern, accent=accent, shade="ball")
    lid = [(508, 24), (524, 76), (556, 124), (572, 132)]
    turn_body(canvas, x, lid, tint_name(tone), tilt=0.14)
    canvas.fill(ellipse(x, 492, 34, 32), knob, "ball")


def tint_name(tone: str) -> str:
    """Return a pigment a little lighter, for a part that catches the light."""
    red, green, blue = tint(tone, 0.14)
    return f"#{red:02x}{green:02x}{blue:02x}"


@drawing()
def kettle(canvas: Canvas, tone: str = "ink", accent: str = "oak") -> None:
    """Draw a stove kettle with a high handle."""
    x = 490
    canvas.ground(x, 260)
    arc = smooth(
        points("310,650 316,440 400,356 580,356 664,440 670,650"),
        closed=False,
    )
    canvas.stroke(arc, 22, "steel")
    canvas.stroke(
        smooth(points("376,378 430,350 490,344 550,350 604,378"), closed=False),
        46,
        accent,
    )
    canvas.stroke(
        smooth([(396, 366), (440, 346), (490, 340)], closed=False),
        10,
        tint(accent, 0.3),
    )
    spout = smooth(points("330,800 230,740 150,610 176,590 216,606 300,680 370,700"))
    canvas.fill(spout, tone, "round", strength=0.6)
    body = points("590,130 625,190 720,250 830,272 920,262 946,246")
    turn_body(canvas, x, body, tone, shade="ball", curved=True)
    canvas.stroke(
        smooth([(360, 690), (330, 760), (322, 830)], closed=False),
        16,
        "white",
        alpha=0.4,
    )
    turn_body(canvas, x, [(558, 60), (574, 116), (596, 138)], tint_name(tone))
    canvas.fill(ellipse(x, 536, 30, 28), accent, "ball")


@drawing(zoom=1.12)
def tin(
    canvas: Canvas,
    tone: str = "moss",
    accent: str = "brass",
    high: float = 1,
    paper: str = "cream",
    wide: float = 1,
) -> None:
    """Draw a round tin with a lid and a label."""
    x, half, top = 480, 180 * wide, BASE - 470 * high
    canvas.ground(x, half)
    turn_body(canvas, x, [(top, half), (BASE - 20, half)], tone, curved=False)
    lid = [(top - 14, half + 7), (top + 74, half + 7)]
    turn_body(canvas, x, lid, accent, curved=False, opening=accent)
    canvas.fill(ellipse(x, top - 14, half - 4, (half - 4) * 0.12), accent, "flat")
    label(
        canvas,
        (x - half * 0.6, top + 150 * high, x + half * 0.45, BASE - 80 * high),
        paper,
        tone,
    )


@drawing(zoom=1.12)
def coffee_dripper(canvas: Canvas, tone: str = "chalk", accent: str = "oak") -> None:
    """Draw a pour-over cone on a glass jug."""
    x = 480
    canvas.ground(x, 190)
    handle = smooth([(620, 700), (730, 700), (740, 820), (640, 880)], closed=False)
    canvas.stroke(handle, 22, "glass", alpha=0.9)
    jug = points("640,120 690,128 790,186 900,200 944,176")
    turn_body(canvas, x, jug, "glass", alpha=0.75, tilt=0.13)
    turn_body(
        canvas,
        x,
        [(812, 182), (900, 190), (936, 168)],
        "#5b3622",
        alpha=0.95,
        tilt=0.13,
    )
    canvas.stroke(
        smooth([(372, 760), (330, 830), (322, 900)], closed=False),
        13,
        "white",
        alpha=0.6,
    )
    cone = [(400, 214), (470, 180), (580, 92), (620, 62)]
    turn_body(
        canvas, x, cone, tone, pattern="ribs", accent="zinc", opening="linen", tilt=0.16
    )
    turn_body(canvas, x, [(616, 142), (640, 142)], accent, curved=False, tilt=0.13)
    canvas.fill(rect(434, 640, 526, 662, 6), tint(accent, -0.4), "flat")
