"""Woven baskets, trugs, boxes and stools."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import Path, ellipse, leaf, rect, smooth
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import tint, wood
from shop.demo.drawing.turned import Body, turn_body


def weave(canvas: Canvas, body: Body, tone: str, rows: int = 9) -> None:
    """Draw the weave around a body: rows of short bowed strokes."""
    top, bottom = body.outline[0][0], body.outline[-1][0]
    step = (bottom - top) / rows
    light: list[Path] = []
    dark: list[Path] = []
    for row in range(rows + 1):
        y = top + row * step
        shift = 9 if row % 2 else 0
        for turn in range(-81, 90, 18):
            line = [
                body.at(y + bow, turn + shift + at)
                for at, bow in ((-7, step * 0.1), (0, -step * 0.12), (7, step * 0.1))
            ]
            (light if row % 2 else dark).append(line)
    canvas.strokes(dark, step * 0.5, tint(tone, -0.28), alpha=0.75, within=body.mask)
    canvas.strokes(light, step * 0.5, tint(tone, 0.22), alpha=0.75, within=body.mask)


@drawing(zoom=1.1)
def basket(
    canvas: Canvas,
    tone: str = "sand",
    accent: str | None = None,
    high: float = 1,
    handles: str = "ears",
    cloth: str | None = None,
    wide: float = 1,
) -> None:
    """Draw a woven basket."""
    x, top, half = 480, BASE - 340 * high, 250 * wide
    canvas.ground(x, half * 0.84)
    if handles == "ears":
        for side in (-1, 1):
            ear = ellipse(x + side * (half - 26), top + 8, 50, 64, 180, 360)
            canvas.stroke(ear, 20, tint(tone, -0.3))
    elif handles == "arch":
        canvas.stroke(
            ellipse(x, top + 10, half * 0.88, 300, 180, 360), 26, tint(tone, -0.3)
        )
        canvas.stroke(
            ellipse(x, top + 8, half * 0.88, 300, 190, 300), 8, tint(tone, 0.1)
        )
    if cloth:
        folds = smooth(
            [
                (x - half * 0.9, top + 20),
                (x - half * 0.6, top - 66),
                (x - half * 0.1, top - 40),
                (x + half * 0.3, top - 84),
                (x + half * 0.8, top - 40),
                (x + half * 0.9, top + 20),
            ]
        )
        canvas.fill(folds, cloth, "flat")
    shape = [
        (top, half),
        (top + 140 * high, half * 0.98),
        (BASE - 60, half * 0.86),
        (BASE - 20, half * 0.8),
    ]
    opening = None if cloth else "walnut"
    body = turn_body(canvas, x, shape, tone, tilt=0.13, opening=opening)
    weave(canvas, body, tone, max(5, round(9 * high)))
    if accent:
        canvas.inside(
            body.mask,
            [body.belt(top + 130 * high, top + 210 * high)],
            accent,
            "round",
            0.8,
        )
    canvas.stroke(body.ring(top), 22, tint(tone, -0.14))
    canvas.stroke(body.ring(top - 4), 7, tint(tone, 0.3))
    if opening:
        canvas.stroke(
            ellipse(x, top, half, half * 0.13, 180, 360), 10, tint(tone, -0.2)
        )


@drawing(zoom=1.04)
def trug(canvas: Canvas, tone: str = "beech", accent: str = "oak") -> None:
    """Draw a wooden trug with vegetables."""
    canvas.ground(480, 300)
    canvas.stroke(ellipse(480, 800, 250, 390, 180, 360), 34, tint(accent, -0.1))
    canvas.stroke(ellipse(474, 796, 250, 390, 190, 350), 9, tint(accent, 0.25))
    for x, size, tone_of in (
        (270, 150, "leaf"),
        (360, 190, "fern"),
        (620, 180, "moss"),
        (690, 140, "leaf"),
    ):
        for turn in (-130, -100, -75, -50):
            canvas.fill(leaf(x, 790, size, size * 0.4, turn), tone_of, "flat")
    for x in (430, 500, 570):
        canvas.fill(ellipse(x, 760, 48, 50), "brick", "ball")
        canvas.fill(leaf(x, 722, 34, 16, -60), "fern", "none")
    path = smooth(
        [
            (140, 750),
            (170, 740),
            (480, 776),
            (790, 740),
            (820, 750),
            (780, 860),
            (690, 940),
            (480, BASE),
            (270, 940),
            (180, 860),
        ]
    )
    mask = wood(canvas, path, tone, shade="round")
    for y in (824, 894):
        line = smooth([(130, y - 26), (480, y + 14), (830, y - 26)], closed=False)
        canvas.stroke(line, 7, tint(tone, -0.45), alpha=0.7, within=mask)
    for x in (240, 720):
        canvas.inside(mask, [rect(x - 20, 700, x + 20, 1000)], accent, "flat")
        for y in (800, 860):
            canvas.fill(ellipse(x, y, 6, 6), "brass", "ball")


@drawing(zoom=1.1)
def stool(canvas: Canvas, tone: str = "oak") -> None:
    """Draw a three-legged stool."""
    canvas.ground(480, 250)
    for head, foot, end, share in (
        (480, 480, BASE - 26, -0.35),
        (300, 214, BASE, -0.1),
        (660, 746, BASE, -0.1),
    ):
        leg = [(head - 24, 600), (head + 24, 600), (foot + 17, end), (foot - 17, end)]
        canvas.fill(leg, tint(tone, share), "round")
    canvas.fill(rect(268, 786, 692, 812, 8), tint(tone, -0.2), "flat")
    canvas.fill(ellipse(480, 604, 272, 62), tint(tone, -0.35), "round")
    wood(canvas, ellipse(480, 580, 276, 64), tone)


@drawing()
def letter_tray(canvas: Canvas, tone: str = "oak", accent: str = "cream") -> None:
    """Draw two letter trays, one over the other."""
    canvas.ground(480, 330)
    for x in (190, 770):
        canvas.fill(rect(x - 14, 640, x + 14, BASE, 4), tint(tone, -0.3), "round")
    for y, papers in ((BASE - 8, 2), (764, 4)):
        canvas.fill(
            [(190, y - 120), (770, y - 120), (820, y - 50), (140, y - 50)],
            tint(tone, -0.42),
            "flat",
        )
        for i in range(papers):
            lift = i * 9
            canvas.fill(
                [
                    (230, y - 112 - lift),
                    (720 + i * 6, y - 112 - lift),
                    (750 + i * 6, y - 56 - lift),
                    (190, y - 56 - lift),
                ],
                tint(accent, -0.10 * (i % 2)),
                "flat",
            )
        wood(canvas, rect(140, y - 62, 820, y, 8), tone)
        canvas.fill(ellipse(480, y - 62, 100, 36, 0, 180), tint(tone, -0.55), "none")
        canvas.stroke([(146, y - 60), (372, y - 60)], 6, tint(tone, 0.3))
        canvas.stroke([(588, y - 60), (814, y - 60)], 6, tint(tone, 0.3))
