"""The shelf lamps and candles."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("HOM", "lamps-and-candles", first=201)

PRODUCTS = (
    _product(
        "Ceramic table lamp, sea",
        "89.00",
        "41.00",
        15,
        shown("table_lamp", tone="sea", shade="cream", shape="round", motif="arch"),
        """A lamp with a thrown base in a deep sea glaze and a shade of cream cotton.
        It gives a soft light beside a bed or on a shelf.

        For a bulb with an E27 cap of up to 9 W; the bulb is included. The cable is
        2 m long, with a switch.""",
        tags="ceramic gift",
        featured=True,
        weight=1.0,
        material="Stoneware, cotton",
        dimensions="28 × 46 cm",
        mass="2.1 kg",
        origin="England",
    ),
    _product(
        "Striped gourd lamp",
        "98.00",
        "46.00",
        4,
        shown(
            "table_lamp",
            tone="chalk",
            shade="clay",
            shape="gourd",
            pattern="rings",
            accent="clay",
            motif="window",
            beside="books",
        ),
        """A lamp shaped like a gourd, with rings painted as it turns on the wheel, and
        a shade in clay-coloured linen.

        For a bulb with an E27 cap of up to 9 W; the bulb is included. The cable is
        covered in cotton.""",
        tags="ceramic",
        weight=0.6,
        material="Stoneware, linen",
        dimensions="30 × 50 cm",
        mass="2.4 kg",
        origin="England",
    ),
    _product(
        "Jointed desk lamp, forest",
        "125.00",
        "61.00",
        13,
        shown("task_lamp", tone="forest", accent="brass", motif="panel"),
        """A lamp that stays where it is put: two brass joints, a heavy foot and a head
        that turns by 300 degrees. The inside of the shade is white.

        With a bulb of 7 W that can be replaced. The cable is 1.8 m long.""",
        tags="metal desk",
        weight=0.9,
        material="Steel, brass",
        dimensions="Reach 62 cm, foot 18 cm",
        mass="2.8 kg",
        origin="England",
    ),
    _product(
        "Enamel pendant lamp, sage",
        "78.00",
        "36.00",
        19,
        shown("pendant", tone="sage", accent="brass"),
        """A pendant for over the table: an enamelled steel shade, sage outside and
        white inside, on a fitting of brass.

        With 1.5 m of fabric cable and a ceiling rose. It has to be connected by an
        electrician.""",
        tags="enamel",
        weight=0.7,
        material="Enamelled steel, brass",
        dimensions="36 × 22 cm",
        mass="1.4 kg",
        origin="England",
    ),
    _product(
        "Glass globe lamp on oak",
        "74.00",
        "33.00",
        22,
        shown("wooden_lamp", tone="oak", globe="cream", motif="sun"),
        """A globe of opal glass on a block of oak. It can be dimmed by touching the
        brass plate, from a night light to a reading light.

        With a fixed LED of 6 W that lasts about 25,000 hours, and a 1.6 m cable.""",
        tags="oak glass gift",
        weight=1.1,
        material="Oak, opal glass",
        dimensions="18 × 25 cm",
        mass="1.3 kg",
        origin="Denmark",
    ),
    _product(
        "Beeswax pillar candles, set of three",
        "28.00",
        "12.40",
        53,
        shown("candles", tone="honey", motif="plain", beside="matches"),
        """Three candles of pure beeswax, 8, 12 and 16 cm high, poured in small runs.
        They smell faintly of honey and burn without soot.

        Together they burn for about 110 hours. Trim the wick to 5 mm each time.""",
        tags="beeswax gift set",
        featured=True,
        weight=1.8,
        material="Beeswax",
        dimensions="7 cm across; 8, 12 and 16 cm",
        mass="1.2 kg",
        origin="Yorkshire, England",
    ),
    _product(
        "Scented candle, cedar and moss",
        "24.00",
        "9.20",
        67,
        shown("candle_jar", tone="forest", wax="cream", motif="arch"),
        """Rapeseed wax in a green glass that becomes a tumbler when the candle is
        finished. It smells of cedar, wet moss and a little smoke.

        It burns for about 45 hours. Let the whole surface melt the first time.""",
        tags="scented gift",
        weight=2.3,
        material="Rapeseed wax, glass",
        dimensions="8 × 9.5 cm",
        mass="480 g",
        origin="England",
    ),
    _product(
        "Scented candle, fig and sea salt",
        "24.00",
        "9.20",
        58,
        shown(
            "candle_jar",
            tone="blush",
            wax="chalk",
            paper="chalk",
            lit=False,
            motif="sun",
            beside="pebbles",
        ),
        """Rapeseed wax in a blush glass, scented with fig leaf, salt and a trace of
        coconut. Quieter than most, made for small rooms.

        It burns for about 45 hours. The glass goes in the dishwasher afterwards.""",
        tags="scented gift",
        weight=1.7,
        material="Rapeseed wax, glass",
        dimensions="8 × 9.5 cm",
        mass="480 g",
        origin="England",
    ),
    _product(
        "Storm lantern",
        "46.00",
        "20.00",
        20,
        shown("lantern", tone="charcoal", motif="plain"),
        """A lantern of powder-coated steel with four panes of glass and a door. It
        keeps a pillar candle alight in a fair wind.

        It can stay outside. The panes slide out for cleaning; the candle is not
        included.""",
        tags="metal garden",
        weight=1.0,
        material="Steel, glass",
        dimensions="18 × 18 × 34 cm",
        mass="1.9 kg",
        origin="Denmark",
    ),
    _product(
        "Brass candlesticks, pair",
        "58.00",
        "26.50",
        3,
        shown(
            "candlestick", tone="brass", candle="cream", second="forest", motif="window"
        ),
        """Two candlesticks of solid brass, 16 and 12 cm high, turned and left without
        lacquer, so that they age.

        For dinner candles of 2.2 cm. Polish them, or do not: both are right.""",
        tags="brass gift set",
        weight=0.8,
        material="Brass",
        dimensions="16 and 12 cm",
        mass="1.1 kg",
        origin="Birmingham, England",
    ),
)
