"""Bowls, plates, jars and cloth for the table."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import glossy, grain, label, printed, tint
from shop.demo.drawing.turned import turn_body


@drawing(zoom=1.1)
def bowl(
    canvas: Canvas,
    tone: str = "sky",
    pattern: str | None = None,
    accent: str = "chalk",
    inside: str = "chalk",
    filling: str | None = None,
    wide: float = 1,
    wooden: bool = False,
) -> None:
    """Draw a bowl, seen a little from above; it may hold salad or fruit."""
    x, half = 480, 300 * wide
    top = BASE - 270
    canvas.ground(x, half * 0.7)
    body = [
        (top, half),
        (top + 80, half * 0.95),
        (top + 170, half * 0.72),
        (BASE - 40, half * 0.42),
        (BASE - 16, half * 0.38),
    ]
    lathe = turn_body(
        canvas, x, body, tone, pattern=pattern, accent=accent, opening=inside, tilt=0.2
    )
    if wooden:
        box = [(x - half, top), (x + half, BASE)]
        grain(canvas, lathe.mask, box, tone, upright=False)
        canvas.fill(ellipse(x, top, half, half * 0.2), tint(tone, 0.22), "flat")
        canvas.fill(
            ellipse(x, top + 3, half - 14, (half - 14) * 0.2),
            tint(tone, -0.3),
            "hollow",
        )
    if filling:
        FILLINGS[filling](canvas, x, top, half)


def _salad(canvas: Canvas, x: float, top: float, half: float) -> None:
    tones = ("leaf", "fern", "moss", "sage")
    for i in range(22):
        at = x - half * 0.74 + half * 1.48 * i / 21
        turn = canvas.chance.uniform(-150, -30)
        size = canvas.chance.uniform(90, 140)
        canvas.fill(leaf(at, top + 22, size, size * 0.52, turn), tones[i % 4], "flat")
    for dx in (-120, 30, 150):
        canvas.fill(ellipse(x + dx, top - 18, 32, 30), "brick", "ball")


def _fruit(canvas: Canvas, x: float, top: float, half: float) -> None:
    for dx, dy, tone in (
        (-120, -40, "ochre"),
        (130, -36, "#b9b560"),
        (0, -66, "brick"),
        (-50, -8, "honey"),
        (70, -4, "ochre"),
    ):
        canvas.fill(ellipse(x + dx, top + dy, 78, 76), tone, "ball")
    canvas.fill(leaf(x + 4, top - 136, 80, 36, -24), "fern", "flat")


FILLINGS = {"salad": _salad, "fruit": _fruit}


@drawing()
def plates(
    canvas: Canvas, tone: str = "chalk", accent: str = "sea", count: int = 4
) -> None:
    """Draw a pile of plates, one leaning behind it."""
    canvas.ground(520, 290)
    canvas.hung(ellipse(480, 640, 300, 296), 14)
    canvas.fill(ellipse(480, 640, 302, 298), tone, "ball", strength=0.7)
    canvas.fill(
        ellipse(480, 640, 302, 298), accent, "flat", holes=[ellipse(480, 640, 282, 278)]
    )
    canvas.fill(ellipse(482, 642, 204, 200), tint(tone, -0.10), "flat")
    canvas.fill(ellipse(484, 644, 198, 194), tone, "flat")
    for i in range(count):
        y = BASE - 6 - i * 26
        canvas.fill(ellipse(520, y, 280, 46, 0, 180), tint(tone, -0.34), "round")
        canvas.fill(ellipse(520, y - 10, 280, 44), accent, "round")
        canvas.fill(ellipse(520, y - 16, 276, 42), tone, "round")
    canvas.fill(ellipse(520, y - 15, 196, 27), tint(tone, -0.14), "hollow")


@drawing(zoom=1.16)
def jar(
    canvas: Canvas,
    tone: str = "chalk",
    lid: str = "oak",
    pattern: str | None = None,
    accent: str = "ink",
    tag: bool = False,
    wide: float = 1,
) -> None:
    """Draw a storage jar of stoneware with a cork or wooden lid."""
    x, half = 480, 190 * wide
    canvas.ground(x, half)
    body = [
        (530, half * 0.84),
        (566, half * 0.94),
        (640, half),
        (860, half),
        (930, half * 0.94),
        (946, half * 0.86),
    ]
    turn_body(canvas, x, body, tone, pattern=pattern, accent=accent, tilt=0.13)
    turn_body(
        canvas,
        x,
        [(478, half * 0.86), (536, half * 0.86)],
        lid,
        curved=False,
        tilt=0.13,
    )
    canvas.fill(ellipse(x, 478, half * 0.86, half * 0.112), tint(lid, 0.25), "flat")
    if tag:
        label(canvas, (x - 100, 660, x + 70, 850), "oat", accent)


@drawing(zoom=1.14)
def glass_jar(
    canvas: Canvas,
    contents: str = "honey",
    lid: str = "steel",
    level: float = 0.7,
    paper: str | None = None,
    grains: bool = False,
) -> None:
    """Draw a glass jar, filled to a level, with a clip or cork lid."""
    x, half = 480, 180
    canvas.ground(x, half)
    body = [
        (520, half * 0.86),
        (560, half),
        (640, half),
        (900, half),
        (944, half * 0.9),
    ]
    turn_body(canvas, x, body, "glass", alpha=0.7)
    top = 920 - 340 * level
    fill = [(top, half - 16), (900, half - 16), (934, half * 0.82)]
    full = turn_body(canvas, x, fill, contents, curved=False)
    canvas.fill(ellipse(x, top, half - 16, (half - 16) * 0.12), tint(contents, 0.3))
    if grains:
        spots = [
            ellipse(
                canvas.chance.uniform(310, 650), canvas.chance.uniform(top, 940), 6, 5
            )[::6]
            for _ in range(110)
        ]
        canvas.inside(full.mask, spots, tint(contents, 0.45), "none")
    if paper:
        label(canvas, (x - 96, 690, x + 76, 870), paper, "charcoal")
    glossy(canvas, [(346, 600), (344, 860)], 16)
    turn_body(canvas, x, [(474, half * 0.92), (528, half * 0.92)], lid, curved=False)
    canvas.fill(ellipse(x, 474, half * 0.92, half * 0.11), tint(lid, 0.28), "flat")


@drawing("wall")
def tea_towel(
    canvas: Canvas,
    tone: str = "chalk",
    pattern: str = "check",
    accent: str = "sea",
    step: float = 64,
) -> None:
    """Draw a tea towel that hangs from its loop."""
    peg(canvas, 480, 190)
    canvas.stroke(ellipse(480, 214, 17, 34), 8, accent)
    left = smooth(points("466,244 420,400 330,540 286,700 268,900"), False)
    right = smooth(points("692,900 674,700 630,540 540,400 494,244"), False)
    hem = points("268,900 330,1000 400,930 480,1020 560,930 640,1000")
    path = [*left, *hem, *right]
    canvas.hung(path, 22)
    mask = canvas.fill(path, tone, "round", strength=0.35)
    printed(canvas, mask, (268, 250, 692, 1010), pattern, accent, step=step)
    folds = [[(478, 260), (436, 560), (400, 930)], [(482, 260), (524, 560), (560, 930)]]
    canvas.strokes(folds, 20, tint(tone, -0.6), alpha=0.26, within=mask)
    lit = [[(x + (22 if x < 480 else -22) * (y > 300), y) for x, y in f] for f in folds]
    canvas.strokes(lit, 16, "white", alpha=0.35, within=mask)


def peg(canvas: Canvas, x: float, y: float) -> None:
    """Draw a round wooden peg on the wall."""
    canvas.hung(ellipse(x, y, 30, 30), 12)
    canvas.fill(ellipse(x, y, 30, 30), "oak", "ball")
    canvas.fill(ellipse(x - 4, y - 4, 18, 18), tint("oak", 0.25), "ball")


@drawing(zoom=1.1)
def napkins(canvas: Canvas, tone: str = "ochre", accent: str = "cream") -> None:
    """Draw a pile of folded napkins, tied."""
    canvas.ground(480, 270)
    for i, share in enumerate((-0.16, 0.0, 0.16, 0.05)):
        y = BASE - i * 64
        box = (206 + i * 4, y - 62, 758 - i * 6, y)
        canvas.fill(rect(*box, 26), tint(tone, share), "flat")
        canvas.stroke([(226, y - 32), (box[2] - 6, y - 32)], 4, tint(tone, share - 0.3))
    canvas.fill(rect(452, BASE - 258, 508, BASE), accent, "round")
    canvas.stroke(
        smooth(
            points("480,702 400,640 376,690 480,706 580,646 596,694 480,706"),
            closed=False,
        ),
        12,
        accent,
    )
