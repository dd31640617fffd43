"""Blankets, cushions and scarves."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import Path, ellipse, points, rect, smooth
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import printed, tint
from shop.demo.drawing.tableware import peg
from shop.demo.drawing.turned import turn_body


@drawing(zoom=1.1)
def blanket(
    canvas: Canvas,
    tone: str = "heather",
    pattern: str | None = None,
    accent: str = "cream",
    layers: int = 4,
    step: float = 60,
) -> None:
    """Draw a folded blanket, its fringe at the front."""
    canvas.ground(480, 310)
    high = 84
    for i in range(layers):
        y = BASE - i * high
        box = (170, y - high - 4, 790, y)
        mask = canvas.fill(
            rect(*box, 42), tint(tone, -0.16 if i % 2 else 0), "round", strength=0.4
        )
        if pattern:
            printed(canvas, mask, box, pattern, accent, step=step)
        canvas.stroke([(196, y - 4), (770, y - 4)], 7, tint(tone, -0.5), alpha=0.55)
    top = BASE - layers * high
    drape = smooth(
        [
            (300, top - 2),
            (460, top - 14),
            (620, top - 2),
            (634, top + 120),
            (628, top + 226),
            (460, top + 232),
            (304, top + 226),
            (296, top + 120),
        ]
    )
    canvas.shadow(drape, 14, 0.35, 8, 12)
    fringe = [
        [(x, top + 222), (x + canvas.chance.uniform(-4, 4), top + 276)]
        for x in range(310, 630, 16)
    ]
    canvas.strokes(fringe, 8, tint(tone, 0.12))
    mask = canvas.fill(drape, tint(tone, 0.08), "round", strength=0.45)
    if pattern:
        printed(canvas, mask, (296, top, 634, top + 232), pattern, accent, step=step)


@drawing(zoom=1.06)
def cushion(
    canvas: Canvas,
    tone: str = "clay",
    pattern: str | None = "stripes",
    accent: str = "cream",
    degrees: float = 0,
    step: float = 70,
    piping: str = "oat",
) -> None:
    """Draw a square cushion, plump, on its edge."""
    canvas.ground(480, 280)
    path = smooth(
        points(
            "176,420 250,410 480,440 710,410 784,420 778,500 756,690 778,870 "
            "786,950 706,956 480,936 254,956 174,950 184,870 204,690 182,500"
        )
    )
    mask = canvas.fill(path, tone, "ball", strength=0.5)
    if pattern:
        printed(canvas, mask, (176, 410, 786, 956), pattern, accent, degrees, step)
    canvas.stroke([*path, path[0]], 9, piping)
    creases = [
        smooth([(200, 446), (280, 520), (320, 590)], closed=False),
        smooth([(762, 446), (690, 520), (650, 580)], closed=False),
        smooth([(204, 934), (280, 870), (310, 810)], closed=False),
        smooth([(764, 936), (690, 870), (660, 820)], closed=False),
    ]
    canvas.strokes(creases, 10, tint(tone, -0.5), alpha=0.3, within=mask)


@drawing("wall")
def scarf(
    canvas: Canvas,
    tone: str = "rust",
    pattern: str | None = "ends",
    accent: str = "cream",
    step: float = 60,
) -> None:
    """Draw a scarf over a peg, its two ends at different heights."""
    peg(canvas, 476, 180)
    tails = (
        (_tail(392, 250, 960), 392, 960, -0.14),
        (_tail(556, 236, 850), 556, 850, 0.04),
    )
    for path, x, end, share in tails:
        canvas.hung(path, 18)
        fringe = [
            [(x - 72 + i * 16, end - 6), (x - 74 + i * 16, end + 50)] for i in range(10)
        ]
        canvas.strokes(fringe, 7, tint(tone, share))
        mask = canvas.fill(path, tint(tone, share), "round", strength=0.5)
        if pattern:
            printed(
                canvas, mask, (x - 80, 240, x + 80, end), pattern, accent, step=step
            )
        canvas.stroke(
            smooth([(x + 26, 300), (x + 34, 600), (x + 22, end - 20)], closed=False),
            12,
            tint(tone, -0.5),
            alpha=0.3,
            within=mask,
        )
    loop = smooth(
        points("316,330 350,230 476,184 602,224 640,320 560,296 474,262 394,308")
    )
    canvas.shadow(loop, 12, 0.3, 4, 12)
    mask = canvas.fill(loop, tint(tone, 0.06), "round", strength=0.6)
    if pattern == "check":
        printed(canvas, mask, (316, 184, 640, 330), pattern, accent, 30, step)
    canvas.stroke(
        smooth(points("346,300 400,246 474,226 560,246 612,296"), False),
        9,
        tint(tone, -0.4),
        alpha=0.4,
        within=mask,
    )


def _tail(x: float, top: float, end: float) -> Path:
    return smooth(
        [
            (x - 70, top + 60),
            (x, top + 20),
            (x + 70, top + 60),
            (x + 78, 560),
            (x + 74, end - 40),
            (x + 80, end),
            (x, end + 6),
            (x - 78, end),
            (x - 74, end - 60),
            (x - 80, 560),
        ]
    )


@drawing(zoom=1.1)
def rug_roll(
    canvas: Canvas,
    tone: str = "sand",
    pattern: str = "stripes",
    accent: str = "charcoal",
) -> None:
    """Draw a rolled rug that stands on its end, tied twice."""
    x, half = 480, 160
    canvas.ground(x, half)
    edge = [(560, 366), (666, 378), (666, 934), (560, BASE + 6)]
    canvas.fill(edge, tint(tone, -0.12), "flat")
    fringe = [[(666, y), (690, y + 2)] for y in range(386, 932, 14)]
    canvas.strokes(fringe, 5, tint(tone, 0.2))
    body = turn_body(
        canvas,
        x,
        [(350, half), (946, half)],
        tone,
        pattern=pattern,
        accent=accent,
        curved=False,
        tilt=0.16,
    )
    canvas.fill(ellipse(x, 350, half, half * 0.16), tint(tone, 0.14), "flat")
    for grow in (0.9, 0.66, 0.42, 0.18):
        ring = ellipse(x, 351, half * grow, half * 0.16 * grow, 20, 340)
        canvas.stroke(ring, 6, tint(tone, -0.4))
    for y in (520, 790):
        canvas.stroke(body.ring(y), 13, "walnut")
    bow = points("440,814 384,858 404,890 446,818 500,880 520,846 446,816")
    canvas.stroke(smooth(bow, False), 9, "walnut")


@drawing("wall")
def drawstring_bag(
    canvas: Canvas, tone: str = "linen", accent: str = "ink", pattern: str | None = None
) -> None:
    """Draw a laundry bag on a peg."""
    cords = [
        smooth([(400, 400), (430, 280), (480, 220)], closed=False),
        smooth([(560, 400), (530, 280), (480, 220)], closed=False),
    ]
    canvas.strokes(cords, 12, accent)
    path = smooth(
        points(
            "330,330 400,350 480,340 560,350 630,330 580,430 640,560 690,780 "
            "660,980 480,1004 300,980 270,780 320,560 380,430"
        )
    )
    canvas.hung(path, 24)
    mask = canvas.fill(path, tone, "ball", strength=0.6)
    if pattern:
        printed(canvas, mask, (270, 330, 690, 1004), pattern, accent, step=56)
    folds = [
        smooth(
            [(x, 430), (x + (x - 480) * 0.5, 520), (x + (x - 480) * 0.8, 640)],
            closed=False,
        )
        for x in (410, 445, 480, 515, 550)
    ]
    canvas.strokes(folds, 9, tint(tone, -0.4), alpha=0.5, within=mask)
    canvas.stroke(
        smooth([(378, 424), (480, 446), (582, 424)], closed=False), 16, accent
    )
    tails = [
        smooth([(470, 440), (440, 520), (460, 590)], closed=False),
        smooth([(490, 440), (520, 510), (506, 570)], closed=False),
    ]
    canvas.strokes(tails, 10, accent)
    peg(canvas, 480, 216)


@drawing(zoom=1.12)
def towels(
    canvas: Canvas,
    tones: tuple[str, ...] = ("chalk", "sage", "sea"),
    pattern: str | None = None,
    accent: str = "ink",
) -> None:
    """Draw a pile of folded towels, fold to the front."""
    canvas.ground(480, 280)
    y = BASE
    for i, tone in enumerate(tones):
        high = 128 - i * 6
        box = (200 + i * 10, y - high, 764 - i * 14, y)
        mask = canvas.fill(rect(*box, 60), tone, "round", strength=0.4)
        if pattern:
            printed(canvas, mask, (620, y - high, 740, y), pattern, accent, step=34)
        middle = y - high / 2
        fold = [
            *smooth(
                [
                    (box[2] - 20, middle - 6),
                    (box[0] + 90, middle - 8),
                    (box[0] + 60, middle),
                    (box[0] + 90, middle + 8),
                    (box[2] - 20, middle + 8),
                ],
                closed=False,
            )
        ]
        canvas.stroke(fold, 5, tint(tone, -0.45), alpha=0.7)
        canvas.stroke(
            [(box[0] + 40, y - 3), (box[2] - 40, y - 3)], 7, tint(tone, -0.5), alpha=0.5
        )
        y -= high


@drawing("wall")
def towel_on_rail(
    canvas: Canvas,
    tone: str = "chalk",
    pattern: str = "ends",
    accent: str = "sea",
    step: float = 54,
) -> None:
    """Draw a towel over a rail."""
    rail = rect(150, 322, 810, 350, 14)
    canvas.hung(rail, 20)
    for x in (170, 790):
        canvas.fill(ellipse(x, 336, 30, 30), "oak", "ball")
    canvas.fill(rail, "brass", "flat")
    back = rect(306, 340, 670, 760)
    canvas.hung(back, 16)
    canvas.fill(back, tint(tone, -0.22), "flat")
    front = smooth(
        points(
            "290,340 330,312 480,308 630,312 660,340 664,640 658,930 480,938 "
            "296,930 286,640"
        )
    )
    canvas.hung(front, 16)
    mask = canvas.fill(front, tone, "round", strength=0.35)
    printed(canvas, mask, (290, 310, 660, 934), pattern, accent, step=step)
    fringe = [[(x, 928), (x, 964)] for x in range(304, 660, 14)]
    canvas.strokes(fringe, 6, tint(tone, -0.06))
    canvas.strokes(
        [
            smooth([(400, 330), (394, 600), (404, 930)], closed=False),
            smooth([(566, 330), (574, 600), (562, 930)], closed=False),
        ],
        12,
        tint(tone, -0.5),
        alpha=0.22,
        within=mask,
    )
