"""Notebooks, cards, calendars and wrapping paper."""

from shop.demo.drawing.canvas import BASE, Canvas
from shop.demo.drawing.paths import ellipse, leaf, points, rect, smooth, turned
from shop.demo.drawing.registry import drawing
from shop.demo.drawing.surfaces import printed, tint

MIDDLE = (480, 600)


@drawing("flat")
def notebook(
    canvas: Canvas,
    tone: str = "forest",
    spine: str = "rust",
    band: str | None = "oat",
    turn: float = -8,
    pattern: str | None = None,
    accent: str = "cream",
    pen: str | None = None,
) -> None:
    """Draw a bound notebook, from above."""
    pages = turned(rect(262, 242, 722, 962, 8), turn, MIDDLE)
    cover_box = (250, 230, 710, 950)
    cover = turned(rect(*cover_box, 14), turn, MIDDLE)
    canvas.hung(pages, 20)
    canvas.fill(pages, "cream", "flat")
    mask = canvas.fill(cover, tone, "flat", strength=1.3)
    if pattern:
        printed(canvas, mask, cover_box, pattern, accent, turn, 64)
    canvas.inside(mask, [turned(rect(230, 200, 320, 990), turn, MIDDLE)], spine, "flat")
    ribbon = [
        turned(p, turn, MIDDLE)
        for p in (points("540,950 566,950 566,1030 553,1016 540,1030"),)
    ]
    canvas.fill(ribbon[0], spine, "flat")
    if band:
        canvas.fill(turned(rect(640, 226, 664, 956), turn, MIDDLE), band, "flat")
    if not pattern:
        plate = rect(400, 400, 600, 500, 6)
        canvas.fill(turned(plate, turn, MIDDLE), accent, "flat")
        canvas.strokes(
            [turned([(430, y), (570, y)], turn, MIDDLE) for y in (436, 464)], 6, tone
        )
    if pen:
        lay_pen(canvas, 770, 620, pen, 12)


def lay_pen(
    canvas: Canvas,
    x: float,
    y: float,
    tone: str,
    turn: float,
    metal: str = "brass",
    length: float = 520,
) -> None:
    """Draw a pen that lies with its point up."""
    top, end = y - length / 2, y + length / 2
    about = (x, y)
    canvas.hung(turned(rect(x - 17, top, x + 17, end, 16), turn, about), 12)
    canvas.fill(
        turned([(x - 15, top + 60), (x, top - 16), (x + 15, top + 60)], turn, about),
        metal,
        "flat",
    )
    canvas.fill(
        turned(rect(x - 17, top + 56, x + 17, end, 14), turn, about), tone, "round"
    )
    canvas.fill(
        turned(rect(x - 18, y + 10, x + 18, y + 30), turn, about), metal, "round"
    )
    clip = turned([(x + 12, y + 40), (x + 12, end - 30)], turn, about)
    canvas.stroke(clip, 8, metal)


@drawing("flat")
def spiral_pad(
    canvas: Canvas, tone: str = "ochre", accent: str = "charcoal", turn: float = 5
) -> None:
    """Draw a wire-bound pad, its page of dots half covered by a folded sheet."""
    sheet = turned(rect(240, 280, 720, 960, 12), turn, MIDDLE)
    canvas.hung(sheet, 18)
    mask = canvas.fill(sheet, "chalk", "flat")
    dots = [
        turned(ellipse(x, y, 4, 4)[::6], turn, MIDDLE)
        for x in range(280, 710, 40)
        for y in range(360, 940, 40)
    ]
    canvas.inside(mask, dots, "zinc", "none")
    cover = turned([(240, 960), (240, 600), (720, 860), (720, 960)], turn, MIDDLE)
    canvas.fill(cover, tone, "flat")
    rings = [turned(ellipse(x, 280, 12, 34), turn, MIDDLE) for x in range(270, 710, 36)]
    canvas.strokes(rings, 7, accent)


@drawing("flat")
def pocket_books(
    canvas: Canvas,
    tones: tuple[str, ...] = ("sage", "ochre", "clay"),
) -> None:
    """Draw three thin notebooks, spread like cards."""
    for i, (tone, turn) in enumerate(zip(tones, (-20, 0, 20), strict=True)):
        box = (320 + (i - 1) * 60, 300, 640 + (i - 1) * 60, 880)
        path = turned(rect(*box, 16), turn, (480, 900))
        canvas.hung(path, 14)
        canvas.fill(path, tone, "flat", strength=1.3)
        stitches = [
            turned([(box[0] + 14, y), (box[0] + 14, y + 44)], turn, (480, 900))
            for y in (400, 560, 720)
        ]
        canvas.strokes(stitches, 6, "cream")
        plate = turned(rect(box[0] + 90, 400, box[0] + 250, 480, 4), turn, (480, 900))
        canvas.fill(plate, "cream", "flat")


@drawing("flat")
def cards(
    canvas: Canvas,
    tone: str = "cream",
    envelope: str = "sage",
    motif_tone: str = "fern",
    kind: str = "sprig",
) -> None:
    """Draw a printed card on its envelope."""
    back = turned(rect(230, 470, 800, 880, 6), 9, MIDDLE)
    canvas.hung(back, 16)
    canvas.fill(back, envelope, "flat")
    flap = turned([(230, 470), (800, 470), (515, 700)], 9, MIDDLE)
    canvas.fill(flap, tint(envelope, -0.14), "flat")
    card = turned(rect(230, 250, 600, 800, 4), -7, MIDDLE)
    canvas.hung(card, 18)
    canvas.fill(card, tone, "flat")
    about = (415, 525)
    if kind == "sprig":
        canvas.stroke(turned([(415, 690), (415, 400)], -7, about), 7, motif_tone)
        for i in range(5):
            y = 640 - i * 52
            for way in (-40, 220):
                blade = leaf(415, y, 92 - i * 8, 36, way)
                canvas.fill(turned(blade, -7, about), tint(motif_tone, 0.1 * i), "flat")
    else:
        for i, shade in enumerate((motif_tone, "ochre", "clay")):
            circle = ellipse(355 + i * 62, 480 + (i % 2) * 70, 74, 74)
            canvas.fill(turned(circle, -7, about), shade, "flat", 0.85)
    canvas.stroke(turned([(340, 746), (490, 746)], -7, about), 9, "charcoal", alpha=0.7)


@drawing("wall")
def calendar(canvas: Canvas, tone: str = "chalk", accent: str = "clay") -> None:
    """Draw a wall calendar: a picture above, the days below."""
    page = rect(250, 250, 710, 980, 4)
    canvas.hung(page, 24)
    canvas.fill(page, tone, "flat")
    mask = canvas.fill(rect(280, 300, 680, 640), tint(accent, 0.5), "flat")
    canvas.inside(mask, [ellipse(580, 420, 60, 60)], "honey", "none")
    for ridge, shade in (
        (((270, 560), (380, 480), (520, 560), (690, 500)), accent),
        (((270, 610), (420, 570), (560, 600), (690, 560)), "rust"),
    ):
        path = [*smooth(ridge, closed=False), (690, 660), (270, 660)]
        canvas.inside(mask, [path], shade, "none")
    for row in range(5):
        for column in range(7):
            x, y = 312 + column * 56, 722 + row * 52
            special = (row, column) == (2, 4)
            size = 20 if special else 9
            canvas.fill(
                ellipse(x, y, size, size), accent if special else "slate", "none"
            )
    canvas.strokes([ellipse(x, 250, 9, 26) for x in range(280, 700, 40)], 6, "charcoal")
    canvas.stroke([(460, 226), (480, 200), (500, 226)], 6, "charcoal")
    canvas.fill(ellipse(480, 200, 12, 12), "brass", "ball")


@drawing()
def paper_rolls(
    canvas: Canvas,
    tones: tuple[str, ...] = ("sage", "cream", "clay"),
    patterns: tuple[str, ...] = ("dots", "stripes", "diamonds"),
) -> None:
    """Draw rolls of wrapping paper that lean together."""
    canvas.ground(480, 250)
    leans = ((330, -7, 330), (630, 9, 370), (480, 1, 270))
    for (x, turn, top), tone, pattern in zip(leans, tones, patterns, strict=True):
        about = (x, BASE)
        box = (x - 78, top, x + 78, BASE)
        mask = canvas.fill(
            turned(rect(*box, 4), turn, about), tone, "round", strength=0.7
        )
        accent = "cream" if tone != "cream" else "rust"
        printed(canvas, mask, box, pattern, accent, turn, 52)
        canvas.fill(
            turned(ellipse(x, top, 78, 20), turn, about), tint(tone, 0.3), "flat"
        )
        canvas.fill(
            turned(ellipse(x, top, 50, 12), turn, about), tint("sand", -0.4), "hollow"
        )
        canvas.fill(
            turned(rect(x - 80, 700, x + 80, 780), turn, about), "sand", "round"
        )


@drawing("flat")
def writing_set(canvas: Canvas, tone: str = "chalk", accent: str = "sky") -> None:
    """Draw a pile of letter paper with envelopes, tied with string."""
    for i, turn in enumerate((4, 1, -2)):
        sheet = turned(rect(240, 240, 720, 880, 3), turn, MIDDLE)
        canvas.hung(sheet, 8)
        canvas.fill(sheet, tint(tone, -0.06 * (2 - i)), "flat")
    canvas.strokes(
        [turned([(300, y), (660, y)], -2, MIDDLE) for y in range(340, 620, 46)],
        3,
        accent,
    )
    env = turned(rect(220, 620, 740, 980, 6), 3, MIDDLE)
    canvas.hung(env, 14)
    canvas.fill(env, accent, "flat")
    fold = turned([(220, 620), (740, 620), (480, 830)], 3, MIDDLE)
    canvas.fill(fold, tint(accent, -0.16), "flat")
    canvas.fill(turned(ellipse(480, 816, 40, 40), 3, MIDDLE), "brick", "ball")
    canvas.fill(
        turned(ellipse(480, 816, 25, 25), 3, MIDDLE), tint("brick", -0.2), "ball"
    )
