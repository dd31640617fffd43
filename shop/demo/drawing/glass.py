"""Tumblers, carafes and bottles."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import glossy, label, tint
from shop.demo.drawing.turned import turn_body


@drawing(zoom=1.16)
def tumblers(
    canvas: Canvas, tone: str = "glass", drink: str | None = "sky", ribs: bool = False
) -> None:
    """Draw two drinking glasses, one behind the other."""
    for x, foot, full in ((590, BASE - 40, None), (390, BASE + 6, drink)):
        canvas.ground(x, 118, foot)
        top = foot - 390
        shape = [(top, 134), (foot - 14, 112)]
        turn_body(
            canvas,
            x,
            shape,
            tone,
            curved=False,
            alpha=0.72,
            tilt=0.14,
            pattern="ribs" if ribs else None,
        )
        if full:
            level = top + 110
            turn_body(
                canvas,
                x,
                [(level, 118), (foot - 30, 102)],
                full,
                curved=False,
                alpha=0.8,
                tilt=0.14,
            )
            canvas.fill(ellipse(x, level, 118, 16), tint(full, 0.4), "flat", 0.9)
        canvas.fill(
            ellipse(x, top, 134, 19),
            "white",
            "none",
            0.6,
            holes=[ellipse(x, top + 1, 125, 15)],
        )
        glossy(canvas, [(x - 98, top + 50), (x - 84, foot - 70)], 15)


@drawing(zoom=1.12)
def carafe(
    canvas: Canvas,
    tone: str = "glass",
    drink: str = "sky",
    stopper: str = "oak",
    sprig: bool = False,
) -> None:
    """Draw a carafe of glass with a ball for a stopper."""
    x = 480
    canvas.ground(x, 150)
    body = points("430,62 520,60 600,78 700,140 820,166 920,158 946,140")
    turn_body(canvas, x, body, tone, alpha=0.72)
    water = points("650,104 720,140 820,154 910,148 934,130")
    turn_body(canvas, x, water, drink, alpha=0.75)
    canvas.fill(ellipse(x, 650, 104, 13), tint(drink, 0.45), "flat", 0.9)
    if sprig:
        canvas.stroke([(470, 900), (500, 700)], 6, "fern")
        for i in range(4):
            canvas.fill(leaf(476 + i * 7, 860 - i * 45, 64, 30, -130), "leaf", "flat")
            canvas.fill(leaf(476 + i * 7, 860 - i * 45, 60, 28, -20), "fern", "flat")
    glossy(
        canvas,
        smooth([(440, 470), (436, 580), (370, 700), (346, 810)], closed=False),
        14,
    )
    canvas.fill(rect(446, 400, 514, 446, 10), tint(stopper, -0.2), "round")
    canvas.fill(ellipse(x, 364, 58, 56), stopper, "ball")


@drawing(zoom=1.18)
def bottle(
    canvas: Canvas,
    tone: str = "amber",
    cap: str = "charcoal",
    paper: str = "cream",
    top: str = "pump",
    wide: float = 1,
    emblem: str | None = "leaf",
) -> None:
    """Draw a bottle with a label and a pump, a spray or a cork."""
    x, half = 480, 142 * wide
    canvas.ground(x, half)
    body = [
        (540, 44),
        (566, 50),
        (600, half * 0.86),
        (650, half),
        (900, half),
        (946, half * 0.94),
    ]
    turn_body(canvas, x, body, tone)
    TOPS[top](canvas, x, cap)
    label(
        canvas, (x - half * 0.72, 690, x + half * 0.6, 890), paper, "charcoal", emblem
    )
    glossy(canvas, [(x - half * 0.82, 668), (x - half * 0.82, 880)], 11, 0.35)


def _pump(canvas: Canvas, x: float, cap: str) -> None:
    canvas.fill(rect(x - 10, 430, x + 10, 520), tint(cap, 0.2), "round")
    path = smooth(
        [
            (x - 150, 440),
            (x - 140, 410),
            (x - 50, 402),
            (x + 40, 402),
            (x + 48, 436),
            (x - 40, 438),
            (x - 120, 446),
            (x - 136, 470),
        ]
    )
    canvas.fill(path, cap, "flat")
    turn_body(canvas, x, [(506, 40), (516, 56), (558, 58)], cap, curved=False)


def _spray(canvas: Canvas, x: float, cap: str) -> None:
    canvas.fill(rect(x - 34, 460, x + 34, 560, 8), cap, "round")
    path = smooth(
        [
            (x - 130, 400),
            (x - 60, 376),
            (x + 60, 380),
            (x + 96, 430),
            (x + 60, 470),
            (x - 50, 470),
            (x - 66, 440),
            (x - 130, 436),
        ]
    )
    canvas.fill(path, cap, "flat")
    trigger = smooth([(x - 50, 466), (x - 84, 520), (x - 82, 566)], closed=False)
    canvas.stroke(trigger, 22, tint(cap, 0.15))


def _cork(canvas: Canvas, x: float, cap: str) -> None:
    turn_body(canvas, x, [(476, 40), (548, 36)], cap, curved=False, tilt=0.2)


TOPS = {"pump": _pump, "spray": _spray, "cork": _cork}
