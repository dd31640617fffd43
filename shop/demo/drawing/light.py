"""Lamps, lanterns and candles."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.colours import colour
from shop.demo.drawing.paths import ellipse, points, rect, smooth, turned
from shop.demo.drawing.props import flame
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import glossy, label, tint, wood
from shop.demo.drawing.turned import turn_body


@drawing()
def table_lamp(
    canvas: Canvas,
    tone: str = "sea",
    shade: str = "cream",
    pattern: str | None = None,
    accent: str = "chalk",
    shape: str = "round",
) -> None:
    """Draw a table lamp with a cloth shade, lit."""
    x = 480
    canvas.ground(x, 150)
    canvas.glow(x, 480, 400, 0.55)
    feet = {
        "round": points("640,30 680,44 740,118 820,150 900,126 944,84"),
        "gourd": points("640,28 676,74 724,90 766,62 820,112 890,134 944,90"),
    }
    canvas.fill(rect(x - 14, 590, x + 14, 660), "brass", "round")
    turn_body(canvas, x, feet[shape], tone, pattern=pattern, accent=accent)
    cone = [(290, 150), (610, 236)]
    turn_body(canvas, x, cone, shade, curved=False, tilt=0.1, strength=0.6)
    canvas.fill(ellipse(x, 290, 150, 15), tint(shade, 0.5), "flat")
    canvas.stroke(ellipse(x, 604, 234, 23, 180, 0), 9, tint(shade, -0.3))
    canvas.glow(x - 6, 500, 130, 0.5, "honey" if shade == "clay" else "white")


@drawing()
def task_lamp(canvas: Canvas, tone: str = "forest", accent: str = "brass") -> None:
    """Draw a desk lamp with a jointed arm."""
    canvas.ground(560, 170)
    light = [(150, 620), (390, 560), (520, BASE - 10), (40, BASE - 10)]
    canvas.shadow(light, 34, 0.5, tone=colour("cream"))
    turn_body(canvas, 580, [(910, 150), (946, 160)], tone, curved=False)
    for a, b in (((580, 900), (690, 610)), ((690, 610), (420, 400))):
        canvas.stroke([a, b], 22, accent)
        canvas.stroke(
            [(a[0] - 5, a[1] - 4), (b[0] - 5, b[1] - 4)], 6, tint(accent, 0.4)
        )
    for x, y in ((580, 896), (690, 610)):
        canvas.fill(ellipse(x, y, 26, 26), tint(tone, -0.1), "ball")
    about = (420, 400)
    cone = [(360, 380), (480, 380), (590, 620), (250, 620)]
    canvas.fill(turned(ellipse(420, 620, 170, 34), 32, about), "cream", "none")
    canvas.fill(turned(cone, 32, about), tone, "round")
    canvas.fill(
        turned(rect(372, 330, 468, 392, 22), 32, about), tint(tone, -0.12), "round"
    )
    canvas.fill(
        turned(ellipse(420, 622, 168, 30), 32, about),
        "honey",
        "none",
        holes=[turned(ellipse(420, 630, 150, 22), 32, about)],
    )
    canvas.fill(turned(ellipse(420, 626, 150, 24), 32, about), "cream", "none")


@drawing(zoom=1.2)
def candles(canvas: Canvas, tone: str = "honey") -> None:
    """Draw three pillar candles of different heights, one lit."""
    for x, top, half in ((600, 600, 96), (350, 690, 88), (484, 780, 92)):
        foot = BASE + (26 if x == 484 else 0)
        canvas.ground(x, half, foot)
        turn_body(
            canvas,
            x,
            [(top, half), (foot - 10, half)],
            tone,
            curved=False,
            pattern="rings" if x == 600 else None,
            accent="ochre",
            tilt=0.17,
            strength=0.8,
        )
        rim = ellipse(x, top, half, half * 0.17)
        canvas.fill(rim, tint(tone, 0.4), "flat")
        canvas.fill(ellipse(x, top + 3, half * 0.72, half * 0.11), tint(tone, 0.14))
        canvas.stroke([(x, top + 4), (x + 3, top - 22)], 5, "charcoal")
    flame(canvas, 600, 590)


@drawing(zoom=1.18)
def candle_jar(
    canvas: Canvas,
    tone: str = "charcoal",
    wax: str = "cream",
    paper: str = "cream",
    lit: bool = True,
) -> None:
    """Draw a scented candle in a glass or a cup."""
    x = 480
    canvas.ground(x, 170)
    if lit:
        canvas.glow(x, 560, 300, 0.5)
    body = [(620, 172), (920, 172), (946, 152)]
    turn_body(canvas, x, body, tone, curved=False, opening=wax, tilt=0.17)
    canvas.fill(ellipse(x, 632, 156, 22), wax, "flat")
    if lit:
        canvas.fill(ellipse(x, 632, 66, 10), "white", "none", 0.6)
        flame(canvas, x, 630)
    else:
        canvas.stroke([(x, 630), (x, 594)], 6, "charcoal")
    label(canvas, (x - 94, 716, x + 70, 890), paper, "charcoal")
    glossy(canvas, [(x - 142, 690), (x - 142, 890)], 12, 0.35)


@drawing(zoom=1.04)
def lantern(canvas: Canvas, tone: str = "charcoal", glow: str = "flame") -> None:
    """Draw a storm lantern with a candle."""
    x = 480
    canvas.ground(x, 190)
    canvas.stroke(ellipse(x, 380, 100, 130, 180, 360), 13, tone)
    canvas.glow(x, 700, 400, 0.4, glow)
    canvas.fill(rect(336, 530, 624, 900), "glass", "flat", 0.55)
    turn_body(canvas, x, [(790, 52), (890, 52)], "cream", curved=False, tilt=0.17)
    flame(canvas, x, 784, 1.1)
    glossy(canvas, [(372, 580), (372, 860)], 14)
    for left in (326, 606):
        canvas.fill(rect(left, 520, left + 28, 910), tone, "round")
    canvas.fill([(300, 530), (400, 420), (560, 420), (660, 530)], tone, "round")
    canvas.fill(rect(420, 384, 540, 424, 8), tint(tone, 0.12), "round")
    canvas.fill(rect(300, 520, 660, 548, 6), tint(tone, 0.1), "round")
    canvas.fill(rect(296, 892, 664, BASE, 8), tone, "round")


@drawing(zoom=1.06)
def candlestick(
    canvas: Canvas, tone: str = "brass", candle: str = "cream", second: str = "forest"
) -> None:
    """Draw two candlesticks of different heights."""
    for x, lift, wax in ((370, 0, candle), (590, 110, second)):
        foot = BASE - (6 if lift else -10)
        canvas.ground(x, 96, foot)
        top = 620 + lift
        canvas.fill(
            [(x - 17, top - 270), (x + 17, top - 270), (x + 22, top), (x - 22, top)],
            wax,
            "round",
        )
        stem = [
            (top - 12, 48),
            (top + 6, 46),
            (top + 20, 22),
            (top + 70, 20),
            (top + 94, 38),
            (top + 118, 20),
            (foot - 80, 22),
            (foot - 40, 50),
            (foot - 14, 104),
            (foot - 6, 104),
        ]
        turn_body(canvas, x, stem, tone, tilt=0.14)
        if lift:
            canvas.stroke([(x, top - 270), (x, top - 294)], 5, "charcoal")
        else:
            flame(canvas, x, top - 270, 0.9)


@drawing("wall")
def pendant(canvas: Canvas, tone: str = "sage", accent: str = "brass") -> None:
    """Draw a pendant lamp."""
    x = 480
    canvas.stroke([(x, 0), (x, 420)], 8, "charcoal")
    canvas.shadow(ellipse(600, 720, 330, 150), 40, 0.25, 30, 30)
    beam = [(270, 740), (690, 740), (840, 1240), (120, 1240)]
    canvas.shadow(beam, 44, 0.55, tone=colour("cream"))
    turn_body(canvas, x, [(400, 30), (452, 40)], accent, curved=False)
    dome = points("450,60 480,130 560,220 660,268 730,276")
    turn_body(canvas, x, dome, tone, shade="round", tilt=0.1)
    canvas.fill(ellipse(x, 730, 276, 28), tint(tone, -0.45), "flat")
    canvas.fill(ellipse(x, 734, 250, 20), "cream", "none")
    canvas.fill(ellipse(x, 744, 60, 36), "white", "none", 0.9)


@drawing(zoom=1.08)
def wooden_lamp(canvas: Canvas, tone: str = "oak", globe: str = "cream") -> None:
    """Draw a glass globe on a block of wood."""
    x = 480
    canvas.ground(x, 170)
    canvas.glow(x, 630, 430, 0.75)
    wood(canvas, rect(316, 830, 644, BASE, 22), tone, shade="round")
    canvas.fill(ellipse(x, 830, 90, 14), tint("brass", -0.2), "flat")
    canvas.fill(ellipse(x, 650, 206, 200), globe, "ball", strength=0.6)
    canvas.fill(ellipse(x, 650, 120, 116), "white", "none", 0.4)
    canvas.stroke(
        smooth([(644, 920), (740, 940), (800, 990), (960, 1000)], closed=False),
        8,
        "walnut",
    )
