"""Feeders, boxes and bells."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import glossy, tint, wood
from shop.demo.drawing.turned import turn_body


def bird(
    canvas: Canvas,
    x: float,
    y: float,
    breast: str = "clay",
    right: bool = True,
) -> None:
    """Draw a small bird whose feet are at (x, y)."""
    s = 1 if right else -1
    canvas.strokes(
        [[(x - 8, y - 16), (x - 8, y)], [(x + 10, y - 16), (x + 10, y)]], 5, "charcoal"
    )
    canvas.fill(
        [
            (x - s * 50, y - 44),
            (x - s * 122, y - 26),
            (x - s * 114, y - 6),
            (x - s * 40, y - 24),
        ],
        "walnut",
        "flat",
    )
    body = smooth(
        [
            (x - s * 66, y - 36),
            (x - s * 30, y - 80),
            (x + s * 20, y - 112),
            (x + s * 58, y - 104),
            (x + s * 64, y - 72),
            (x + s * 40, y - 26),
            (x, y - 10),
            (x - s * 42, y - 16),
        ]
    )
    mask = canvas.fill(body, "#8d7560", "flat")
    canvas.inside(mask, [ellipse(x + s * 46, y - 46, 40, 50)], breast, "flat")
    canvas.fill(leaf(x + s * 4, y - 70, 78, 40, 152 if right else 28), "walnut", "flat")
    canvas.fill(
        [(x + s * 60, y - 98), (x + s * 90, y - 88), (x + s * 62, y - 82)],
        "charcoal",
        "none",
    )
    canvas.fill(ellipse(x + s * 42, y - 90, 6, 6), "black", "none")


@drawing("wall")
def feeder(canvas: Canvas, tone: str = "forest", seed: str = "ochre") -> None:
    """Draw a tube feeder with a bird on its perch."""
    x = 480
    canvas.stroke(ellipse(x, 220, 40, 60), 8, "charcoal")
    canvas.shadow(rect(400, 330, 600, 930, 40), 34, 0.3, 34, 44)
    turn_body(canvas, x, [(420, 88), (860, 88)], "glass", curved=False, alpha=0.75)
    full = turn_body(canvas, x, [(520, 80), (860, 80)], seed, curved=False)
    spots = [
        ellipse(canvas.chance.uniform(400, 560), canvas.chance.uniform(515, 860), 9, 6)[
            ::6
        ]
        for _ in range(130)
    ]
    canvas.inside(full.mask, spots, tint(seed, -0.45), "none")
    glossy(canvas, [(418, 450), (418, 840)], 12)
    for y in (640, 800):
        canvas.stroke([(360, y + 34), (600, y + 34)], 12, "oak")
        canvas.fill(ellipse(x, y, 24, 24), "charcoal", "flat")
    turn_body(canvas, x, [(290, 30), (350, 110), (420, 150)], tone)
    turn_body(canvas, x, [(860, 104), (910, 130), (926, 110)], tone)
    bird(canvas, 620, 676, right=False)


@drawing("wall")
def nest_box(
    canvas: Canvas, tone: str = "oak", roof: str = "slate", with_bird: bool = True
) -> None:
    """Draw a nest box with a round hole."""
    body = [(300, 440), (660, 400), (660, 960), (300, 960)]
    canvas.hung(body, 30)
    wood(canvas, body, tone, upright=True)
    canvas.fill([(250, 440), (710, 360), (726, 414), (262, 494)], roof, "flat")
    canvas.shadow([(300, 494), (660, 430), (660, 470), (300, 540)], 10, 0.3)
    canvas.fill(ellipse(480, 620, 72, 72), tint(tone, -0.3), "flat")
    canvas.fill(ellipse(480, 622, 62, 62), "black", "none")
    canvas.stroke([(480, 770), (480, 790)], 34, tint(tone, -0.4))
    canvas.fill(ellipse(480, 776, 22, 22), "beech", "ball")
    if with_bird:
        bird(canvas, 500, 764, "honey")


@drawing("wall")
def bee_hotel(canvas: Canvas, tone: str = "oak", roof: str = "rust") -> None:
    """Draw a bee hotel: a small house of reeds and drilled logs."""
    house = points("250,500 480,320 710,500 710,940 250,940")
    canvas.hung(house, 28)
    canvas.fill(house, tint("walnut", -0.4), "flat")
    inner = canvas.mask(points("276,510 480,350 684,510 684,914 276,914"))
    y = 380.0
    row = 0
    while y < 920:
        for i in range(11):
            x = 270 + i * 43 + (21 if row % 2 else 0)
            share = canvas.chance.uniform(-0.2, 0.2)
            canvas.inside(
                inner, [ellipse(x, y, 21, 21)[::2]], tint("sand", share), "none"
            )
            canvas.inside(inner, [ellipse(x, y, 9, 9)[::4]], "#4b392e", "none")
        y += 38
        row += 1
    for path in (
        rect(250, 500, 282, 960),
        rect(678, 500, 710, 960),
        rect(250, 926, 710, 964),
    ):
        wood(canvas, path, tone)
    wood(canvas, rect(270, 690, 690, 716), tone)
    canvas.stroke([(206, 520), (480, 300), (754, 520)], 44, tint(roof, -0.1))
    canvas.stroke([(206, 508), (480, 288), (754, 508)], 12, tint(roof, 0.2))


@drawing("wall")
def bell(canvas: Canvas, tone: str = "brass", cord: str = "rust") -> None:
    """Draw a garden bell on a bracket."""
    x = 500
    canvas.hung(rect(230, 240, 276, 640, 10), 16)
    canvas.fill(rect(230, 240, 276, 640, 10), "charcoal", "round")
    arm = smooth([(254, 560), (380, 470), (430, 330), (620, 300)], closed=False)
    canvas.strokes([[(254, 290), (640, 290)], arm], 20, "charcoal")
    canvas.shadow(ellipse(620, 640, 190, 190), 36, 0.3, 30, 40)
    canvas.stroke([(x, 740), (x, 970)], 11, cord)
    canvas.fill(ellipse(x, 980, 24, 32), cord, "ball")
    canvas.fill(ellipse(x, 736, 42, 46), tint(tone, -0.45), "ball")
    body = points("380,36 410,92 500,132 600,150 680,190 712,222")
    turn_body(canvas, x, body, tone, tilt=0.1)
    canvas.stroke(ellipse(x, 690, 202, 20, 180, 0), 10, tint(tone, -0.35))
    canvas.stroke([(x, 300), (x, 380)], 26, tint(tone, -0.2))


@drawing()
def bird_bath(canvas: Canvas, tone: str = "zinc", water: str = "sky") -> None:
    """Draw a bird bath on a foot, with a visitor."""
    x = 480
    canvas.ground(x, 150)
    foot = [(700, 60), (780, 46), (880, 70), (946, 150)]
    turn_body(canvas, x, foot, tone)
    bowl = [(610, 310), (650, 296), (690, 200), (716, 90)]
    turn_body(canvas, x, bowl, tone, opening=tone, tilt=0.17)
    canvas.fill(ellipse(x, 618, 270, 40), water, "flat")
    canvas.stroke(ellipse(x - 60, 620, 110, 15, 200, 340), 6, "white", alpha=0.6)
    canvas.stroke(ellipse(x + 70, 626, 80, 11, 180, 330), 5, "white", alpha=0.5)
    bird(canvas, 640, 584, "brick", right=False)


@drawing()
def hedgehog_house(canvas: Canvas, tone: str = "oak", roof: str = "moss") -> None:
    """Draw a low wooden house with a dark doorway."""
    canvas.ground(480, 330)
    wood(canvas, [(180, 700), (780, 700), (780, BASE), (180, BASE)], tone)
    boards = [[(184, y), (776, y)] for y in (770, 850)]
    canvas.strokes(boards, 6, tint(tone, -0.45), alpha=0.7)
    door = [*ellipse(390, 850, 92, 92, 180, 360), (482, BASE), (298, BASE)]
    canvas.fill(door, tint("walnut", -0.7), "none")
    canvas.fill([(130, 716), (220, 600), (740, 600), (830, 716)], roof, "flat")
    canvas.stroke([(134, 720), (826, 720)], 16, tint(roof, -0.3))
    for _ in range(26):
        x, y = canvas.chance.uniform(180, 780), canvas.chance.uniform(620, 700)
        tone_of = canvas.chance.choice(("leaf", "fern", "sage"))
        canvas.fill(
            leaf(x, y, 44, 18, canvas.chance.uniform(-160, -20)), tone_of, "none"
        )
    hump = [(560, BASE + 40), (590, 880), (690, 850), (780, 900), (810, BASE + 40)]
    canvas.ground(690, 130, BASE + 40)
    canvas.fill(smooth(hump), "walnut", "ball")
    spikes = [
        [(590 + i * 17, 920 - (i % 4) * 9), (580 + i * 18, 880 - (i % 4) * 9)]
        for i in range(12)
    ]
    canvas.strokes(spikes, 6, tint("walnut", 0.35))
    canvas.fill(
        smooth(points("520,986 560,950 610,930 620,996 560,1000")),
        "#b99470",
        "flat",
    )
    canvas.fill(ellipse(522, 984, 12, 11), "black", "ball")
    canvas.fill(ellipse(570, 962, 7, 7), "black", "none")
