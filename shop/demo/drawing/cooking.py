"""Boards, pans and what one cooks with."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, points, rect, smooth, turned
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import printed, tint, wood
from shop.demo.drawing.tableware import peg
from shop.demo.drawing.tea import tint_name
from shop.demo.drawing.turned import turn_body


@drawing(zoom=1.1)
def board(canvas: Canvas, tone: str = "oak", accent: str = "walnut") -> None:
    """Draw a chopping board with a handle, leaning on the wall."""
    outline = smooth(
        points(
            "300,560 330,520 430,500 444,440 430,330 440,286 480,268 520,286 "
            "530,330 516,440 530,500 630,520 660,560"
        ),
        closed=False,
    )
    path = [*outline, (664, 930), (650, BASE), (310, BASE), (296, 930)]
    canvas.ground(480, 190)
    canvas.hung(path, 16)
    canvas.fill([(x + 12, y + 2) for x, y in path], tint(tone, -0.45), "none")
    wood(canvas, path, tone, upright=True, holes=(ellipse(480, 322, 20, 20),))
    canvas.stroke(
        smooth(points("480,320 452,386 474,440 500,390 482,322"), closed=False),
        7,
        accent,
    )


@drawing()
def round_board(canvas: Canvas, tone: str = "walnut", stripe: str = "beech") -> None:
    """Draw a round serving board that leans on the wall, one stripe let in."""
    path = [*ellipse(480, 680, 286, 280, -72, 252)]
    path += smooth(
        points("392,414 420,380 420,300 448,262 512,262 540,300 540,380 568,414"),
        closed=False,
    )
    canvas.ground(480, 200)
    canvas.hung(path, 16)
    canvas.fill([(x + 11, y + 3) for x, y in path], tint(tone, -0.5), "none")
    mask = wood(canvas, path, tone, upright=True, holes=(ellipse(480, 312, 19, 19),))
    canvas.inside(mask, [rect(588, 300, 630, 980)], stripe, "flat")


@drawing()
def casserole(canvas: Canvas, tone: str = "rust", knob: str = "brass") -> None:
    """Draw a casserole of cast iron with its lid."""
    x = 480
    canvas.ground(x, 290)
    for side in (-1, 1):
        ear = smooth(
            [
                (x + side * 280, 700),
                (x + side * 366, 690),
                (x + side * 370, 748),
                (x + side * 284, 752),
            ],
            closed=False,
        )
        canvas.stroke(ear, 30, tint(tone, -0.12))
    body = points("680,292 760,294 880,286 936,262 946,248")
    turn_body(canvas, x, body, tone, tilt=0.1)
    rim = [(660, 300), (690, 302)]
    turn_body(canvas, x, rim, tint_name(tone), curved=False, tilt=0.1)
    lid = [(574, 60), (592, 170), (630, 262), (662, 298)]
    turn_body(canvas, x, lid, tone, shade="ball", tilt=0.1)
    canvas.stroke(
        smooth([(300, 640), (350, 612), (420, 596)], closed=False),
        14,
        "white",
        alpha=0.35,
    )
    turn_body(canvas, x, [(536, 48), (556, 48), (580, 22)], knob, tilt=0.2)


@drawing()
def saucepan(canvas: Canvas, tone: str = "copper", grip: str = "charcoal") -> None:
    """Draw a saucepan, its handle to the right."""
    x = 400
    canvas.ground(x, 220)
    canvas.stroke([(600, 716), (680, 700)], 26, "steel")
    canvas.stroke([(690, 698), (880, 660)], 38, grip)
    canvas.stroke([(700, 690), (868, 656)], 9, tint(grip, 0.3))
    body = [(670, 230), (930, 226), (946, 212)]
    turn_body(canvas, x, body, tone, curved=False, opening="steel", tilt=0.16)
    for dy in (0, 30):
        canvas.fill(ellipse(600, 704 + dy, 11, 9), "steel", "ball")


@drawing(zoom=1.1)
def utensils(
    canvas: Canvas,
    tone: str = "chalk",
    accent: str = "moss",
    pattern: str | None = "dip",
    wood_tone: str = "beech",
) -> None:
    """Spoons and a spatula in a stoneware jar."""
    x = 480
    canvas.ground(x, 160)
    for turn, kind in ((-15, "spoon"), (12, "spatula"), (-3, "fork"), (24, "spoon")):
        _tool(canvas, x, turn, kind, wood_tone)
    body = [(620, 156), (760, 158), (920, 152), (946, 138)]
    turn_body(canvas, x, body, tone, pattern=pattern, accent=accent, tilt=0.15)


def _tool(canvas: Canvas, x: float, turn: float, kind: str, tone: str) -> None:
    foot = (x, 900)
    canvas.stroke(turned([(x, 880), (x, 470)], turn, foot), 26, tint(tone, -0.08))
    canvas.stroke(turned([(x - 5, 880), (x - 5, 470)], turn, foot), 9, tint(tone, 0.2))
    if kind == "spoon":
        head = [
            smooth(
                [
                    (x, 490),
                    (x - 50, 420),
                    (x - 44, 330),
                    (x, 300),
                    (x + 44, 330),
                    (x + 50, 420),
                ]
            )
        ]
    elif kind == "spatula":
        head = [rect(x - 48, 290, x + 48, 480, 26)]
    else:
        head = [rect(x + dx - 13, 300, x + dx + 13, 440, 10) for dx in (-36, 0, 36)]
        head.append(rect(x - 49, 400, x + 49, 486, 24))
    for path in head:
        canvas.fill(turned(path, turn, foot), tone, "round", strength=0.6)


@drawing("wall")
def apron(
    canvas: Canvas, tone: str = "slate", accent: str = "oak", pattern: str | None = None
) -> None:
    """Draw an apron on a peg."""
    canvas.stroke(
        smooth(points("380,340 420,250 480,210 540,250 580,340"), closed=False),
        18,
        tint(tone, -0.2),
    )
    path = [
        (372, 330),
        (588, 330),
        *smooth([(590, 400), (620, 520), (708, 590)], closed=False),
        (722, 1000),
        (238, 1000),
        *smooth([(252, 590), (340, 520), (370, 400)], closed=False),
    ]
    canvas.hung(path, 24)
    mask = canvas.fill(path, tone, "round", strength=0.35)
    if pattern:
        printed(canvas, mask, (238, 330, 722, 1000), pattern, "chalk", step=60)
    for side in (-1, 1):
        tie = smooth(
            [
                (480 + side * 226, 610),
                (480 + side * 270, 720),
                (480 + side * 250, 840),
                (480 + side * 276, 940),
            ],
            closed=False,
        )
        canvas.stroke(tie, 15, tint(tone, -0.25))
    pocket = rect(350, 680, 610, 860, 14)
    canvas.fill(pocket, tint(tone, -0.14), "flat")
    canvas.stroke([(352, 700), (608, 700)], 5, tint(tone, 0.35))
    canvas.stroke([(480, 704), (480, 856)], 5, tint(tone, -0.4))
    for x in (388, 572):
        canvas.fill(ellipse(x, 352, 11, 11), accent, "ball")
    peg(canvas, 480, 206)


@drawing(zoom=1.12)
def mortar(canvas: Canvas, tone: str = "zinc", accent: str = "slate") -> None:
    """Draw a mortar with its pestle."""
    x = 470
    canvas.ground(x, 200)
    canvas.stroke(turned([(x + 40, 720), (x + 40, 400)], 30, (x + 40, 720)), 54, accent)
    canvas.stroke(
        turned([(x + 26, 700), (x + 26, 410)], 30, (x + 40, 720)), 14, tint(accent, 0.3)
    )
    body = points("640,240 720,232 810,190 870,128 900,130 946,168")
    turn_body(canvas, x, body, tone, tilt=0.18, pattern="speckle", accent=accent)
    rim = ellipse(x, 640, 240, 43)
    canvas.fill(rim, tint(tone, 0.3), "flat")
    inner = canvas.fill(ellipse(x, 644, 206, 33), tint(tone, -0.4), "hollow")
    canvas.strokes(
        [turned([(x + 40, 720), (x + 40, 400)], 30, (x + 40, 720))],
        54,
        accent,
        within=inner,
    )
    top = turned([(x + 40, 600), (x + 40, 400)], 30, (x + 40, 720))
    canvas.stroke(top, 54, accent)
    canvas.stroke([(a - 12, b - 6) for a, b in top], 13, tint(accent, 0.3))
