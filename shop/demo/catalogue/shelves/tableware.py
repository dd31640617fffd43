"""The shelf tableware."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("KIT", "tableware", first=301)

PRODUCTS = (
    _product(
        "Salad bowl in ash wood",
        "64.00",
        "29.00",
        11,
        shown("bowl", tone="beech", wooden=True, filling="salad", motif="sun"),
        """A wide bowl turned from one block of ash, 30 cm across, with thin walls and
        a foot that keeps it steady while you toss.

        Rinse it with warm water. Oil it when it looks thirsty; we use rapeseed oil.""",
        tags="ash gift",
        featured=True,
        weight=0.9,
        material="Ash",
        dimensions="30 × 12 cm",
        mass="1.2 kg",
        origin="Powys, Wales",
    ),
    _product(
        "Pasta bowl, sea stripe",
        "17.50",
        "6.90",
        72,
        shown(
            "bowl",
            tone="chalk",
            pattern="stripes",
            accent="sea",
            inside="chalk",
            wide=0.86,
            motif="panel",
        ),
        """A bowl between a plate and a dish, right for pasta, soup and porridge. The
        stripes are painted on the wheel, while the bowl turns.

        It stacks well and goes in the dishwasher, the microwave and a warm oven.""",
        tags="stoneware everyday",
        weight=2.1,
        material="Stoneware",
        dimensions="21 × 7 cm, 800 ml",
        mass="560 g",
        origin="Portugal",
    ),
    _product(
        "Fruit bowl, clay",
        "44.00",
        "18.00",
        9,
        shown(
            "bowl",
            tone="terracotta",
            pattern="zigzag",
            accent="cream",
            inside="clay",
            filling="fruit",
            motif="window",
        ),
        """A footed bowl for the middle of the table, with a pattern scratched through
        cream slip to the red clay below. It is 28 cm across.

        Glazed inside, so it can be washed by hand. Not for the microwave.""",
        tags="earthenware gift",
        weight=0.8,
        material="Red earthenware",
        dimensions="28 × 13 cm",
        mass="1.5 kg",
        origin="Alentejo, Portugal",
    ),
    _product(
        "Dinner plates, set of four",
        "72.00",
        "31.00",
        18,
        shown("plates", tone="chalk", accent="sea", motif="plain"),
        """Four plates of 27 cm with a fine sea-green rim. The glaze is hard enough for
        steak knives and the dishwasher.

        Seconds are never sent: we look at every plate before it is packed.""",
        tags="stoneware everyday set",
        weight=1.4,
        material="Stoneware",
        dimensions="27 cm across",
        mass="2.9 kg",
        origin="Stoke-on-Trent, England",
    ),
    _product(
        "Ribbed tumblers, pair",
        "22.00",
        "8.60",
        56,
        shown("tumblers", drink="sky", ribs=True, motif="arch", beside="lemon"),
        """Two glasses pressed with soft ribs, good to hold and hard to knock over.
        Each holds 280 ml.

        Made from recycled bottle glass, which gives them a faint green tint. Safe in
        the dishwasher.""",
        tags="glass recycled set",
        weight=1.6,
        material="Recycled glass",
        dimensions="8 × 11 cm, 280 ml",
        mass="520 g",
        origin="Spain",
    ),
    _product(
        "Water carafe with oak stopper",
        "32.00",
        "13.00",
        24,
        shown("carafe", stopper="oak", sprig=True, motif="sun"),
        """A carafe of one litre that pours without a drop going astray. The oak ball
        closes it loosely, so water can breathe and flies cannot land.

        Mouth-blown, so no two are quite alike. Wash the stopper by hand.""",
        tags="glass gift",
        weight=1.1,
        material="Borosilicate glass, oak",
        dimensions="11 × 27 cm, 1 litre",
        mass="480 g",
        origin="Czech Republic",
    ),
    _product(
        "Storage jar with oak lid",
        "26.00",
        "10.40",
        40,
        shown(
            "jar", tone="chalk", lid="oak", accent="forest", tag=True, motif="window"
        ),
        """A jar for flour, coffee or biscuits, closed by an oak lid with a seal of
        silicone. It holds 1.2 litres.

        The label is paper and comes with five spare ones. The jar is safe in the
        dishwasher, the lid is not.""",
        tags="storage stoneware",
        weight=1.3,
        material="Stoneware, oak",
        dimensions="12 × 17 cm, 1.2 litres",
        mass="780 g",
        origin="England",
    ),
    _product(
        "Checked tea towel, sea",
        "11.50",
        "4.30",
        110,
        shown("tea_towel", tone="chalk", pattern="check", accent="sea", motif="plain"),
        """Half linen and half cotton: the linen dries glasses without lint, the cotton
        drinks up the rest. With a loop to hang it from.

        It is at its best after five washes. Wash at 60 °C.""",
        tags="linen everyday",
        weight=2.2,
        material="Linen and cotton",
        dimensions="50 × 70 cm",
        mass="95 g",
        origin="Northern Ireland",
    ),
    _product(
        "Linen napkins, ochre, set of four",
        "34.00",
        "14.00",
        29,
        shown("napkins", tone="ochre", accent="cream", motif="panel"),
        """Four large napkins in stone-washed linen with mitred corners. Soft from the
        first day, and they need no iron.

        Wash at 40 °C with similar colours. The cotton ribbon is for keeping, too.""",
        tags="linen set gift",
        weight=0.9,
        material="Linen",
        dimensions="45 × 45 cm",
        mass="240 g",
        origin="Lithuania",
    ),
)
