"""The shelf desk order."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("DSK", "desk-order", first=301)

PRODUCTS = (
    _product(
        "Canvas pencil case, slate",
        "19.00",
        "7.60",
        54,
        shown("pencil_case", tone="slate", accent="oak", turn=-14),
        """A case of waxed canvas with a brass zip and a leather tab. It takes fifteen
        pencils and a ruler of 17 cm.

        Wipe it with a damp cloth. The wax can be renewed.""",
        tags="canvas everyday",
        weight=1.5,
        material="Waxed cotton, brass, leather",
        dimensions="21 × 9 cm",
        mass="90 g",
        origin="England",
    ),
    _product(
        "Striped pencil case, clay",
        "17.00",
        "6.70",
        48,
        shown(
            "pencil_case",
            tone="clay",
            accent="walnut",
            pattern="stripes",
            print_tone="oat",
            turn=12,
        ),
        """Woven ticking in clay and oat, lined with plain cotton, with a zip that runs
        round the corner so that it opens wide.

        Wash at 30 °C and dry it flat.""",
        tags="cotton everyday gift",
        weight=1.2,
        material="Cotton, brass",
        dimensions="21 × 9 cm",
        mass="75 g",
        origin="Lancashire, England",
    ),
    _product(
        "Pen pot, painted zigzag",
        "15.00",
        "5.70",
        60,
        shown("pen_pot", tone="chalk", pattern="zigzag", accent="ink", motif="sun"),
        """A straight pot that does not tip over when it is full, with three painted
        lines. It is as good for toothbrushes.

        10 cm high. A felt pad under the foot protects the desk.""",
        tags="stoneware gift",
        weight=1.4,
        material="Stoneware, felt",
        dimensions="8.5 × 10 cm",
        mass="380 g",
        origin="Cornwall, England",
    ),
    _product(
        "Oak letter trays, pair",
        "76.00",
        "36.00",
        11,
        shown("letter_tray", tone="oak", motif="plain"),
        """Two trays for A4 that stack with a gap wide enough for a hand. One for what
        comes in, one for what goes out.

        Solid oak with finger joints, oiled. Felt pads below.""",
        tags="oak",
        featured=True,
        weight=0.7,
        material="Oak",
        dimensions="33 × 25 × 15 cm",
        mass="2.2 kg",
        origin="England",
    ),
    _product(
        "Walnut desk tidy",
        "42.00",
        "18.60",
        17,
        shown("desk_tidy", tone="walnut", motif="panel"),
        """A block of walnut with holes for three pens and a slot that holds a telephone
        upright. Everything has its place, nothing has a cable.

        Milled from one piece, sanded and oiled.""",
        tags="walnut gift",
        weight=1.0,
        material="Walnut",
        dimensions="22 × 9 × 5 cm",
        mass="620 g",
        origin="England",
    ),
    _product(
        "Cast iron bookends",
        "39.00",
        "17.20",
        14,
        shown("bookends", tone="charcoal", motif="arch"),
        """Two bookends of cast iron with a curve like a river stone. Heavy enough for
        a shelf of atlases.

        The feet are covered in cork. The books are not included.""",
        tags="iron",
        weight=0.7,
        material="Cast iron, cork",
        dimensions="12 × 9 × 14 cm",
        mass="3.4 kg",
        origin="England",
    ),
    _product(
        "Magazine files, clay and sage",
        "23.00",
        "9.20",
        37,
        shown("magazine_file", tones=("clay", "sage"), motif="window"),
        """Two files of strong grey board, covered in coloured paper, with a metal
        label holder and a finger hole.

        They take A4 and come flat; folding one takes a minute.""",
        tags="paper storage set",
        weight=1.1,
        material="Recycled board, paper",
        dimensions="10 × 26 × 32 cm",
        mass="780 g",
        origin="Denmark",
    ),
    _product(
        "Wire waste paper bin",
        "34.00",
        "14.90",
        1,
        shown("waste_bin", tone="slate", motif="sun"),
        """A bin of powder-coated steel wire that weighs little and stands firmly. What
        lands in it can be rescued, too.

        24 cm across. It has no liner: it is for paper.""",
        tags="steel",
        weight=0.6,
        material="Steel",
        dimensions="24 × 30 cm",
        mass="1.1 kg",
        origin="Denmark",
    ),
    _product(
        "Twin-bell alarm clock",
        "36.00",
        "15.50",
        22,
        shown(
            "alarm_clock", tone="forest", face="cream", accent="brass", motif="panel"
        ),
        """A clock that keeps the telephone out of the bedroom. Two brass bells wake
        you, a small light shows the hands at night.

        The movement is silent until it is not. One AA battery is included.""",
        tags="brass gift",
        weight=1.0,
        material="Steel, brass, glass",
        dimensions="11 × 6 × 15 cm",
        mass="390 g",
        origin="Germany",
    ),
)
