"""The shelf cleaning and laundry."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("BTH", "cleaning-and-laundry", first=301)

PRODUCTS = (
    _product(
        "Dish brush with spare head",
        "12.50",
        "4.70",
        98,
        shown("dish_brush", tone="beech", turn=30),
        """A dish brush with a head that comes off. When the bristles are tired, a new
        head goes on the same handle; one is included.

        Beech, steel and plant fibre. The old head goes on the compost without its
        ring.""",
        tags="beech everyday",
        weight=2.3,
        material="Beech, plant fibre, steel",
        dimensions="24 × 5 cm",
        mass="95 g",
        origin="Germany",
    ),
    _product(
        "Dustpan and brush, moss",
        "34.00",
        "14.80",
        27,
        shown("dustpan", tone="moss", brush="beech", motif="plain"),
        """A steel dustpan with an edge that lies flat on the floor, and a brush of
        beech and horsehair. Both hang from a cord, so they are there when the plate
        is not.

        Powder-coated in moss. The brush can be washed with shampoo.""",
        tags="steel beech",
        weight=1.2,
        material="Steel, beech, horsehair",
        dimensions="33 × 22 cm",
        mass="640 g",
        origin="Germany",
    ),
    _product(
        "Enamel bucket, white and ink",
        "38.00",
        "16.80",
        15,
        shown("bucket", tone="chalk", rim="ink", grip="oak", cloth="sky", motif="sun"),
        """An enamelled bucket of 8 litres for floors, windows and flowers. The oak grip
        turns, so it does not cut into the hand.

        A chipped spot does no harm if it is dried after use.""",
        tags="enamel",
        featured=True,
        weight=0.9,
        material="Enamelled steel, oak",
        dimensions="28 × 26 cm, 8 litres",
        mass="1.3 kg",
        origin="Austria",
    ),
    _product(
        "Laundry bag, linen",
        "27.00",
        "11.20",
        40,
        shown("drawstring_bag", tone="linen", accent="ink", motif="plain"),
        """A large bag for a week of washing, of heavy linen with a cotton cord. It goes
        into the machine with what is in it.

        It holds about 50 litres. Wash at 60 °C.""",
        tags="linen storage",
        weight=1.1,
        material="Linen, cotton",
        dimensions="55 × 70 cm",
        mass="260 g",
        origin="Lithuania",
    ),
    _product(
        "Laundry basket, willow",
        "79.00",
        "37.00",
        5,
        shown(
            "basket",
            tone="oak",
            handles="ears",
            high=1.24,
            cloth="chalk",
            motif="panel",
        ),
        """A tall basket of buff willow with a cotton lining that lifts out. It
        breathes, so damp things do not mind waiting.

        55 cm high. The lining washes at 40 °C.""",
        tags="willow storage",
        weight=0.6,
        material="Willow, cotton",
        dimensions="40 × 55 cm",
        mass="2.1 kg",
        origin="Somerset, England",
    ),
    _product(
        "Peg basket",
        "32.00",
        "13.90",
        23,
        shown(
            "basket",
            tone="sand",
            handles="arch",
            high=0.74,
            wide=0.84,
            accent="sage",
            motif="window",
        ),
        """A round basket with a high handle that slides along the line beside you. It
        holds a hundred pegs, or a picnic for two.

        Seagrass with a woven band in sage. Keep it dry.""",
        tags="seagrass storage gift",
        weight=0.9,
        material="Seagrass",
        dimensions="26 × 34 cm",
        mass="540 g",
        origin="Vietnam",
    ),
    _product(
        "Beech clothes pegs, forty",
        "9.50",
        "3.50",
        116,
        shown("clothes_pegs", tone="beech", cloth="blush"),
        """Forty pegs of beech with springs of stainless steel. They do not mark and do
        not rust, and they do not fly apart in frost.

        In a cotton bag. Take them in when it rains and they will see you out.""",
        tags="beech everyday",
        weight=1.9,
        material="Beech, stainless steel",
        dimensions="7.5 cm",
        mass="280 g",
        origin="England",
    ),
    _product(
        "Sponge cloths and loofah",
        "14.00",
        "5.20",
        69,
        shown("sponges", tone="honey", second="sand", motif="arch"),
        """Four cloths of cellulose and cotton that take up fifteen times their weight,
        and half a loofah for what sticks.

        The cloths wash at 60 °C, many times. All of it can be composted.""",
        tags="everyday set",
        weight=1.6,
        material="Cellulose, cotton, loofah",
        dimensions="18 × 20 cm",
        mass="90 g",
        origin="Sweden and Egypt",
    ),
    _product(
        "Surface spray, thyme",
        "11.00",
        "4.10",
        0,
        shown(
            "bottle",
            tone="glass",
            cap="moss",
            paper="chalk",
            top="spray",
            emblem="moss",
            motif="plain",
        ),
        """A spray for kitchen and bath made from vinegar, plant soap and thyme oil. It
        lifts grease and lime and smells of a hillside.

        500 ml in a glass bottle. Not for marble or other soft stone.""",
        tags="refill everyday",
        weight=1.4,
        material="Vinegar, plant soap, thyme oil",
        dimensions="8 × 22 cm, 500 ml",
        mass="780 g",
        origin="England",
    ),
    _product(
        "Washing powder tin",
        "26.00",
        "11.00",
        30,
        shown("bulb_tin", tone="sky", accent="chalk", motif="window"),
        """An enamelled tin with a lid that keeps 3 kg of washing powder dry. The wooden
        scoop hangs inside.

        It is as good for bird seed, compost or flour. Wipe it clean.""",
        tags="enamel storage",
        weight=0.8,
        material="Enamelled steel",
        dimensions="20 × 24 cm",
        mass="1.2 kg",
        origin="Austria",
    ),
)
