"""Vases, clocks, frames and wreaths."""

from math import cos, radians, sin

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth
from shop.demo.drawing.props import stem_with_leaves
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import tint, wood
from shop.demo.drawing.turned import turn_body

VASES = {
    "bottle": points("600,46 660,40 730,70 800,130 880,142 946,104"),
    "round": points("640,60 676,66 740,150 830,180 910,146 946,96"),
    "tall": points("500,92 560,84 700,118 840,128 920,104 946,90"),
}


@drawing()
def vase(
    canvas: Canvas,
    tone: str = "chalk",
    shape: str = "tall",
    pattern: str | None = None,
    accent: str = "ink",
    stems: str = "eucalyptus",
) -> None:
    """Draw a vase with cut stems."""
    x, profile = 480, VASES[shape]
    canvas.ground(x, 130)
    STEMS[stems](canvas, x, profile[0][0])
    turn_body(canvas, x, profile, tone, pattern=pattern, accent=accent)
    top, half = profile[0]
    canvas.fill(
        ellipse(x, top, half, half * 0.12),
        tint(tone, 0.2),
        "flat",
        holes=[ellipse(x, top + 1, half - 7, half * 0.09)],
    )


def _eucalyptus(canvas: Canvas, x: float, top: float) -> None:
    for lean, high in ((-170, 330), (130, 360), (-20, 430)):
        stem_with_leaves(
            canvas,
            [
                (x, top + 60),
                (x + lean * 0.3, top - high * 0.45),
                (x + lean, top - high),
            ],
            "#86a08d",
            70,
            6,
            round_leaves=True,
        )


def _tulips(canvas: Canvas, x: float, top: float) -> None:
    blooms = ((-130, 210, "rose"), (110, 230, "clay"), (-10, 310, "blush"))
    for lean, high, tone in blooms:
        tip = (x + lean, top - high)
        line = smooth(
            [(x, top + 60), (x + lean * 0.3, top - high * 0.4), tip], closed=False
        )
        canvas.stroke(line, 9, "fern")
        canvas.fill(leaf(x + lean * 0.1, top, 190, 52, -90 + lean * 0.34), "leaf")
        a, b = tip
        for petal, shade in (
            (
                [
                    (a - 52, b - 90),
                    (a - 20, b - 60),
                    (a, b - 104),
                    (a + 20, b - 60),
                    (a + 52, b - 90),
                    (a + 50, b - 20),
                    (a, b + 14),
                    (a - 50, b - 20),
                ],
                -0.14,
            ),
            (
                [
                    (a, b - 108),
                    (a + 32, b - 50),
                    (a + 26, b),
                    (a, b + 14),
                    (a - 26, b),
                    (a - 32, b - 50),
                ],
                0.08,
            ),
        ):
            canvas.fill(smooth(petal), tint(tone, shade), "flat")


def _grasses(canvas: Canvas, x: float, top: float) -> None:
    for lean, high in ((-200, 300), (-90, 390), (10, 430), (110, 380), (210, 280)):
        line = smooth(
            [(x, top + 50), (x + lean * 0.3, top - high * 0.5), (x + lean, top - high)],
            closed=False,
        )
        canvas.stroke(line, 5, "sand")
        tip = line[-1]
        turn = -90 + lean * 0.16
        canvas.fill(leaf(tip[0] - lean * 0.1, tip[1] + 40, 170, 46, turn), "linen")
        canvas.fill(leaf(tip[0] - lean * 0.1, tip[1] + 40, 150, 22, turn), "sand")


STEMS = {"eucalyptus": _eucalyptus, "tulips": _tulips, "grasses": _grasses}


@drawing(zoom=1.16)
def bud_vases(
    canvas: Canvas, tones: tuple[str, ...] = ("clay", "chalk", "sage")
) -> None:
    """Draw three small vases, one of them with a stem."""
    shapes = (
        points("640,30 700,26 780,78 880,96 946,66"),
        points("560,26 700,24 800,62 900,74 946,60"),
        points("740,34 770,34 830,88 900,96 946,58"),
    )
    places = ((290, 0), (480, -16), (680, 12))
    for (x, dy), shape, tone in zip(places, shapes, tones, strict=True):
        canvas.ground(x, 78, BASE + dy)
        if x == 480:
            stem_with_leaves(
                canvas, [(x, 600), (x + 20, 460), (x + 80, 330)], "leaf", 66, 5
            )
        turn_body(canvas, x, [(y + dy, half) for y, half in shape], tone)


@drawing("wall")
def wall_clock(
    canvas: Canvas, tone: str = "oak", face: str = "chalk", hands: str = "charcoal"
) -> None:
    """Draw a round clock on the wall; it says ten past ten."""
    x, y, radius = 480, 590, 290
    canvas.hung(ellipse(x, y, radius, radius), 26)
    wood(canvas, ellipse(x, y, radius, radius), tone)
    canvas.fill(ellipse(x, y, 250, 250), tint(face, -0.2), "flat")
    canvas.fill(ellipse(x + 3, y + 3, 244, 244), face, "flat")
    for hour in range(12):
        turn = radians(hour * 30)
        inner = 196 if hour % 3 == 0 else 212
        canvas.stroke(
            [
                (x + inner * sin(turn), y - inner * cos(turn)),
                (x + 226 * sin(turn), y - 226 * cos(turn)),
            ],
            13 if hour % 3 == 0 else 7,
            hands,
        )
    for turn, length, width in ((-57, 130, 17), (62, 190, 12)):
        a = radians(turn)
        line = [
            (x - 24 * sin(a), y + 24 * cos(a)),
            (x + length * sin(a), y - length * cos(a)),
        ]
        canvas.stroke([(p + 7, q + 9) for p, q in line], width, "black", alpha=0.15)
        canvas.stroke(line, width, hands)
    canvas.fill(ellipse(x, y, 18, 18), "brass", "ball")


@drawing("wall")
def frame(
    canvas: Canvas,
    tone: str = "oak",
    sky: str = "blush",
    hill: str = "sage",
    sun: str = "ochre",
) -> None:
    """Draw a framed print of hills."""
    outer, mount, print_ = (
        rect(220, 240, 740, 900),
        (260, 280, 700, 860),
        (330, 350, 630, 770),
    )
    canvas.hung(outer, 26)
    wood(canvas, outer, tone, upright=True)
    canvas.fill(rect(*mount), tint("chalk", -0.22), "flat")
    canvas.fill(rect(mount[0] + 5, mount[1] + 6, mount[2], mount[3]), "chalk", "flat")
    mask = canvas.fill(rect(*print_), sky, "flat")
    canvas.inside(mask, [ellipse(540, 480, 54, 54)], sun, "none")
    hills = (
        (((330, 620), (430, 540), (540, 610), (640, 560)), -0.0),
        (((320, 690), (420, 660), (520, 600), (640, 670)), -0.28),
        (((320, 740), (440, 700), (560, 726), (640, 700)), -0.55),
    )
    for ridge, share in hills:
        path = [*smooth(ridge, closed=False), (640, 790), (320, 790)]
        canvas.inside(mask, [path], tint(hill, share), "none")
    canvas.fill([(260, 280), (460, 280), (260, 560)], "white", "none", 0.16)


@drawing("wall")
def mirror(canvas: Canvas, tone: str = "brass", strap: str = "walnut") -> None:
    """Draw a round mirror on a strap."""
    x, y, radius = 480, 640, 270
    canvas.strokes([[(480, 230), (300, 440)], [(480, 230), (660, 440)]], 22, strap)
    canvas.hung(ellipse(x, y, radius, radius), 26)
    canvas.fill(ellipse(x, y, radius, radius), tone, "ball")
    glass = canvas.fill(ellipse(x, y, 248, 248), "#cfdcdc", "flat", strength=2)
    gleams = [
        [(180, 560), (420, 320), (520, 320), (180, 660)],
        [(180, 720), (580, 320), (610, 320), (180, 760)],
    ]
    canvas.inside(glass, gleams, "white", "none", 0.45)
    canvas.hung(ellipse(480, 226, 22, 22), 10)
    canvas.fill(ellipse(480, 226, 22, 22), "brass", "ball")


@drawing("wall")
def wreath(
    canvas: Canvas, tone: str = "fern", accent: str = "brick", ribbon: str = "linen"
) -> None:
    """Draw a wreath of leaves with berries and a ribbon."""
    x, y, radius = 480, 610, 240
    canvas.strokes([[(480, 170), (466, 380)], [(480, 170), (496, 380)]], 14, ribbon)
    ring = [*ellipse(x, y, 300, 300), *reversed(ellipse(x, y, 186, 186))]
    canvas.shadow(ring, 16, 0.3, 16, 24)
    canvas.stroke(ellipse(x, y, radius, radius), 22, "walnut")
    tones = (tone, "leaf", "sage", "moss")
    for i in range(84):
        turn = i * 360 / 84 + canvas.chance.uniform(-3, 3)
        away = radius + canvas.chance.uniform(-26, 26)
        a = radians(turn)
        px, py = x + away * cos(a), y + away * sin(a)
        lean = turn + 90 + canvas.chance.choice((-52, -24, 24, 52))
        share = canvas.chance.uniform(-0.22, 0.16)
        canvas.fill(leaf(px, py, 104, 38, lean), tint(tones[i % 4], share), "none")
    for i in range(15):
        a = radians(i * 24 + 7)
        away = radius + (22 if i % 2 else -22)
        canvas.fill(
            ellipse(x + away * cos(a), y + away * sin(a), 17, 17), accent, "ball"
        )
    bow(canvas, 480, 372, ribbon)


def bow(canvas: Canvas, x: float, y: float, tone: str) -> None:
    """Draw a bow."""
    for side in (-1, 1):
        tail = [
            (x, y),
            (x + side * 34, y + 130),
            (x + side * 62, y + 112),
            (x + side * 78, y + 140),
            (x + side * 30, y + 10),
        ]
        canvas.fill(tail, tint(tone, -0.16), "flat")
        loop = smooth(
            [
                (x, y),
                (x + side * 60, y - 54),
                (x + side * 112, y - 30),
                (x + side * 100, y + 30),
                (x + side * 40, y + 24),
            ]
        )
        canvas.fill(loop, tone, "flat")
    canvas.fill(ellipse(x, y, 22, 24), tint(tone, -0.1), "ball")


@drawing(zoom=1.14)
def alarm_clock(
    canvas: Canvas, tone: str = "brick", face: str = "cream", accent: str = "brass"
) -> None:
    """Draw a small clock with two bells."""
    x, y = 480, 740
    canvas.ground(x, 170)
    canvas.strokes([[(370, 880), (330, 950)], [(590, 880), (630, 950)]], 26, accent)
    canvas.stroke(ellipse(x, 520, 60, 50, 180, 360), 13, accent)
    for side in (-1, 1):
        canvas.fill(
            ellipse(x + side * 118, 552, 92, 82, 180 + side * 28, 360 + side * 28),
            accent,
            "ball",
        )
    canvas.fill(ellipse(x, y, 214, 214), tone, "ball")
    canvas.fill(ellipse(x, y, 174, 174), face, "flat")
    for hour in range(12):
        a = radians(hour * 30)
        canvas.fill(
            ellipse(x + 146 * sin(a), y - 146 * cos(a), 8, 8), "charcoal", "none"
        )
    canvas.stroke([(x, y), (x - 66, y - 50)], 15, "charcoal")
    canvas.stroke([(x, y), (x + 84, y - 74)], 11, "charcoal")
    canvas.fill(ellipse(x, y, 14, 14), tone, "ball")
