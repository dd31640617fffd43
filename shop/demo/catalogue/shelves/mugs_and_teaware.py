"""The shelf mugs and teaware."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("KIT", "mugs-and-teaware", first=101)

PRODUCTS = (
    _product(
        "Stoneware mug, moss dip",
        "16.00",
        "6.20",
        84,
        shown("mug", tone="oat", pattern="dip", accent="moss", steam=True),
        """A generous mug for tea, thrown in speckled stoneware and dipped by hand in a
        moss green glaze. It holds 350 ml and the handle takes four fingers.

        The dip line differs a little from mug to mug. Safe in the dishwasher and the
        microwave.""",
        tags="stoneware gift everyday",
        featured=True,
        weight=3.2,
        material="Stoneware",
        dimensions="9 × 9.5 cm, 350 ml",
        mass="340 g",
        origin="Stoke-on-Trent, England",
    ),
    _product(
        "Stoneware mug, speckled blue",
        "16.00",
        "6.20",
        62,
        shown(
            "mug",
            tone="sky",
            pattern="speckle",
            accent="ink",
            inside="chalk",
            tall=0.92,
            motif="arch",
            beside="shells",
        ),
        """The same clay as our moss mug under a pale blue glaze with dark specks that
        come from iron in the clay. It holds 330 ml.

        The foot is left bare and polished, so it does not scratch the table.""",
        tags="stoneware everyday",
        weight=2.4,
        material="Stoneware",
        dimensions="9 × 9 cm, 330 ml",
        mass="330 g",
        origin="Stoke-on-Trent, England",
    ),
    _product(
        "Tall latte mug, rust",
        "18.50",
        "7.40",
        3,
        shown(
            "mug",
            tone="rust",
            pattern="lines",
            accent="cream",
            tall=1.26,
            inside="oat",
            motif="plain",
        ),
        """A taller, narrower mug that keeps a milky coffee warm and leaves room for
        the foam. The rust glaze is matt outside and glossy inside.

        It holds 400 ml and fits under most coffee machines.""",
        tags="stoneware coffee",
        weight=1.3,
        material="Stoneware",
        dimensions="8.5 × 12 cm, 400 ml",
        mass="390 g",
        origin="Devon, England",
    ),
    _product(
        "Espresso cup and saucer",
        "14.00",
        "5.30",
        48,
        shown("cup_and_saucer", tone="chalk", accent="ink", beside="spoon"),
        """A small porcelain cup with a painted blue line, and a saucer wide enough
        for a biscuit. The cup holds 90 ml.

        Porcelain keeps the heat, so warm the cup first. Safe in the dishwasher.""",
        tags="porcelain coffee gift",
        weight=1.4,
        material="Porcelain",
        dimensions="Saucer 13 cm, cup 90 ml",
        mass="260 g",
        origin="Portugal",
    ),
    _product(
        "Round teapot, sage",
        "46.00",
        "19.50",
        21,
        shown("teapot", tone="sage", knob="oak", motif="sun"),
        """A teapot for four cups with a spout that does not drip, which took us three
        makers to find. The strainer is part of the pot, behind the spout.

        It holds 1.1 litres. Wash the oak knob by hand or unscrew it first.""",
        tags="stoneware gift",
        featured=True,
        weight=1.6,
        material="Stoneware, oak",
        dimensions="24 × 15 cm, 1.1 litres",
        mass="980 g",
        origin="Cornwall, England",
    ),
    _product(
        "Small teapot, dotted",
        "34.00",
        "14.20",
        0,
        shown(
            "teapot",
            tone="chalk",
            pattern="dots",
            accent="clay",
            knob="walnut",
            zoom=0.86,
            motif="window",
            beside="small_cup",
            left=True,
        ),
        """A teapot for one large mug or two small cups, white with dots that are
        brushed on by hand before the glaze. It holds 600 ml.

        A steel strainer basket is included. Safe in the dishwasher.""",
        tags="stoneware gift",
        weight=1.1,
        material="Stoneware, stainless steel",
        dimensions="18 × 12 cm, 600 ml",
        mass="620 g",
        origin="Cornwall, England",
    ),
    _product(
        "Enamel stove kettle, ink",
        "58.00",
        "26.00",
        14,
        shown("kettle", tone="ink", accent="oak", motif="panel"),
        """A kettle of steel under two coats of enamel, with an oak grip that stays
        cool. It holds 1.8 litres and whistles when it is ready.

        For gas, electric and induction hobs. Dry it after use and it will not
        rust.""",
        tags="enamel everyday",
        weight=1.2,
        material="Enamelled steel, oak",
        dimensions="22 × 24 cm, 1.8 litres",
        mass="1.2 kg",
        origin="Austria",
    ),
    _product(
        "Tea caddy, moss and brass",
        "19.00",
        "7.10",
        37,
        shown("tin", tone="moss", accent="brass", motif="arch", beside="spoon"),
        """A tin with a tight inner lid that keeps 125 g of loose tea dry and dark.
        The outer lid is lacquered brass and slips on without a click.

        Wipe it clean with a dry cloth. The label can be written on with pencil.""",
        tags="storage gift",
        weight=1.0,
        material="Tinplate, brass",
        dimensions="9 × 13 cm",
        mass="180 g",
        origin="Kyoto, Japan",
    ),
    _product(
        "Pour-over coffee set",
        "52.00",
        "22.50",
        4,
        shown("coffee_dripper", tone="chalk", accent="oak", motif="sun"),
        """A ribbed porcelain cone on a glass jug with an oak collar: slow coffee for
        two. The jug holds 700 ml and shows how much you have made.

        Takes paper filters of size 02. The collar unties for washing.""",
        tags="coffee gift",
        featured=True,
        weight=1.3,
        material="Porcelain, borosilicate glass, oak",
        dimensions="14 × 26 cm, 700 ml",
        mass="720 g",
        origin="Japan and England",
    ),
)
