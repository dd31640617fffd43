"""Pots, planters and what grows in them."""

from math import cos, radians, sin

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth
from shop.demo.drawing.props import stem_with_leaves
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import glossy, tint, wood
from shop.demo.drawing.turned import turn_body


def fern(canvas: Canvas, x: float, y: float) -> None:
    """Draw arching fronds."""
    for lean, high in (
        (-260, 170),
        (260, 180),
        (-190, 290),
        (190, 300),
        (-70, 370),
        (80, 360),
    ):
        stem_with_leaves(
            canvas,
            [(x, y + 20), (x + lean * 0.4, y - high * 0.9), (x + lean, y - high)],
            "fern",
            58,
            9,
            5,
        )


def fig(canvas: Canvas, x: float, y: float) -> None:
    """Draw a rubber plant with broad leaves."""
    canvas.stroke([(x, y + 20), (x + 6, y - 380)], 14, "walnut")
    for i, (turn, size) in enumerate(
        (
            (-160, 190),
            (-20, 200),
            (-140, 200),
            (-42, 190),
            (-118, 180),
            (-62, 170),
            (-90, 150),
        )
    ):
        base = y - 40 - i * 52
        canvas.fill(
            leaf(x, base, size, size * 0.55, turn),
            tint("fern", 0.10 if i % 2 else -0.16),
            "flat",
        )
        a = radians(turn)
        canvas.stroke(
            [(x, base), (x + size * 0.9 * cos(a), base + size * 0.9 * sin(a))],
            4,
            tint("fern", 0.35),
        )


def cactus(canvas: Canvas, x: float, y: float) -> None:
    """Draw a cactus with one arm."""
    canvas.stroke(
        smooth(
            [(x + 60, y - 90), (x + 140, y - 110), (x + 146, y - 210)], closed=False
        ),
        66,
        tint("moss", -0.1),
    )
    body = rect(x - 80, y - 330, x + 80, y + 30, 80)
    mask = canvas.fill(body, "moss", "round")
    canvas.strokes(
        [[(x + dx, y - 330), (x + dx, y + 20)] for dx in (-48, -16, 16, 48)],
        5,
        tint("moss", -0.4),
        alpha=0.6,
        within=mask,
    )
    canvas.fill(ellipse(x - 10, y - 338, 30, 26), "rose", "ball")


def snake(canvas: Canvas, x: float, y: float) -> None:
    """Draw upright, pointed leaves with pale edges."""
    for lean, high in ((-110, 300), (110, 320), (-56, 400), (60, 380), (0, 440)):
        turn = -90 + lean * 0.16
        canvas.fill(leaf(x + lean * 0.5, y + 30, high, 82, turn), "#c9c27c", "flat")
        canvas.fill(
            leaf(x + lean * 0.5, y + 26, high * 0.95, 54, turn),
            tint("fern", 0.1 if lean > 0 else -0.1),
            "flat",
        )


def herbs(canvas: Canvas, x: float, y: float) -> None:
    """Draw a bushy herb."""
    for lean, high in ((-130, 170), (130, 180), (-70, 260), (80, 250), (0, 300)):
        stem_with_leaves(
            canvas,
            [
                (x + lean * 0.2, y + 20),
                (x + lean * 0.6, y - high * 0.6),
                (x + lean, y - high),
            ],
            "leaf",
            84,
            4,
        )


def blossom(canvas: Canvas, x: float, y: float) -> None:
    """Draw a geranium: round leaves and heads of flowers."""
    for lean, high in ((-150, 110), (150, 120), (-80, 170), (90, 160), (0, 200)):
        canvas.stroke([(x, y + 20), (x + lean, y - high)], 7, "fern")
        canvas.fill(
            ellipse(x + lean, y - high, 78, 66), tint("leaf", lean / 900), "flat"
        )
    for lean, high in ((-110, 310), (90, 350), (-4, 270)):
        canvas.stroke([(x, y), (x + lean, y - high)], 7, "leaf")
        for i in range(9):
            a = radians(i * 45)
            away = 0 if i == 8 else 40
            canvas.fill(
                ellipse(x + lean + away * cos(a), y - high + away * sin(a), 27, 26),
                tint("brick", 0.2 if i % 2 else 0),
                "flat",
            )


PLANTS = {f.__name__: f for f in (fern, fig, cactus, snake, herbs, blossom)}


@drawing()
def plant_pot(
    canvas: Canvas,
    tone: str = "terracotta",
    plant: str | None = "fern",
    rim: bool = True,
    pattern: str | None = None,
    accent: str = "chalk",
    saucer: bool = True,
    wide: float = 1,
) -> None:
    """Draw a pot with a plant, on a saucer."""
    x, half, top = 480, 186 * wide, 660
    canvas.ground(x, half * 0.9)
    if saucer:
        turn_body(
            canvas, x, [(916, half * 0.98), (946, half * 0.84)], tone, curved=False
        )
    body = [(top + 20, half * 0.94), (940 - (20 if saucer else 0), half * 0.66)]
    turn_body(canvas, x, body, tone, pattern=pattern, accent=accent, curved=False)
    if rim:
        turn_body(canvas, x, [(top, half), (top + 70, half * 0.98)], tone, curved=False)
        edge = half
    else:
        edge = half * 0.94
    y = top if rim else top + 20
    canvas.fill(ellipse(x, y, edge, edge * 0.12), tint(tone, 0.25), "flat")
    canvas.fill(ellipse(x, y + 3, edge - 14, edge * 0.1), "#4b392e", "hollow")
    if plant:
        PLANTS[plant](canvas, x, y)


@drawing(zoom=1.04)
def planter(
    canvas: Canvas, tone: str = "zinc", plant: str = "herbs", wooden: bool = False
) -> None:
    """Draw a long trough with three plants."""
    canvas.ground(480, 340)
    for x in (270, 480, 690):
        with canvas.placed(x - 480, 30, 0.62, (480, 760)):
            PLANTS[plant](canvas, 480, 760)
    path = [(130, 770), (830, 770), (800, BASE), (160, BASE)]
    if wooden:
        wood(canvas, path, tone)
        canvas.stroke([(146, 864), (814, 864)], 6, tint(tone, -0.5))
    else:
        canvas.fill(path, tone, "round", strength=0.7)
        canvas.strokes(
            [[(142, 840), (818, 840)], [(150, 890), (810, 890)]], 6, tint(tone, -0.3)
        )
    canvas.fill(rect(116, 752, 844, 788, 12), tint(tone, 0.14), "flat")


@drawing("wall")
def hanging_planter(
    canvas: Canvas,
    tone: str = "chalk",
    cord: str = "sand",
    pattern: str | None = "dip",
    accent: str = "sage",
) -> None:
    """Draw a pot that hangs from three cords, with a trailing plant."""
    x, top = 480, 600
    canvas.shadow(ellipse(600, 760, 190, 190), 40, 0.28, 30, 40)
    canvas.strokes([[(480, 130), (322, top)], [(480, 130), (638, top)]], 10, cord)
    for lean, drop in ((-210, 260), (210, 330), (-120, 430), (150, 170)):
        stem_with_leaves(
            canvas,
            [
                (x + lean * 0.5, top),
                (x + lean, top - 40),
                (x + lean * 1.16, top + drop * 0.5),
                (x + lean * 1.02, top + drop),
            ],
            "leaf",
            60,
            8,
            5,
        )
    body = [(top, 170), (690, 166), (790, 128), (830, 84)]
    turn_body(canvas, x, body, tone, pattern=pattern, accent=accent)
    for lean in (-90, 0, 90):
        canvas.fill(leaf(x + lean * 0.5, top + 8, 150, 70, -90 + lean * 0.5), "fern")
    canvas.stroke([(480, 130), (480, top + 4)], 10, tint(cord, 0.2))
    canvas.stroke(ellipse(480, 112, 22, 22), 9, "brass")


@drawing(zoom=1.08)
def propagator(canvas: Canvas, tone: str = "oak", count: int = 3) -> None:
    """Draw glass bulbs with cuttings in a wooden stand."""
    canvas.ground(480, 300)
    wood(canvas, rect(180, 900, 780, BASE, 12), tone)
    for post in (206, 754):
        wood(canvas, rect(post - 20, 600, post + 20, 910, 8), tone, upright=True)
    spread = 400 / (count - 1)
    for i in range(count):
        x = 280 + i * spread
        lean = (-50, 30, 60)[i % 3]
        stem_with_leaves(
            canvas,
            [(x, 800), (x + lean * 0.2, 560), (x + lean, 400 - 30 * i)],
            ("leaf", "fern", "moss")[i % 3],
            78,
            4,
        )
        bulb = points("590,26 680,26 730,62 800,76 850,50 862,20")
        turn_body(canvas, x, bulb, "glass", alpha=0.62)
        turn_body(
            canvas, x, [(740, 60), (800, 68), (846, 44), (854, 20)], "sky", alpha=0.6
        )
        glossy(canvas, [(x - 44, 760), (x - 48, 810)], 9)
    wood(canvas, rect(180, 600, 780, 646, 12), tone)


@drawing()
def plant_stand(
    canvas: Canvas, tone: str = "walnut", pot: str = "chalk", plant: str = "snake"
) -> None:
    """Draw a wooden stand that holds a pot off the floor."""
    canvas.ground(480, 190)
    with canvas.placed(0, -130, 0.84, (480, BASE)):
        plant_pot(canvas, pot, plant, rim=False, saucer=False, wide=1.2)
    for x, foot in ((330, 300), (630, 660)):
        canvas.fill(
            [(x - 20, 660), (x + 20, 660), (foot + 16, BASE), (foot - 16, BASE)],
            tone,
            "round",
        )
    wood(canvas, rect(310, 828, 650, 864, 8), tone)
