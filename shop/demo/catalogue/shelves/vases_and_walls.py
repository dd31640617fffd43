"""The shelf vases and walls."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("HOM", "vases-and-walls", first=301)

PRODUCTS = (
    _product(
        "Tall vase, chalk and ink",
        "42.00",
        "17.80",
        23,
        shown(
            "vase",
            tone="chalk",
            shape="tall",
            pattern="lines",
            accent="ink",
            stems="eucalyptus",
            motif="arch",
        ),
        """A vase for branches and long stems, with two painted lines below the neck.
        It is heavy at the foot and does not fall over.

        Watertight stoneware, 26 cm high. Safe in the dishwasher.""",
        tags="stoneware gift",
        featured=True,
        weight=1.2,
        material="Stoneware",
        dimensions="13 × 26 cm",
        mass="1.1 kg",
        origin="Devon, England",
    ),
    _product(
        "Round vase, clay drip",
        "36.00",
        "15.00",
        28,
        shown(
            "vase",
            tone="terracotta",
            shape="round",
            pattern="drip",
            accent="cream",
            stems="tulips",
            motif="sun",
        ),
        """A round vase that holds a bunch of tulips together at the neck. Cream glaze
        runs over red clay, and stops where it likes.

        Glazed inside and watertight. 17 cm high; wash it by hand.""",
        tags="earthenware gift",
        weight=1.1,
        material="Red earthenware",
        dimensions="17 × 17 cm",
        mass="820 g",
        origin="Alentejo, Portugal",
    ),
    _product(
        "Bottle vase, speckled slate",
        "29.00",
        "11.60",
        35,
        shown(
            "vase",
            tone="slate",
            shape="bottle",
            pattern="speckle",
            accent="chalk",
            stems="grasses",
            motif="panel",
        ),
        """A narrow neck for one branch or a few dried grasses. The slate glaze is matt
        and full of pale specks.

        19 cm high. The dried grasses in the picture are not included.""",
        tags="stoneware",
        weight=1.0,
        material="Stoneware",
        dimensions="14 × 19 cm",
        mass="690 g",
        origin="Devon, England",
    ),
    _product(
        "Bud vases, set of three",
        "33.00",
        "13.20",
        41,
        shown("bud_vases", tones=("clay", "chalk", "sage"), motif="window"),
        """Three small vases that look right together, each for a stem or two from the
        garden. Made from the ends of larger batches of clay.

        Between 9 and 14 cm high. Safe in the dishwasher.""",
        tags="stoneware gift set",
        weight=1.5,
        material="Stoneware",
        dimensions="7 × 9 to 14 cm",
        mass="640 g",
        origin="Cornwall, England",
    ),
    _product(
        "Oak wall clock",
        "68.00",
        "31.00",
        10,
        shown("wall_clock", tone="oak", face="chalk", motif="plain"),
        """A clock of turned oak with a painted face and a movement that does not tick.
        It is 30 cm across and easy to read from the other side of the room.

        It runs for about a year on one AA battery, which is included.""",
        tags="oak",
        weight=0.8,
        material="Oak, steel",
        dimensions="30 × 4 cm",
        mass="900 g",
        origin="England",
    ),
    _product(
        "Framed print, low hills",
        "55.00",
        "23.00",
        18,
        shown(
            "frame", tone="oak", sky="blush", hill="sage", sun="ochre", motif="plain"
        ),
        """A screen print in five colours on cotton paper, framed in oak behind glass.
        It shows the hills at about six on an August evening.

        Ready to hang, upright only. The print can be changed from the back.""",
        tags="print gift",
        weight=0.9,
        material="Cotton paper, oak, glass",
        dimensions="40 × 50 cm",
        mass="1.7 kg",
        origin="Bristol, England",
    ),
    _product(
        "Round mirror on a strap",
        "94.00",
        "44.00",
        7,
        shown("mirror", tone="brass", strap="walnut", motif="panel"),
        """A mirror of 45 cm in a narrow brass rim, hung from a strap of saddle leather
        and one brass knob.

        The leather darkens with the years. Screw and plug for the wall are
        included.""",
        tags="brass leather",
        weight=0.6,
        material="Glass, brass, leather",
        dimensions="45 cm, strap 30 cm",
        mass="2.6 kg",
        origin="England",
    ),
    _product(
        "Seagrass basket",
        "38.00",
        "15.40",
        32,
        shown("basket", tone="sand", handles="ears", cloth=None, motif="arch"),
        """A basket for blankets, logs or toys, woven from seagrass over a frame that
        keeps its shape. Two handles of the same grass.

        Keep it dry and dust it now and then. 36 cm across.""",
        tags="seagrass storage",
        weight=1.3,
        material="Seagrass",
        dimensions="36 × 32 cm",
        mass="1.2 kg",
        origin="Vietnam",
    ),
    _product(
        "Winter wreath with berries",
        "46.00",
        "20.00",
        9,
        shown("wreath", tone="fern", accent="brick", ribbon="linen", motif="plain"),
        """A wreath of preserved eucalyptus and box on a ring of hazel, with red berries
        and a linen ribbon. It keeps its colour for two winters.

        For indoors or a sheltered door. Keep it out of strong sun, and do not water
        it.""",
        tags="wreath winter gift",
        weight=0.9,
        material="Preserved leaves, hazel, linen",
        dimensions="38 cm across",
        mass="520 g",
        origin="Dorset, England",
    ),
)
