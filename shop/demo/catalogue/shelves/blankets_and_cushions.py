"""The shelf blankets and cushions."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("HOM", "blankets-and-cushions", first=101)

PRODUCTS = (
    _product(
        "Lambswool blanket, heather",
        "96.00",
        "45.00",
        17,
        shown("blanket", tone="heather", layers=4, motif="sun"),
        """A blanket of pure new lambswool in a herringbone weave, light for its warmth
        and soft enough for bare arms. The ends are fringed.

        Air it instead of washing it. When it must be washed, use a cool wool
        programme.""",
        tags="wool gift",
        featured=True,
        weight=1.3,
        material="Lambswool",
        dimensions="140 × 185 cm",
        mass="980 g",
        origin="Galashiels, Scotland",
    ),
    _product(
        "Recycled wool throw, check",
        "54.00",
        "24.00",
        38,
        shown(
            "blanket",
            tone="oat",
            pattern="check",
            accent="forest",
            layers=3,
            step=86,
            motif="panel",
        ),
        """A picnic and sofa throw from wool that was a jumper before. It is sorted by
        colour and spun again, so nothing is dyed.

        The shades vary slightly between batches. Wash by hand at 30 °C.""",
        tags="wool recycled",
        weight=1.7,
        material="Recycled wool 70 %, mixed fibres",
        dimensions="130 × 170 cm",
        mass="870 g",
        origin="Prato, Italy",
    ),
    _product(
        "Cotton cushion, clay stripe",
        "34.00",
        "13.80",
        44,
        shown(
            "cushion", tone="clay", pattern="stripes", accent="cream", motif="window"
        ),
        """A cushion in heavy cotton canvas with woven stripes and a piped edge. The
        cover opens with a hidden zip.

        The cover washes at 40 °C. The inner cushion of wool and cotton is
        included.""",
        tags="cotton",
        weight=1.4,
        material="Cotton, wool filling",
        dimensions="50 × 50 cm",
        mass="720 g",
        origin="Lancashire, England",
    ),
    _product(
        "Linen cushion, moss",
        "39.00",
        "16.50",
        26,
        shown(
            "cushion",
            tone="moss",
            pattern="pin",
            accent="oat",
            degrees=90,
            step=80,
            piping="ochre",
            motif="arch",
        ),
        """Washed linen in moss with fine woven lines and an ochre edge. It softens
        with every wash and keeps its colour.

        With a feather inner cushion. The cover washes at 40 °C and needs no iron.""",
        tags="linen",
        weight=1.2,
        material="Linen, duck feather",
        featured=True,
        dimensions="50 × 50 cm",
        mass="760 g",
        origin="Lithuania",
    ),
    _product(
        "Wool cushion, diamonds",
        "48.00",
        "21.00",
        1,
        shown(
            "cushion",
            tone="ink",
            pattern="diamonds",
            accent="honey",
            step=110,
            piping="rust",
            motif="sun",
        ),
        """A cushion in double-woven wool: the diamonds are honey on ink at the front,
        and ink on honey at the back.

        Dry clean or air it. The inner cushion is filled with British wool.""",
        tags="wool gift",
        weight=0.8,
        material="Lambswool, wool filling",
        dimensions="45 × 45 cm",
        mass="690 g",
        origin="Wales",
    ),
    _product(
        "Merino scarf, rust",
        "52.00",
        "22.00",
        31,
        shown(
            "scarf", tone="rust", pattern="ends", accent="cream", step=54, motif="plain"
        ),
        """A long scarf of fine merino that goes twice around the neck. It does not
        scratch, and the fringe is twisted by hand.

        Wash by hand in cool water and dry it flat.""",
        tags="wool gift winter",
        weight=1.2,
        material="Merino wool",
        dimensions="30 × 190 cm",
        mass="160 g",
        origin="Scotland",
    ),
    _product(
        "Merino scarf, sea check",
        "56.00",
        "24.00",
        0,
        shown(
            "scarf", tone="sea", pattern="check", accent="chalk", step=72, motif="panel"
        ),
        """Our merino scarf in a large check of sea green and chalk, woven and not
        printed, so both sides look alike.

        Wash by hand in cool water and dry it flat. Moth bags of cedar help in
        summer.""",
        tags="wool winter",
        weight=0.9,
        material="Merino wool",
        dimensions="30 × 190 cm",
        mass="165 g",
        origin="Scotland",
    ),
    _product(
        "Flat-woven wool rug",
        "165.00",
        "84.00",
        6,
        shown(
            "rug_roll", tone="oat", pattern="stripes", accent="slate", motif="window"
        ),
        """A rug for beside the bed or in front of the sink, flat-woven on a hand loom
        in undyed and slate wool. It is the same on both sides.

        Shake it, turn it, and have it cleaned when it needs it. It arrives rolled.""",
        tags="wool",
        weight=0.4,
        material="Wool, cotton warp",
        dimensions="80 × 150 cm",
        mass="2.4 kg",
        origin="Alentejo, Portugal",
    ),
)
