"""The shelf towels and bathroom."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("BTH", "towels-and-bathroom", first=201)

PRODUCTS = (
    _product(
        "Cotton towels, set of three",
        "64.00",
        "28.00",
        24,
        shown("towels", tones=("chalk", "sage", "sea"), motif="arch"),
        """A bath towel, a hand towel and a face cloth in three shades that belong
        together. 550 g/m²: thick enough to comfort, thin enough to dry by evening.

        Organic cotton. Wash at 60 °C and leave out the softener.""",
        tags="cotton set",
        featured=True,
        weight=1.4,
        material="Organic cotton",
        dimensions="70 × 140, 50 × 90 and 30 × 30 cm",
        mass="1 kg",
        origin="Portugal",
    ),
    _product(
        "Striped bath towels, pair",
        "52.00",
        "23.00",
        19,
        shown(
            "towels",
            tones=("oat", "blush", "oat"),
            pattern="stripes",
            accent="rust",
            motif="panel",
        ),
        """Two bath towels with woven stripes at one end, so that everyone in the house
        knows which is whose.

        500 g/m², organic cotton. Wash at 60 °C.""",
        tags="cotton set",
        weight=1.1,
        material="Organic cotton",
        dimensions="70 × 140 cm",
        mass="980 g",
        origin="Portugal",
    ),
    _product(
        "Hammam towel, sea",
        "29.00",
        "12.20",
        45,
        shown(
            "towel_on_rail", tone="chalk", pattern="ends", accent="sea", motif="plain"
        ),
        """A flat-woven towel that dries twice as fast as terry and takes up a quarter
        of the room in a bag. For the bath, the beach and the sofa.

        The fringe is knotted by hand. Wash at 40 °C.""",
        tags="cotton travel",
        weight=1.6,
        material="Cotton",
        dimensions="95 × 175 cm",
        mass="340 g",
        origin="Denizli, Turkey",
    ),
    _product(
        "Linen hand towel, pinstripe",
        "21.00",
        "8.90",
        38,
        shown(
            "towel_on_rail",
            tone="linen",
            pattern="pin",
            accent="ink",
            step=60,
            motif="sun",
        ),
        """Linen is stronger wet than dry, and a linen towel only gets better. This one
        has a fine ink stripe and a loop.

        Wash at 60 °C. It feels crisp at first and soft after ten washes.""",
        tags="linen",
        weight=1.0,
        material="Linen",
        dimensions="50 × 90 cm",
        mass="150 g",
        origin="Northern Ireland",
    ),
    _product(
        "Oak bathroom stool",
        "88.00",
        "43.00",
        7,
        shown("stool", tone="oak", motif="window"),
        """A three-legged stool, because three legs never wobble. For sitting, for a
        stack of towels, for a cup of tea within reach of the bath.

        Solid oak, finished with hard wax that keeps water out.""",
        tags="oak",
        weight=0.6,
        material="Oak",
        dimensions="34 × 45 cm",
        mass="3.3 kg",
        origin="Herefordshire, England",
    ),
    _product(
        "Oak bath rack",
        "56.00",
        "26.00",
        12,
        shown("bath_rack", tone="oak", cloth="sky", motif="arch"),
        """A rack of oak slats that lies across the bath and holds a book, a candle and
        a cloth above the water.

        For baths of 64 to 76 cm; the stops below can be moved. Finished with hard
        wax.""",
        tags="oak gift",
        weight=0.8,
        material="Oak, brass",
        dimensions="80 × 16 × 4 cm",
        mass="1.5 kg",
        origin="England",
    ),
    _product(
        "Body brush with strap",
        "23.00",
        "9.40",
        34,
        shown("bath_brush", tone="beech", strap="ochre", motif="plain"),
        """A round brush of oiled beech with plant bristles, medium hard, and a cotton
        strap for the hand. For dry skin before the shower.

        Let it dry with the bristles down.""",
        tags="beech gift",
        weight=1.0,
        material="Beech, plant fibre, cotton",
        dimensions="13 × 6 cm",
        mass="170 g",
        origin="Germany",
    ),
)
