"""What keeps a desk in order."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, points, rect, smooth, turned
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import printed, tint, wood
from shop.demo.drawing.turned import turn_body


@drawing("flat")
def pencil_case(
    canvas: Canvas,
    tone: str = "slate",
    accent: str = "oak",
    pattern: str | None = None,
    print_tone: str = "cream",
    turn: float = -14,
) -> None:
    """Draw a zipped pencil case, from above, with a pencil looking out."""
    about = (480, 620)
    for x, shade in ((640, "ochre"), (700, "brick")):
        body = [(x - 16, 330), (x - 16, 520), (x + 16, 520), (x + 16, 330), (x, 270)]
        canvas.fill(turned(body, turn, about), shade, "flat")
        tip = [(x - 7, 296), (x, 268), (x + 7, 296)]
        canvas.fill(turned(tip, turn, about), "black", "none")
    box = (150, 440, 810, 800)
    path = turned(rect(*box, 60), turn, about)
    canvas.hung(path, 22)
    mask = canvas.fill(path, tone, "flat", strength=1.5)
    if pattern:
        printed(canvas, mask, box, pattern, print_tone, turn, 66)
    canvas.inside(
        mask, [turned(rect(150, 700, 820, 820), turn, about)], tint(tone, -0.25), "flat"
    )
    zip_line = [turned([(184, 500), (776, 500)], turn, about)]
    canvas.strokes(zip_line, 16, tint(tone, -0.4))
    teeth = [turned([(x, 494), (x, 506)], turn, about) for x in range(190, 776, 14)]
    canvas.strokes(teeth, 5, "brass")
    canvas.stroke(turned([(220, 500), (220, 580)], turn, about), 22, accent)
    canvas.fill(turned(ellipse(220, 500, 20, 16), turn, about), "brass", "ball")


@drawing(zoom=1.18)
def pen_pot(
    canvas: Canvas, tone: str = "chalk", pattern: str = "zigzag", accent: str = "ink"
) -> None:
    """Draw a pot with pencils and a ruler."""
    x, about = 480, (480, 900)
    canvas.ground(x, 150)
    for turn, shade, top in (
        (-14, "ochre", 520),
        (9, "moss", 470),
        (-4, "brick", 430),
        (18, "ink", 560),
    ):
        stick = rect(x - 17, top, x + 17, 880)
        tip = [(x - 17, top), (x, top - 56), (x + 17, top)]
        point = [(x - 6, top - 36), (x, top - 57), (x + 6, top - 36)]
        canvas.fill(turned(stick, turn, about), shade, "round")
        canvas.fill(turned(tip, turn, about), "beech", "round")
        canvas.fill(turned(point, turn, about), shade, "none")
    canvas.fill(turned(rect(x + 40, 480, x + 88, 880, 3), 3, about), "beech", "flat")
    body = [(680, 146), (920, 146), (946, 136)]
    turn_body(canvas, x, body, tone, curved=False, pattern=pattern, accent=accent)
    canvas.stroke(ellipse(x, 682, 144, 17, 180, 0), 7, tint(tone, 0.35))


@drawing(zoom=1.12)
def bookends(canvas: Canvas, tone: str = "charcoal") -> None:
    """Draw a pair of bookends with a few books."""
    canvas.ground(480, 320)
    left = 270
    for wide, high, shade in (
        (54, 330, "clay"),
        (70, 390, "ink"),
        (46, 300, "ochre"),
        (64, 360, "sage"),
        (80, 410, "plum"),
        (52, 340, "oat"),
        (50, 372, "rust"),
    ):
        top, right = BASE - high, left + wide
        spine = rect(left, top, right - 3, BASE, 5)
        canvas.fill(spine, shade, "round", strength=0.6)
        bands = [
            [(left + 9, top + at), (right - 12, top + at)] for at in (46, 62, high - 50)
        ]
        canvas.strokes(bands, 5, "rust" if shade == "oat" else "cream", alpha=0.8)
        left = right
    for side in (-1, 1):
        inner, outer = 480 + side * 208, 480 + side * 330
        curve = smooth(
            [
                (inner, 660),
                (inner + side * 70, 690),
                (outer - side * 10, 800),
                (outer, 940),
            ],
            False,
        )
        path = [*curve, (outer, BASE), (inner, BASE)]
        canvas.fill(path, tone, "flat", strength=1.2)


@drawing(zoom=1.1)
def waste_bin(canvas: Canvas, tone: str = "steel") -> None:
    """Draw a wire bin with a few crumpled sheets."""
    x = 480
    canvas.ground(x, 190)
    for dx, dy, share in ((-84, 4, -0.16), (84, -8, -0.2), (0, -40, -0.06)):
        corners = points("-86,40 -70,-40 -20,-76 44,-66 88,-6 60,70 -40,76")
        around = [(x + dx + a, 540 + dy + b) for a, b in corners]
        canvas.fill(around, tint("chalk", share), "ball")
        middle = (x + dx + 6, 534 + dy)
        creases = [[middle, around[i]] for i in (1, 3, 4, 6)]
        canvas.strokes(creases, 4, tint("chalk", -0.34), alpha=0.7)
    shape = [(570, 230), (944, 170)]
    body = turn_body(canvas, x, shape, tint_dark(tone), curved=False, alpha=0.35)
    lines = [
        [body.at(570 + (944 - 570) * i / 8, degrees) for i in range(9)]
        for degrees in range(-86, 90, 12)
    ]
    hoops = [body.ring(y) for y in (640, 740, 840, 930)]
    canvas.strokes([*lines, *hoops], 7, tone)
    canvas.stroke(ellipse(x, 570, 230, 27), 15, tint(tone, -0.15))


def tint_dark(tone: str) -> str:
    """Return a much darker pigment, as a code."""
    red, green, blue = tint(tone, -0.5)
    return f"#{red:02x}{green:02x}{blue:02x}"


@drawing(zoom=1.1)
def magazine_file(
    canvas: Canvas, tones: tuple[str, ...] = ("clay", "sage"), accent: str = "cream"
) -> None:
    """Draw two card files for magazines."""
    canvas.ground(480, 290)
    for x, tone in ((190, tones[0]), (490, tones[1])):
        for i, (shade, top) in enumerate(
            (("ink", 430), ("ochre", 446), ("cream", 420))
        ):
            canvas.fill(
                rect(x + 40 + i * 62, top, x + 96 + i * 62, 900, 3),
                shade,
                "round",
                strength=0.4,
            )
        path = [(x, 520), (x + 90, 500), (x + 280, 690), (x + 280, BASE), (x, BASE)]
        canvas.fill(path, tone, "flat", strength=1.4)
        canvas.fill(rect(x + 44, 790, x + 180, 880, 5), accent, "flat")
        canvas.strokes(
            [[(x + 66, y), (x + 158, y)] for y in (822, 850)], 6, "charcoal", alpha=0.7
        )
        canvas.fill(ellipse(x + 112, 700, 30, 30), tint(tone, -0.6), "none")


@drawing(zoom=1.12)
def desk_tidy(canvas: Canvas, tone: str = "walnut", accent: str = "brass") -> None:
    """Draw a block of wood with holes for pens and a slot for a telephone."""
    canvas.ground(480, 310)
    canvas.fill(rect(280, 470, 500, 850, 24), "charcoal", "flat")
    canvas.fill(rect(296, 490, 484, 850, 14), "slate", "flat", strength=2)
    for x, shade, top in ((590, "ochre", 520), (660, "brick", 580), (728, "moss", 500)):
        canvas.fill(rect(x - 16, top, x + 16, 850), shade, "round")
        canvas.fill([(x - 16, top), (x, top - 50), (x + 16, top)], "beech", "round")
    canvas.fill(
        [(190, 840), (230, 790), (760, 790), (800, 840)], tint(tone, 0.2), "flat"
    )
    canvas.fill(rect(250, 804, 524, 826, 6), tint(tone, -0.7), "none")
    for x in (590, 660, 728):
        canvas.fill(ellipse(x, 814, 26, 11), tint(tone, -0.7), "none")
    canvas.fill(rect(296, 700, 484, 812), "slate", "flat")
    for x, shade in ((590, "ochre"), (660, "brick"), (728, "moss")):
        canvas.fill(rect(x - 16, 740, x + 16, 815), shade, "round")
    wood(canvas, rect(180, 836, 800, BASE, 10), tone)
    canvas.fill(ellipse(740, 900, 14, 14), accent, "ball")
