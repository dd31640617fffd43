"""Brushes, buckets and pegs."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, points, rect, smooth, turned
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import tint, wood
from shop.demo.drawing.turned import turn_body

MIDDLE = (480, 600)


@drawing("flat")
def dish_brush(
    canvas: Canvas,
    tone: str = "beech",
    bristle: str = "cream",
    metal: str = "steel",
    turn: float = 30,
) -> None:
    """Draw a round-headed brush for dishes, with a spare head."""
    outline = points(
        "458,470 450,700 440,900 456,1010 504,1010 520,900 510,700 502,470"
    )
    grip = turned(smooth(outline), turn, MIDDLE)
    canvas.hung(grip, 18)
    wood(canvas, grip, tone, upright=True, shade="round")
    canvas.fill(turned(ellipse(480, 970, 13, 13), turn, MIDDLE), tint(tone, -0.6))
    canvas.stroke(turned([(480, 470), (480, 520)], turn, MIDDLE), 30, metal)
    x, y = turned([(480, 330)], turn, MIDDLE)[0]
    _head(canvas, x, y, 160, tone, bristle)
    _head(canvas, 690, 880, 130, tone, bristle)


def _head(
    canvas: Canvas,
    x: float,
    y: float,
    size: float,
    tone: str,
    bristle: str,
) -> None:
    canvas.hung(ellipse(x, y, size, size), 14)
    rays = [turned([(x, y), (x, y - size)], way, (x, y)) for way in range(0, 360, 6)]
    canvas.strokes(rays, size * 0.12, bristle)
    canvas.strokes(rays[::2], size * 0.035, tint(bristle, -0.4), alpha=0.7)
    wood(canvas, ellipse(x, y, size * 0.66, size * 0.66), tone, shade="ball")


@drawing("wall")
def dustpan(canvas: Canvas, tone: str = "moss", brush: str = "beech") -> None:
    """Draw a dustpan and its brush on two pegs."""
    pan = [(230, 520), (540, 520), (590, 900), (180, 900)]
    canvas.hung(rect(352, 250, 418, 520, 20), 16)
    canvas.hung(pan, 22)
    canvas.fill(rect(352, 250, 418, 530, 26), tint(tone, -0.2), "round")
    canvas.fill(pan, tone, "flat", strength=1.6)
    canvas.fill(
        [(180, 900), (590, 900), (570, 850), (200, 850)], tint(tone, 0.25), "flat"
    )
    canvas.fill(rect(216, 500, 556, 556, 14), tint(tone, -0.12), "flat")
    canvas.fill(ellipse(385, 290, 13, 13), tint(tone, -0.7), "none")
    bristles = [[(x, 640), (x + (x - 710) * 0.16, 880)] for x in range(640, 790, 8)]
    canvas.hung(points("684,260 736,260 794,600 800,880 620,880 626,600"), 18)
    canvas.strokes(bristles, 8, "sand")
    canvas.strokes(bristles[::2], 4, tint("sand", -0.45))
    wood(
        canvas,
        smooth(
            points(
                "684,260 736,260 742,420 790,530 794,650 710,666 626,650 "
                "630,530 678,420"
            )
        ),
        brush,
        upright=True,
        shade="round",
    )
    for x in (385, 710):
        canvas.stroke(
            smooth(
                [(x, 292), (x - 26, 240), (x, 206), (x + 26, 240), (x, 292)],
                closed=False,
            ),
            7,
            "rust",
        )
        canvas.fill(ellipse(x, 206, 17, 17), "brass", "ball")


@drawing(zoom=1.08)
def bucket(
    canvas: Canvas,
    tone: str = "chalk",
    rim: str = "ink",
    grip: str = "oak",
    cloth: str | None = "sky",
) -> None:
    """Draw an enamel bucket with a wooden grip."""
    x = 480
    canvas.ground(x, 200)
    canvas.stroke(ellipse(x, 600, 236, 280, 180, 360), 11, "steel")
    canvas.stroke([(420, 322), (540, 322)], 42, grip)
    canvas.stroke([(424, 312), (536, 312)], 9, tint(grip, 0.3))
    body = [(600, 250), (930, 190), (946, 176)]
    pail = turn_body(canvas, x, body, tone, curved=False, opening=tone, tilt=0.15)
    canvas.stroke(ellipse(x, 600, 250, 37), 13, rim)
    canvas.stroke(pail.ring(940), 11, rim)
    for side in (-1, 1):
        canvas.fill(ellipse(x + side * 238, 612, 20, 30), rim, "flat")
    if cloth:
        fold = smooth(
            points("520,584 560,556 660,566 700,600 706,760 640,786 580,760 560,640")
        )
        canvas.fill(fold, cloth, "flat", strength=1.5)
        canvas.strokes(
            [[(620, 580), (626, 770)], [(664, 590), (672, 770)]], 6, tint(cloth, -0.25)
        )


@drawing("wall")
def clothes_pegs(canvas: Canvas, tone: str = "beech", cloth: str = "blush") -> None:
    """Draw wooden pegs and a small cloth on a line."""
    line = smooth([(-20, 360), (300, 420), (660, 420), (980, 360)], closed=False)
    canvas.stroke([(x + 14, y + 24) for x, y in line], 8, "black", alpha=0.10)
    top = smooth(points("232,408 300,424 480,440 660,424 728,408"), False)
    side = smooth([(728, 408), (722, 640), (734, 862)], False)
    hem = smooth(points("734,862 610,882 480,868 350,884 226,862"), False)
    piece = [*top, *side, *hem, (236, 640)]
    canvas.hung(piece, 26)
    mask = canvas.fill(piece, cloth, "round", strength=0.4)
    canvas.inside(mask, [rect(200, 780, 760, 800), rect(200, 816, 760, 828)], "chalk")
    folds = [
        smooth([(x, 430), (x - 8, 640), (x + 6, 870)], closed=False)
        for x in (340, 480, 620)
    ]
    canvas.strokes(folds, 13, tint(cloth, -0.5), alpha=0.22, within=mask)
    canvas.stroke(line, 8, "charcoal")
    for x, y in ((270, 414), (480, 432), (690, 414), (850, 388), (110, 386)):
        for dx in (-15, 15):
            leg = rect(x + dx - 13, y - 70, x + dx + 13, y + 90, 9)
            wood(canvas, leg, tone, upright=True, shade="round")
        canvas.fill(ellipse(x, y - 62, 27, 26), tone, "ball")


@drawing(zoom=1.06)
def sponges(canvas: Canvas, tone: str = "honey", second: str = "sand") -> None:
    """Draw sponge cloths in a pile, with half a loofah."""
    canvas.ground(420, 240)
    for i, shade in enumerate((tone, "sage", "blush", tone)):
        y = BASE - i * 56
        box = (190 + i * 5, y - 54, 660 - i * 4, y)
        mask = canvas.fill(rect(*box, 14), shade, "flat")
        pores = [
            ellipse(
                canvas.chance.uniform(210, 640), y - canvas.chance.uniform(8, 46), 7, 4
            )
            for _ in range(18)
        ]
        canvas.inside(mask, pores, tint(shade, -0.3), "none")
    x, foot = 690, BASE + 36
    canvas.ground(x, 100, foot)
    profile = [(720, 96), (800, 104), (900, 100), (foot - 14, 88)]
    body = turn_body(canvas, x, profile, second, tilt=0.2)
    fibres = []
    for i in range(26):
        start = canvas.chance.uniform(-80, 80)
        y = 715 + i * 11
        fibres.append(
            [body.at(y + k * 9, start + k * (9 if i % 2 else -9)) for k in range(6)]
        )
    canvas.strokes(fibres, 4, tint(second, -0.35), alpha=0.7, within=body.mask)
    canvas.fill(ellipse(x, 720, 96, 19), tint(second, 0.3), "flat")
    for dx in (-44, 0, 44):
        canvas.fill(ellipse(x + dx, 722, 15, 6), tint(second, -0.45), "none")
