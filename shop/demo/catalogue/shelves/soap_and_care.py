"""The shelf soap and care."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("BTH", "soap-and-care", first=101)

PRODUCTS = (
    _product(
        "Lavender soap, three bars",
        "18.00",
        "6.90",
        79,
        shown("soap_bars", tone="lavender", herb="heather", motif="sun"),
        """Three bars made cold from olive and rapeseed oil, scented with lavender from
        one field. They are left to cure for six weeks, so they last.

        Each bar weighs 100 g. No palm oil and no colouring but clay.""",
        tags="soap gift set",
        featured=True,
        weight=2.2,
        material="Olive oil, rapeseed oil, lavender oil",
        dimensions="8 × 5.5 × 3 cm",
        mass="300 g",
        origin="Norfolk, England",
    ),
    _product(
        "Oat soap on an oak dish",
        "24.00",
        "9.80",
        36,
        shown("soap_dish", tone="oak", bar="oat", motif="window"),
        """A mild bar with ground oats and no scent at all, for skin that complains. The
        slatted dish lets it dry, which doubles its life.

        The dish is oiled oak with feet of cork. The bar weighs 120 g.""",
        tags="soap oak gift",
        weight=1.5,
        material="Olive oil, oats; oak",
        dimensions="Dish 13 × 9 cm",
        mass="260 g",
        origin="England",
    ),
    _product(
        "Hand wash, rosemary",
        "16.50",
        "6.20",
        66,
        shown("bottle", tone="amber", cap="charcoal", top="pump", motif="arch"),
        """A liquid soap with rosemary and a little mint in an amber glass bottle with a
        steel pump. It cleans soil from fingers and does not dry them.

        300 ml. We refill the bottle, and so can you.""",
        tags="soap refill",
        weight=1.8,
        material="Plant soap, glass",
        dimensions="7 × 19 cm, 300 ml",
        mass="560 g",
        origin="Wales",
    ),
    _product(
        "Hand cream, sage",
        "12.00",
        "4.50",
        73,
        shown("tube", tone="sage", cap="charcoal", accent="cream", motif="panel"),
        """A rich cream with oat oil and beeswax that sinks in within a minute and
        leaves no shine on the door handle.

        75 ml in a tube of aluminium, which can be recycled to the end.""",
        tags="care gift",
        weight=1.7,
        material="Oat oil, beeswax",
        dimensions="4 × 15 cm, 75 ml",
        mass="95 g",
        origin="Wales",
    ),
    _product(
        "Lip balm tin",
        "6.50",
        "2.50",
        112,
        shown("balm_tin", tone="steel", balm="honey", accent="moss", motif="plain"),
        """Beeswax, sunflower oil and nothing that needs explaining, in a flat tin that
        slides open with a thumb.

        15 ml. Good for lips, knuckles and squeaking drawers.""",
        tags="care gift",
        weight=2.4,
        material="Beeswax, sunflower oil",
        dimensions="5 × 1.5 cm, 15 ml",
        mass="28 g",
        origin="Yorkshire, England",
    ),
    _product(
        "Bath salts, cedar",
        "19.50",
        "7.40",
        42,
        shown(
            "glass_jar",
            contents="blush",
            lid="oak",
            level=0.72,
            paper="cream",
            grains=True,
            motif="sun",
            beside="soap",
        ),
        """Coarse sea salt with cedar and juniper oil. A handful turns a bath into an
        evening.

        400 g in a glass jar with an oak lid, enough for about eight baths.""",
        tags="care gift",
        weight=1.3,
        material="Sea salt, cedar oil",
        dimensions="9 × 13 cm",
        mass="690 g",
        origin="Anglesey, Wales",
    ),
    _product(
        "Body oil, marram",
        "22.00",
        "8.60",
        3,
        shown(
            "bottle",
            tone="moss",
            cap="oak",
            paper="chalk",
            top="cork",
            wide=0.82,
            emblem="ochre",
            motif="window",
            beside="pebbles",
        ),
        """An oil for after the bath, pressed from rapeseed and hemp, with the smell of
        dunes in June: grass, salt and thyme.

        100 ml, closed with a cork. Keep it away from the sun.""",
        tags="care gift",
        weight=0.9,
        material="Rapeseed oil, hemp oil",
        dimensions="5 × 14 cm, 100 ml",
        mass="240 g",
        origin="Norfolk, England",
    ),
)
