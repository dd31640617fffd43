"""Tools and tins for the garden."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import Path, ellipse, leaf, points, rect, smooth, turned
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import label, tint, wood
from shop.demo.drawing.turned import turn_body

MIDDLE = (480, 600)


@drawing("flat")
def hand_tool(
    canvas: Canvas,
    kind: str = "trowel",
    tone: str = "oak",
    metal: str = "steel",
    turn: float = 28,
    strap: str = "rust",
) -> None:
    """Draw a trowel, a fork or a dibber, from above."""
    heads = {
        "trowel": [
            smooth(
                points(
                    "480,130 556,220 572,380 520,480 480,500 440,480 388,380 404,220"
                )
            )
        ],
        "fork": [rect(x - 13, 150, x + 13, 420, 13) for x in (392, 480, 568)]
        + [
            smooth(
                points(
                    "380,390 400,450 480,480 560,450 580,390 560,420 480,440 400,420"
                )
            )
        ],
        "dibber": [smooth(points("480,140 520,300 524,500 480,520 436,500 440,300"))],
    }[kind]
    grip = smooth(
        points(
            "446,640 440,720 450,830 438,940 450,1010 510,1010 522,940 510,830 "
            "520,720 514,640"
        )
    )
    neck = rect(464, 440, 496, 670)
    parts = [turned(path, turn, MIDDLE) for path in (*heads, neck, grip)]
    for path in parts:
        canvas.hung(path, 20)
    canvas.fill(parts[-2], tint(metal, -0.2), "flat")
    for path in parts[:-2]:
        canvas.fill(path, metal, "ball", strength=0.8)
    if kind == "trowel":
        canvas.stroke(
            turned([(480, 200), (480, 480)], turn, MIDDLE), 9, tint(metal, -0.3)
        )
    wood(canvas, parts[-1], tone, upright=True, shade="round")
    canvas.fill(turned(rect(438, 636, 522, 676, 8), turn, MIDDLE), "brass", "flat")
    loop = smooth(points("480,996 440,1060 480,1110 520,1060 480,996"), closed=False)
    canvas.stroke(turned(loop, turn, MIDDLE), 9, strap)


@drawing("flat")
def snips(
    canvas: Canvas,
    tone: str = "brick",
    metal: str = "steel",
    turn: float = 24,
    kind: str = "secateurs",
) -> None:
    """Secateurs, or long scissors, from above."""
    blades, grips = (_secateurs if kind == "secateurs" else _scissors)()
    for path in (*blades, *grips):
        canvas.shadow([(x, y) for x, y in turned(path, turn, MIDDLE)], 16, 0.3, 16, 22)
    for i, path in enumerate(blades):
        canvas.fill(
            turned(path, turn, MIDDLE), tint(metal, -0.12 * i), "flat", strength=1.6
        )
    for i, path in enumerate(grips):
        if kind == "secateurs":
            canvas.fill(turned(path, turn, MIDDLE), tint(tone, -0.1 * i), "flat")
        else:
            canvas.stroke(turned(path, turn, MIDDLE), 38, tint(tone, -0.1 * i))
            high = turned(path[len(path) // 2 : -6], turn, MIDDLE)
            canvas.stroke([(x - 5, y - 5) for x, y in high], 8, tint(tone, 0.3))
    canvas.fill(turned(ellipse(480, 560, 26, 26), turn, MIDDLE), "brass", "ball")
    canvas.stroke(turned([(468, 560), (492, 560)], turn, MIDDLE), 5, "walnut")


def _secateurs() -> tuple[list[Path], list[Path]]:
    blades = [
        smooth(points("450,590 400,430 420,300 480,200 500,330 520,520")),
        smooth(points("510,590 470,480 500,350 570,260 560,380 540,520")),
    ]
    grips = [
        smooth(
            points(
                "440,560 500,570 520,640 470,760 400,930 350,1000 330,960 "
                "370,800 420,660"
            )
        ),
        smooth(
            points(
                "520,560 460,570 440,640 500,760 570,930 620,1000 640,960 "
                "594,800 540,660"
            )
        ),
    ]
    return blades, grips


def _scissors() -> tuple[list[Path], list[Path]]:
    blades: list[Path] = [
        [(452, 640), (424, 600), (520, 150), (524, 560)],
        [(508, 640), (536, 600), (440, 150), (436, 560)],
    ]
    loops = [
        smooth(
            points("500,620 420,700 330,790 320,920 390,970 460,900 450,780 430,700"),
            closed=False,
        ),
        smooth(
            points("460,620 540,700 630,790 640,920 570,970 500,900 510,780 530,700"),
            closed=False,
        ),
    ]
    return blades, loops


@drawing()
def watering_can(
    canvas: Canvas,
    tone: str = "zinc",
    accent: str = "brass",
    rose: bool = True,
    slim: bool = False,
) -> None:
    """Draw a watering can, spout to the left."""
    x = 570
    canvas.ground(x, 190)
    if slim:
        spout = smooth([(480, 880), (330, 860), (220, 620), (120, 440)], closed=False)
        canvas.stroke(spout, 26, tint(tone, -0.16))
        canvas.stroke([(a - 5, b - 4) for a, b in spout], 7, tint(tone, 0.4))
    else:
        canvas.fill([(430, 930), (430, 800), (190, 520), (156, 560)], tone, "flat")
        canvas.stroke([(300, 680), (450, 640)], 15, tint(tone, -0.25))
    if rose:
        canvas.fill([(120, 600), (226, 466), (196, 446), (96, 570)], accent, "flat")
        canvas.fill(
            turned(ellipse(146, 520, 98, 30), -53, (146, 520)),
            tint(accent, 0.2),
            "flat",
        )
    handle = smooth(
        [(x - 110, 620), (x - 20, 430), (x + 190, 420), (x + 280, 600), (x + 180, 860)],
        closed=False,
    )
    canvas.stroke(handle, 28, tint(tone, -0.3))
    canvas.stroke([(a - 4, b - 4) for a, b in handle], 15, tint(tone, 0.04))
    half = 150 if slim else 180
    body = [(610, half * 0.86), (640, half * 0.9), (920, half), (944, half)]
    turn_body(canvas, x, body, tone, curved=False, opening=tone, tilt=0.14)
    canvas.strokes(
        [ellipse(x, y, half * 0.97, half * 0.14, 180, 0) for y in (690, 900)],
        9,
        tint(tone, -0.25),
    )


@drawing(zoom=1.14)
def twine(canvas: Canvas, tone: str = "sand", second: str = "moss") -> None:
    """Draw spools of garden twine."""
    spools = ((350, 0, tone, 1.0), (620, -20, second, 1.0))
    for x, dy, shade, size in spools:
        foot, half = BASE + dy, 124 * size
        top = foot - 330 * size
        canvas.ground(x, half, foot)
        turn_body(
            canvas, x, [(foot - 34, half), (foot - 10, half)], "oak", curved=False
        )
        body = turn_body(
            canvas,
            x,
            [(top, half * 0.86), (foot - 34, half * 0.86)],
            shade,
            curved=False,
        )
        for i in range(16):
            y = top + (foot - 34 - top) * i / 16
            canvas.stroke(
                [body.at(y + 22, -88), body.at(y, 88)],
                5,
                tint(shade, -0.35),
                alpha=0.6,
                within=body.mask,
            )
        turn_body(canvas, x, [(top - 26, half), (top, half)], "oak", curved=False)
        canvas.fill(ellipse(x, top - 26, half, half * 0.12), tint("oak", 0.25), "flat")
        canvas.fill(ellipse(x, top - 26, half * 0.3, half * 0.04), "walnut", "none")
    end = smooth(
        [
            (spools[0][0] + 90, BASE - 70),
            (700, BASE - 10),
            (600, BASE + 50),
            (780, BASE + 70),
        ],
        closed=False,
    )
    canvas.stroke(end, 8, spools[0][2])


@drawing("flat")
def gloves(canvas: Canvas, tone: str = "ochre", cuff: str = "moss") -> None:
    """Draw a pair of garden gloves, from above."""
    _glove(canvas, 330, 600, -12, 1, tone, cuff)
    _glove(canvas, 640, 620, 10, -1, tone, cuff)


def _glove(
    canvas: Canvas, x: float, y: float, turn: float, side: int, tone: str, cuff: str
) -> None:
    about = (x, y)
    fingers = [
        [(x + side * (i * 56 - 84), y + 40), (x + side * (i * 66 - 99), y - high)]
        for i, high in enumerate((190, 250, 240, 170))
    ]
    thumb = [
        (x + side * -60, y + 150),
        (x + side * -150, y + 60),
        (x + side * -176, y - 40),
    ]
    palm = rect(x - 112, y - 30, x + 112, y + 220, 50)
    lines = [turned(line, turn, about) for line in (*fingers, thumb)]
    shadow = [
        (x - 96, y - 150),
        (x + 96, y - 150),
        (x + 116, y + 350),
        (x - 116, y + 350),
    ]
    canvas.hung(turned(shadow, turn, about), 20)
    canvas.strokes(lines, 62, tint(tone, -0.28))
    canvas.strokes([[(a - 3, b - 3) for a, b in line] for line in lines], 54, tone)
    canvas.fill(turned(palm, turn, about), tone, "none")
    seams = [[(x + k, y - 20), (x + k, y + 60)] for k in (-54, 0, 54)]
    canvas.strokes([turned(s, turn, about) for s in seams], 5, tint(tone, -0.35))
    canvas.fill(turned(rect(x - 118, y + 196, x + 118, y + 350, 18), turn, about), cuff)
    ribs = [[(x - 104, y + k), (x + 104, y + k)] for k in (236, 272, 308)]
    canvas.strokes([turned(r, turn, about) for r in ribs], 6, tint(cuff, -0.3))


@drawing("flat")
def seed_packets(
    canvas: Canvas,
    tone: str = "cream",
    flower: str = "poppy",
    accent: str = "brick",
    second: str = "sage",
    turn: float = -5,
) -> None:
    """Draw two packets of seeds, the front one with its plant on it."""
    back = turned(rect(360, 260, 760, 860, 8), turn + 15, MIDDLE)
    canvas.hung(back, 14)
    canvas.fill(back, second, "flat")
    front = rect(230, 300, 640, 930, 8)
    canvas.hung(turned(front, turn, MIDDLE), 18)
    canvas.fill(turned(front, turn, MIDDLE), tone, "flat")
    canvas.fill(turned(rect(230, 300, 640, 352, 8), turn, MIDDLE), accent, "flat")
    canvas.fill(turned(rect(270, 396, 600, 730, 165), turn, MIDDLE), tint(second, 0.5))
    EMBLEMS[flower](canvas, accent)
    rows = [(300, 790, 570), (340, 830, 530), (380, 870, 490)]
    canvas.strokes(
        [turned([(a, y), (b, y)], turn, MIDDLE) for a, y, b in rows],
        12,
        "charcoal",
        alpha=0.75,
    )
    for _ in range(16):
        x, y = canvas.chance.uniform(640, 830), canvas.chance.uniform(930, 1040)
        canvas.shadow(ellipse(x, y, 8, 6), 4, 0.3, 3, 4)
        canvas.fill(ellipse(x, y, 9, 6), "walnut", "ball")


def _poppy(canvas: Canvas, accent: str) -> None:
    for x, y, size in ((430, 540, 62), (350, 590, 40), (510, 600, 44)):
        canvas.stroke([(x, y), (430, 722)], 8, "fern")
        for turn in range(0, 360, 90):
            canvas.fill(leaf(x, y, size * 1.3, size * 1.3, turn + 45), accent, "flat")
        canvas.fill(ellipse(x, y, size * 0.3, size * 0.3), "charcoal", "none")


def _lettuce(canvas: Canvas, accent: str) -> None:
    for i, turn in enumerate((-165, -15, -140, -40, -115, -65, -90)):
        tone = tint("leaf", -0.2 + i * 0.07)
        canvas.fill(leaf(430, 700, 190 - i * 6, 110, turn), tone, "flat")


def _sunflower(canvas: Canvas, accent: str) -> None:
    canvas.stroke([(430, 560), (430, 726)], 14, "fern")
    canvas.fill(leaf(430, 690, 110, 54, -30), "leaf", "flat")
    for turn in range(0, 360, 24):
        canvas.fill(leaf(430, 540, 120, 44, turn), "honey", "flat")
    canvas.fill(ellipse(430, 540, 56, 56), "walnut", "ball")


EMBLEMS = {"poppy": _poppy, "lettuce": _lettuce, "sunflower": _sunflower}


@drawing()
def bulb_tin(canvas: Canvas, tone: str = "moss", accent: str = "cream") -> None:
    """Draw a tall enamel tin with a lid, for seeds or compost."""
    x = 480
    canvas.ground(x, 200)
    turn_body(canvas, x, [(560, 200), (900, 200), (944, 196)], tone, curved=False)
    turn_body(canvas, x, [(500, 90), (530, 190), (556, 208), (576, 208)], accent)
    canvas.stroke(ellipse(x, 492, 44, 44, 180, 360), 15, tint(tone, -0.2))
    for side in (-1, 1):
        canvas.stroke(
            ellipse(x + side * 196, 680, 44, 56, side * 90 - 180, side * 90),
            13,
            "steel",
        )
    label(canvas, (x - 110, 660, x + 80, 860), accent, tone)
