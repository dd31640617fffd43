"""Soap and what stands on the edge of a bath."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth, turned
from shop.demo.drawing.props import flame
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import tint, wood
from shop.demo.drawing.turned import turn_body


@drawing(zoom=1.14)
def soap_bars(
    canvas: Canvas,
    tone: str = "lavender",
    wrap: str = "cream",
    herb: str = "heather",
    count: int = 3,
) -> None:
    """Draw a pile of soap bars, each in a paper band."""
    canvas.ground(480, 230)
    shades = (0.0, 0.2, -0.1, 0.1)
    for i in range(count):
        y = BASE - i * 138
        dx = (0, 16, -12, 8)[i % 4]
        box = (250 + dx, y - 134, 710 + dx, y)
        canvas.fill(rect(*box, 34), tint(tone, shades[i % 4]), "round", strength=0.6)
        canvas.stroke(
            [(284 + dx, y - 4), (680 + dx, y - 4)], 6, tint(tone, -0.5), alpha=0.6
        )
        canvas.fill(rect(390 + dx, y - 134, 570 + dx, y), wrap, "flat")
        canvas.fill(ellipse(480 + dx, y - 80, 26, 26), herb, "none")
        canvas.stroke(
            [(430 + dx, y - 32), (530 + dx, y - 32)], 6, "charcoal", alpha=0.7
        )
    top = BASE - count * 138
    canvas.stroke(
        smooth([(330, top - 6), (460, top - 30), (620, top - 26)], closed=False),
        6,
        "fern",
    )
    for i in range(9):
        x = 470 + i * 18
        canvas.fill(ellipse(x, top - 30 + (9 if i % 2 else -9), 13, 11), herb, "ball")


@drawing(zoom=1.08)
def soap_dish(canvas: Canvas, tone: str = "oak", bar: str = "oat") -> None:
    """Draw a bar of soap on a slatted dish, with suds."""
    canvas.ground(480, 290)
    for x in (250, 710):
        canvas.fill(rect(x - 26, 900, x + 26, BASE, 6), tint(tone, -0.3), "flat")
    wood(canvas, rect(170, 856, 790, 916, 16), tone)
    canvas.strokes(
        [[(x, 860), (x, 912)] for x in (290, 416, 544, 670)], 7, tint(tone, -0.45)
    )
    canvas.fill(rect(264, 690, 696, 858, 70), bar, "ball", strength=0.8)
    canvas.fill(ellipse(480, 760, 130, 40), tint(bar, -0.12), "flat")
    canvas.stroke([(430, 760), (530, 760)], 8, tint(bar, -0.35))
    for x, y, size in (
        (640, 690, 46),
        (700, 720, 32),
        (590, 668, 30),
        (676, 640, 20),
        (560, 700, 20),
    ):
        canvas.fill(ellipse(x, y, size, size), "white", "ball", 0.85)
    for x, y, size in ((740, 560, 26), (680, 480, 16)):
        canvas.stroke(ellipse(x, y, size, size), 5, "white", alpha=0.9)


@drawing(zoom=1.1)
def tube(
    canvas: Canvas, tone: str = "sage", cap: str = "charcoal", accent: str = "cream"
) -> None:
    """Draw a tube of hand cream that stands on its cap."""
    canvas.ground(480, 110)
    path = [
        (330, 380),
        (630, 380),
        *smooth([(630, 400), (604, 700), (576, 880)], closed=False),
        *smooth([(384, 880), (356, 700), (330, 400)], closed=False),
    ]
    canvas.fill(path, tone, "round")
    canvas.fill(rect(322, 352, 638, 412, 4), tint(tone, -0.14), "flat")
    canvas.strokes(
        [[(330 + i * 16, 360), (330 + i * 16, 404)] for i in range(20)],
        4,
        tint(tone, -0.4),
        alpha=0.6,
    )
    turn_body(
        canvas,
        480,
        [(876, 102), (946, 102)],
        cap,
        curved=False,
        pattern="ribs",
        accent="black",
    )
    canvas.fill(ellipse(480, 540, 62, 62), accent, "flat")
    canvas.fill(leaf(480, 586, 90, 44, -90), tone, "none")
    canvas.strokes([[(410, 670), (550, 670)], [(430, 710), (530, 710)]], 10, accent)


@drawing(zoom=1.12)
def balm_tin(
    canvas: Canvas, tone: str = "steel", balm: str = "honey", accent: str = "moss"
) -> None:
    """Draw a small flat tin, open, its lid leaning behind."""
    canvas.ground(480, 250)
    lid = ellipse(560, 690, 210, 210)
    canvas.hung(lid, 14)
    canvas.fill(lid, tone, "ball")
    canvas.fill(ellipse(560, 690, 176, 176), accent, "flat")
    canvas.fill(ellipse(560, 660, 60, 60), "cream", "flat")
    canvas.fill(leaf(560, 704, 84, 44, -90), accent, "none")
    canvas.strokes([[(480, 760), (640, 760)], [(510, 796), (610, 796)]], 10, "cream")
    turn_body(canvas, 440, [(876, 220), (944, 216)], tone, curved=False, tilt=0.2)
    canvas.fill(ellipse(440, 876, 220, 44), tint(tone, 0.4), "flat")
    canvas.fill(ellipse(440, 880, 204, 38), balm, "flat", strength=2)
    canvas.fill(ellipse(410, 876, 80, 12), tint(balm, 0.4), "none", 0.7)


@drawing()
def bath_rack(canvas: Canvas, tone: str = "oak", cloth: str = "chalk") -> None:
    """Draw a rack across the bath with a cloth, a candle and a bar of soap."""
    canvas.ground(480, 330, 1130)
    for x in (230, 700):
        foot = smooth([(x - 20, 1060), (x + 60, 1060), (x + 50, 1110), (x - 4, 1136)])
        canvas.fill(foot, "brass", "ball")
    tub = smooth(points("60,890 900,890 880,990 780,1086 180,1086 80,990"))
    canvas.fill(tub, "chalk", "round", strength=0.8)
    canvas.fill(rect(20, 870, 940, 922, 26), "white", "flat")
    canvas.shadow(rect(80, 880, 880, 914), 14, 0.4, 8, 22)
    wood(canvas, rect(60, 820, 900, 884, 20), tone)
    slats = [[(x, 824), (x, 880)] for x in range(150, 880, 90)]
    canvas.strokes(slats, 7, tint(tone, -0.4))
    canvas.fill(rect(150, 780, 420, 822, 20), tint(cloth, 0.2), "round", strength=0.5)
    canvas.fill(rect(150, 790, 420, 990, 16), cloth, "round", strength=0.5)
    canvas.fill(rect(150, 930, 420, 946), "chalk", "flat")
    turn_body(
        canvas, 560, [(690, 70), (808, 66)], "amber", curved=False, opening="cream"
    )
    flame(canvas, 560, 696, 0.8)
    canvas.fill(rect(690, 760, 850, 822, 28), "oat", "ball")
    canvas.stroke([(730, 790), (810, 790)], 5, tint("oat", -0.3))


@drawing(zoom=1.14)
def bath_brush(canvas: Canvas, tone: str = "beech", strap: str = "ochre") -> None:
    """Draw a round body brush with a cotton strap, leaning on its edge."""
    canvas.ground(480, 190)
    bristles = [
        turned([(480, 700), (480, 470)], turn, (480, 700)) for turn in range(0, 360, 5)
    ]
    canvas.strokes(bristles, 11, "sand")
    canvas.strokes(bristles[::2], 5, tint("sand", -0.35))
    wood(canvas, ellipse(480, 700, 196, 196), tone, shade="ball")
    canvas.stroke(smooth([(300, 640), (480, 590), (660, 640)], closed=False), 74, strap)
    canvas.strokes(
        [
            smooth([(300, 640 + d), (480, 590 + d), (660, 640 + d)], closed=False)
            for d in (-22, 22)
        ],
        5,
        tint(strap, -0.35),
    )
    canvas.fill(ellipse(480, 800, 12, 12), "brass", "ball")
