"""The shelf cooking and boards."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("KIT", "cooking-and-boards", first=201)

PRODUCTS = (
    _product(
        "Oak chopping board with handle",
        "38.00",
        "15.50",
        33,
        shown("board", tone="oak", beside="lemon", motif="plain"),
        """One piece of English oak, 22 mm thick, planed, sanded and oiled. The handle
        has a leather loop, so it can hang where it is used.

        Wipe it and let it dry upright. A spoon of linseed oil twice a year keeps it
        from cracking.""",
        tags="oak everyday gift",
        featured=True,
        weight=1.9,
        material="English oak",
        dimensions="40 × 22 × 2.2 cm",
        mass="1.1 kg",
        origin="Herefordshire, England",
    ),
    _product(
        "Round walnut serving board",
        "49.00",
        "22.00",
        12,
        shown(
            "round_board",
            tone="walnut",
            stripe="beech",
            motif="arch",
            beside="pear",
            left=True,
        ),
        """A board for bread and cheese, turned from black walnut with a stripe of
        beech let in. It is 32 cm across and stands on its own edge.

        Wash it by hand and dry it at once; it is not for the dishwasher.""",
        tags="walnut gift",
        weight=1.0,
        material="Black walnut, beech",
        dimensions="32 × 45 × 2 cm",
        mass="1.3 kg",
        origin="Somerset, England",
    ),
    _product(
        "Cast iron casserole, rust",
        "145.00",
        "72.00",
        8,
        shown("casserole", tone="rust", knob="brass", motif="sun"),
        """A casserole of 4.2 litres for stews, bread and Sunday. The iron is coated
        inside and out with enamel, so nothing needs seasoning.

        It goes from the hob to an oven of up to 250 °C and is heavy: 5 kg with its
        lid.""",
        tags="enamel slow-cooking",
        featured=True,
        weight=0.8,
        material="Enamelled cast iron, brass",
        dimensions="24 cm, 4.2 litres",
        mass="5 kg",
        origin="France",
    ),
    _product(
        "Copper saucepan",
        "118.00",
        "60.00",
        2,
        shown("saucepan", tone="copper", grip="charcoal", motif="panel", beside="egg"),
        """A pan of 1.5 litres in 2 mm copper, lined with steel, so that it answers the
        flame at once and does not have to be tinned again.

        Copper darkens with use. Lemon and salt bring the shine back.""",
        tags="copper",
        weight=0.5,
        material="Copper, stainless steel, iron",
        dimensions="16 cm, 1.5 litres",
        mass="1.6 kg",
        origin="Normandy, France",
    ),
    _product(
        "Beech spoons in a stoneware jar",
        "36.00",
        "14.80",
        27,
        shown("utensils", tone="chalk", accent="moss", pattern="dip", motif="window"),
        """Four tools that do most of the work in a kitchen: two spoons, a spatula and
        a fork for pasta, each cut from one piece of beech.

        The jar is 15 cm high and heavy enough not to tip. Wash the wood by hand.""",
        tags="beech gift",
        weight=1.2,
        material="Beech, stoneware",
        dimensions="Jar 12 × 15 cm, spoons 30 cm",
        mass="1.1 kg",
        origin="England",
    ),
    _product(
        "Linen apron, slate",
        "42.00",
        "17.50",
        45,
        shown("apron", tone="slate", accent="brass", motif="plain"),
        """A long apron of washed linen with one deep pocket, divided for a cloth and
        a telephone. The neck strap is adjustable and the ties reach round to the
        front.

        Wash at 40 °C. Linen creases, and looks better for it.""",
        tags="linen gift",
        weight=1.3,
        material="Linen, 240 g/m²",
        dimensions="75 × 90 cm",
        mass="310 g",
        origin="Lithuania",
    ),
    _product(
        "Granite pestle and mortar",
        "39.50",
        "18.00",
        16,
        shown("mortar", tone="zinc", accent="slate", motif="arch", beside="lemon"),
        """A mortar with a rough inside that grips: pepper, seeds and garlic give in
        quickly. It holds 300 ml.

        Before the first use grind a handful of rice in it and throw that away. Rinse
        without soap.""",
        tags="stone",
        weight=0.8,
        material="Granite",
        dimensions="14 × 11 cm, 300 ml",
        mass="3.1 kg",
        origin="Wales",
    ),
)
