"""The shelf garden tools."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("GAR", "garden-tools", first=201)

PRODUCTS = (
    _product(
        "Hand trowel with ash handle",
        "22.00",
        "9.00",
        63,
        shown("hand_tool", kind="trowel", tone="oak", turn=26),
        """A trowel with a head forged from one piece of steel, so there is no weld to
        break. Depths are marked on the blade in centimetres.

        Rinse it, dry it, hang it up. The ash handle likes a little linseed oil.""",
        tags="steel ash gift",
        featured=True,
        weight=1.7,
        material="Carbon steel, ash",
        dimensions="31 × 8 cm",
        mass="310 g",
        origin="Sheffield, England",
    ),
    _product(
        "Hand fork with ash handle",
        "22.00",
        "9.00",
        51,
        shown("hand_tool", kind="fork", tone="beech", turn=-24, strap="forest"),
        """Three forged tines that loosen soil without cutting roots. It is made to
        match our trowel and balances on one finger.

        Rinse it, dry it, hang it up by its leather loop.""",
        tags="steel ash gift",
        weight=1.2,
        material="Carbon steel, ash",
        dimensions="30 × 8 cm",
        mass="290 g",
        origin="Sheffield, England",
    ),
    _product(
        "Copper dibber",
        "19.50",
        "8.10",
        4,
        shown(
            "hand_tool",
            kind="dibber",
            tone="walnut",
            metal="copper",
            turn=32,
            strap="ink",
        ),
        """Makes clean holes for bulbs, leeks and seedlings. The copper tip slips out of
        wet clay where steel would stick.

        Rings on the tip show 5 and 10 cm. The handle is turned walnut.""",
        tags="copper walnut",
        weight=0.6,
        material="Copper, walnut",
        dimensions="28 × 4 cm",
        mass="260 g",
        origin="Austria",
    ),
    _product(
        "Secateurs, brick red",
        "48.00",
        "22.00",
        28,
        shown("snips", kind="secateurs", tone="brick", turn=20),
        """Bypass secateurs for branches of up to 2 cm. Every part comes off and can be
        bought again: blade, spring, catch and grips.

        Wipe the blade with oil after use. We sharpen them for the price of the
        postage.""",
        tags="steel repairable",
        weight=1.3,
        material="Carbon steel, aluminium",
        dimensions="21 cm",
        mass="230 g",
        origin="Switzerland",
    ),
    _product(
        "Watering can, zinc",
        "54.00",
        "25.00",
        13,
        shown("watering_can", tone="zinc", accent="brass", motif="sun"),
        """A can of 7 litres, hot-dipped after it was soldered, so the seams are covered
        too. The brass rose screws off.

        Long reach, good balance, and a bar to hold on to when it is full.""",
        tags="zinc outdoor",
        featured=True,
        weight=1.0,
        material="Zinc-coated steel, brass",
        dimensions="58 × 20 × 38 cm, 7 litres",
        mass="1.7 kg",
        origin="England",
    ),
    _product(
        "Indoor watering can, sage",
        "32.00",
        "13.60",
        36,
        shown(
            "watering_can",
            tone="sage",
            accent="sage",
            rose=False,
            slim=True,
            motif="arch",
            beside="pebbles",
        ),
        """A small can with a long thin spout that finds its way between leaves. It
        holds one litre and pours in a straight line.

        Powder-coated steel. Empty it after use.""",
        tags="steel indoor gift",
        weight=1.4,
        material="Steel",
        dimensions="38 × 12 × 24 cm, 1 litre",
        mass="480 g",
        origin="England",
    ),
    _product(
        "Jute twine on oak spools",
        "13.00",
        "4.60",
        88,
        shown("twine", tone="sand", second="moss", motif="plain"),
        """Two spools with 60 m each of three-ply jute, one natural and one green. It
        holds a season of tomatoes and then goes on the compost.

        The oak spools can be refilled.""",
        tags="jute gift set",
        weight=1.9,
        material="Jute, oak",
        dimensions="60 m each",
        mass="310 g",
        origin="Lancashire, England",
    ),
    _product(
        "Gardening gloves, ochre",
        "21.00",
        "8.80",
        59,
        shown("gloves", tone="ochre", cuff="moss"),
        """Goatskin that lets you feel a seedling, with a cotton cuff that keeps the
        soil out. They fit from the first day.

        Size M, for hands of 18 to 20 cm around. Wash them on the hands with soap and
        let them dry slowly.""",
        tags="leather gift",
        weight=1.2,
        material="Goatskin, cotton",
        dimensions="Size M",
        mass="120 g",
        origin="Somerset, England",
    ),
    _product(
        "Wooden trug",
        "62.00",
        "29.00",
        8,
        shown("trug", tone="beech", accent="oak", motif="window"),
        """A trug made the old way: thin boards of willow, nailed with copper to a frame
        of sweet chestnut. Light, and strong for its weight.

        Keep it dry when it is not in use and it lasts for decades.""",
        tags="willow gift",
        weight=0.6,
        material="Willow, sweet chestnut",
        dimensions="50 × 28 × 26 cm",
        mass="1.1 kg",
        origin="Sussex, England",
    ),
)
