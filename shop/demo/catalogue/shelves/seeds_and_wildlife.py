"""The shelf seeds and wildlife."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("GAR", "seeds-and-wildlife", first=301)

PRODUCTS = (
    _product(
        "Poppy seeds, two packets",
        "4.50",
        "1.70",
        120,
        shown("seed_packets", flower="poppy", accent="brick", second="sage"),
        """Field poppies and a mixed packet of pale ones. Sow them from March to May or
        in September where they are to flower, and do not cover them.

        About 1,000 seeds a packet, enough for 3 m². Open-pollinated.""",
        tags="seeds outdoor",
        weight=2.6,
        material="Seeds, paper",
        dimensions="9 × 13 cm",
        mass="20 g",
        origin="England",
    ),
    _product(
        "Salad seeds, two packets",
        "4.50",
        "1.70",
        104,
        shown(
            "seed_packets",
            flower="lettuce",
            turn=3,
            accent="forest",
            second="honey",
            tone="chalk",
        ),
        """Cut-and-come-again leaves for spring and a hardier mix for autumn. Sow a
        short row every three weeks.

        About 600 seeds a packet. Ready to cut after six weeks. Open-pollinated.""",
        tags="seeds edible",
        weight=2.2,
        material="Seeds, paper",
        dimensions="9 × 13 cm",
        mass="20 g",
        origin="England",
    ),
    _product(
        "Sunflower seeds, two packets",
        "4.80",
        "1.80",
        96,
        shown(
            "seed_packets",
            flower="sunflower",
            turn=-13,
            accent="ink",
            second="sky",
            tone="cream",
        ),
        """A tall one for a race and a branching one for the vase. Sow indoors in April
        or outside in May, and keep the snails away for three weeks.

        About 25 seeds a packet. Leave the heads for the birds.""",
        tags="seeds outdoor gift",
        weight=2.0,
        material="Seeds, paper",
        dimensions="9 × 13 cm",
        mass="25 g",
        origin="England",
    ),
    _product(
        "Bird feeder with perches",
        "34.00",
        "14.60",
        26,
        shown("feeder", tone="forest", seed="ochre", motif="plain"),
        """A tube of tempered glass with a steel roof and four oak perches. It holds
        600 g of seed, and comes apart for cleaning in ten seconds.

        Hang it near a bush. Wash it with hot water every two weeks.""",
        tags="birds outdoor gift",
        featured=True,
        weight=1.3,
        material="Steel, glass, oak",
        dimensions="14 × 36 cm",
        mass="980 g",
        origin="England",
    ),
    _product(
        "Nest box for tits",
        "28.00",
        "11.90",
        31,
        shown("nest_box", tone="oak", roof="slate", motif="sun"),
        """A box of rough-sawn larch with a hole of 32 mm, the size for great tits and
        sparrows. The front swings open for cleaning in autumn.

        Hang it 2 to 4 m high, facing north-east. Screws are included.""",
        tags="birds outdoor",
        weight=1.1,
        material="Larch, slate",
        dimensions="17 × 17 × 28 cm",
        mass="1.9 kg",
        origin="Wales",
    ),
    _product(
        "Bee hotel",
        "36.00",
        "15.80",
        3,
        shown("bee_hotel", tone="oak", roof="rust", motif="arch"),
        """A small house full of reeds for solitary bees, which do not sting and do
        most of the work in an orchard. The tubes are cut clean and closed at the
        back.

        Hang it in full sun, above the grass. The reeds can be replaced every second
        year.""",
        tags="bees outdoor gift",
        weight=0.9,
        material="Larch, reed, steel",
        dimensions="26 × 12 × 34 cm",
        mass="1.6 kg",
        origin="Wales",
    ),
    _product(
        "Garden bell",
        "68.00",
        "32.00",
        5,
        shown("bell", tone="brass", cord="rust", motif="panel"),
        """A bell of cast brass that calls people in from the far end of the garden. The
        bracket is forged iron, the cord is cotton.

        15 cm across. Screws are included. Brass turns brown outside; that is how it
        should be.""",
        tags="brass outdoor gift",
        weight=0.4,
        material="Brass, iron, cotton",
        dimensions="15 cm, bracket 24 cm",
        mass="2.3 kg",
        origin="England",
    ),
    _product(
        "Bird bath on a foot",
        "84.00",
        "40.00",
        6,
        shown("bird_bath", tone="zinc", water="sky", motif="window"),
        """A shallow bowl of cast stone on a foot of 30 cm, rough inside so that small
        feet do not slip. It is as welcome in frost as in a drought.

        It weighs 9 kg and is frost-proof. Fill it with fresh water and nothing
        else.""",
        tags="birds outdoor",
        weight=0.5,
        material="Cast stone",
        dimensions="36 × 38 cm",
        mass="9 kg",
        origin="Gloucestershire, England",
    ),
    _product(
        "Hedgehog house",
        "72.00",
        "34.00",
        10,
        shown("hedgehog_house", tone="oak", roof="moss", motif="plain"),
        """A low house with an entrance that keeps foxes and cats out, and a roof that
        lifts off once a year for cleaning.

        Put it under a hedge, fill it loosely with dry leaves, and leave it alone from
        November to April.""",
        tags="hedgehog outdoor gift",
        weight=0.7,
        material="Larch, roofing felt",
        dimensions="46 × 38 × 28 cm",
        mass="6.2 kg",
        origin="Scotland",
    ),
)
