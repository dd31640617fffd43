"""The shelf pens and pencils."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("DSK", "pens-and-pencils", first=201)

PRODUCTS = (
    _product(
        "Brass ballpoint pen, ink",
        "28.00",
        "11.60",
        46,
        shown("pen", tone="ink", metal="brass", turn=38, ink="ink"),
        """A ballpoint with a brass tip and a lacquered barrel, turned on a lathe and
        heavy enough to write by itself.

        It takes standard G2 refills; a blue one is inside.""",
        tags="brass gift",
        featured=True,
        weight=1.6,
        material="Brass, lacquer",
        dimensions="14 × 1.1 cm",
        mass="32 g",
        origin="Birmingham, England",
    ),
    _product(
        "Steel rollerball, clay",
        "32.00",
        "13.40",
        25,
        shown("pen", tone="clay", metal="steel", turn=54, ink="rust", loops=5),
        """A rollerball in brushed steel and clay-coloured lacquer that gives a wet,
        even line. The clip is sprung and does not bend.

        It takes standard rollerball refills; a black one is inside.""",
        tags="steel gift",
        weight=1.0,
        material="Stainless steel, lacquer",
        dimensions="13.8 × 1.2 cm",
        mass="35 g",
        origin="Germany",
    ),
    _product(
        "Fountain pen, plum",
        "64.00",
        "29.00",
        12,
        shown("fountain_pen", tone="plum", metal="brass", turn=32),
        """A fountain pen in plum resin with a steel nib of medium width, which writes
        at once after a week in a drawer.

        With a converter for bottled ink. Nibs in fine and broad can be had as
        spares.""",
        tags="gift",
        weight=0.9,
        material="Resin, steel, brass",
        dimensions="13.5 × 1.4 cm",
        mass="24 g",
        origin="Germany",
    ),
    _product(
        "Fountain pen, forest",
        "64.00",
        "29.00",
        0,
        shown("fountain_pen", tone="forest", metal="steel", turn=-30),
        """The same pen as our plum one in a deep green resin with steel trim. The nib
        is fine, for small writing and thin paper.

        With a converter for bottled ink. It also takes standard cartridges.""",
        tags="gift",
        weight=0.8,
        material="Resin, steel",
        dimensions="13.5 × 1.4 cm",
        mass="24 g",
        origin="Germany",
    ),
    _product(
        "Colour pencils, five",
        "12.50",
        "4.80",
        68,
        shown("pencils", tones=("moss", "ochre", "clay", "ink", "rose")),
        """Five cedar pencils in the colours of the hedgerow, in a card sleeve. The
        leads are thick, soft, and can be blended with a wet brush.

        Sharpen them with a knife for the best point.""",
        tags="cedar gift set",
        weight=1.5,
        material="Cedar, pigment",
        dimensions="18 cm",
        mass="40 g",
        origin="Cumbria, England",
    ),
    _product(
        "Graphite pencils, four",
        "9.50",
        "3.60",
        83,
        shown("pencils", tones=("charcoal", "slate", "zinc", "black"), box="sage"),
        """Four pencils from hard to soft: 2H, HB, 2B and 6B. Enough for a plan, a
        letter, a sketch and a shadow.

        Cedar from managed forests, lacquered in four greys.""",
        tags="cedar set everyday",
        weight=1.6,
        material="Cedar, graphite",
        dimensions="18 cm",
        mass="32 g",
        origin="Cumbria, England",
    ),
    _product(
        "Long paper scissors, black",
        "29.00",
        "12.80",
        33,
        shown("snips", kind="scissors", tone="charcoal", turn=-26),
        """Scissors for paper, forged and ground by hand, 22 cm long. They cut to the
        very tip and close with a quiet click.

        For right hands. Please keep them away from wire and kitchens.""",
        tags="steel gift",
        weight=1.1,
        material="Carbon steel",
        dimensions="22 cm",
        mass="150 g",
        origin="Sheffield, England",
    ),
    _product(
        "Beech ruler and set square",
        "18.00",
        "7.40",
        41,
        shown("ruler", tone="beech", metal="brass"),
        """A ruler of 30 cm with a brass edge let in, and a set square to go with it.
        The marks are engraved and filled, so they do not wear off.

        Oiled beech. Keep them flat.""",
        tags="beech set",
        weight=0.9,
        material="Beech, brass",
        dimensions="30 cm and 15 × 21 cm",
        mass="120 g",
        origin="Germany",
    ),
    _product(
        "Bottled ink, ink blue",
        "13.00",
        "4.90",
        50,
        shown("ink_bottle", tone="ink", motif="arch"),
        """A blue that is nearly black on the page and dries to a soft slate. It flows
        well and washes out of clothes, with patience.

        50 ml in a heavy bottle that lets you fill a pen to the last drop.""",
        tags="ink gift",
        weight=1.2,
        material="Dye ink, glass",
        dimensions="7 × 7 × 6 cm, 50 ml",
        mass="190 g",
        origin="England",
    ),
    _product(
        "Bottled ink, moss",
        "13.00",
        "4.90",
        4,
        shown("ink_bottle", tone="moss", cap="walnut", paper="chalk", motif="window"),
        """A green that reads well and shades from olive to gold where the line is
        thin. Made for fountain pens and dip pens.

        50 ml. Rinse the pen with cold water when you change colours.""",
        tags="ink gift",
        weight=0.9,
        material="Dye ink, glass",
        dimensions="7 × 7 × 6 cm, 50 ml",
        mass="190 g",
        origin="England",
    ),
)
