"""The shelf pots and planters."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("GAR", "pots-and-planters", first=101)

PRODUCTS = (
    _product(
        "Terracotta pot with saucer",
        "18.00",
        "6.80",
        76,
        shown("plant_pot", tone="terracotta", plant="blossom", motif="arch"),
        """A classic pot with a rolled rim, fired hot enough to stay out all winter. The
        saucer is included.

        18 cm across, with a hole in the bottom. The white bloom that comes with time
        is lime and does no harm.""",
        tags="terracotta outdoor",
        featured=True,
        weight=2.0,
        material="Terracotta",
        dimensions="18 × 17 cm",
        mass="1.4 kg",
        origin="Warwickshire, England",
    ),
    _product(
        "Glazed pot, dipped sky",
        "26.00",
        "10.60",
        34,
        shown(
            "plant_pot",
            tone="chalk",
            plant="snake",
            rim=False,
            pattern="dip",
            accent="sky",
            saucer=False,
            wide=1.06,
            motif="sun",
        ),
        """A smooth pot for the window sill, dipped in pale blue glaze to the middle.
        It has no hole, so put the nursery pot inside.

        19 cm across. Wipe it clean with a damp cloth.""",
        tags="stoneware indoor",
        weight=1.5,
        material="Stoneware",
        dimensions="19 × 18 cm",
        mass="1.2 kg",
        origin="Portugal",
    ),
    _product(
        "Cactus pot, ochre zigzag",
        "14.50",
        "5.40",
        47,
        shown(
            "plant_pot",
            tone="ochre",
            plant="cactus",
            rim=False,
            pattern="zigzag",
            accent="cream",
            wide=0.86,
            motif="window",
        ),
        """A small pot with a painted zigzag for cacti and succulents, with a hole and
        a saucer, because those are the plants that drown.

        12 cm across. The plant is not included.""",
        tags="earthenware indoor gift",
        weight=1.3,
        material="Earthenware",
        dimensions="12 × 12 cm",
        mass="480 g",
        origin="Portugal",
    ),
    _product(
        "Ribbed pot, forest",
        "32.00",
        "13.40",
        0,
        shown(
            "plant_pot",
            tone="forest",
            plant="fig",
            rim=False,
            pattern="ribs",
            accent="black",
            saucer=True,
            motif="panel",
        ),
        """A heavy pot with vertical ribs and a deep green glaze that pools in the
        hollows. For larger house plants and small trees.

        22 cm across, with a hole and a saucer. Frost-proof.""",
        tags="stoneware indoor outdoor",
        weight=1.0,
        material="Stoneware",
        dimensions="22 × 21 cm",
        mass="2.6 kg",
        origin="England",
    ),
    _product(
        "Zinc trough",
        "44.00",
        "19.00",
        16,
        shown("planter", tone="zinc", plant="herbs", motif="plain"),
        """A trough of hot-dipped zinc for three herbs or a row of salad. The edge is
        rolled, so it does not cut.

        60 cm long, with four holes and plugs for them. It dulls to a soft grey within
        a year.""",
        tags="zinc outdoor",
        weight=0.9,
        material="Zinc-coated steel",
        dimensions="60 × 18 × 18 cm",
        mass="2.2 kg",
        origin="Hungary",
    ),
    _product(
        "Larch window box",
        "58.00",
        "27.00",
        9,
        shown("planter", tone="oak", plant="fern", wooden=True, motif="sun"),
        """A window box of untreated larch, which holds its own against rain for about
        twelve years and turns silver on the way.

        70 cm long, screwed with stainless steel, with a liner of recycled felt.""",
        tags="larch outdoor",
        weight=0.6,
        material="Larch",
        dimensions="70 × 20 × 19 cm",
        mass="4.1 kg",
        origin="Scotland",
    ),
    _product(
        "Hanging planter, sage dip",
        "29.00",
        "11.80",
        25,
        shown(
            "hanging_planter", tone="chalk", pattern="dip", accent="sage", motif="plain"
        ),
        """A round pot on three cotton cords for plants that like to trail. The cords
        meet in a brass ring, 70 cm above the pot.

        16 cm across, without a hole. It carries up to 5 kg.""",
        tags="stoneware indoor gift",
        weight=1.2,
        material="Stoneware, cotton, brass",
        dimensions="16 × 12 cm, cord 70 cm",
        mass="760 g",
        origin="England",
    ),
    _product(
        "Propagation stand",
        "36.00",
        "15.20",
        30,
        shown("propagator", tone="walnut", count=3, motif="arch"),
        """Three glass bulbs in a walnut stand, in which cuttings grow roots where you
        can watch them. Change the water once a week.

        30 cm long. The bulbs lift out and go in the dishwasher; spare ones are to be
        had from us.""",
        tags="glass walnut gift",
        featured=True,
        weight=1.4,
        material="Walnut, glass",
        dimensions="30 × 9 × 24 cm",
        mass="620 g",
        origin="England",
    ),
    _product(
        "Walnut plant stand",
        "49.00",
        "22.00",
        2,
        shown("plant_stand", tone="walnut", pot="chalk", plant="fern", motif="window"),
        """A stand that lifts a pot off the floor and into the light. The cross joint
        is glued and pinned and carries 25 kg.

        For pots of up to 24 cm. Comes flat; it goes together without tools. The pot
        is not included.""",
        tags="walnut indoor",
        weight=0.7,
        material="Walnut",
        dimensions="26 × 26 × 34 cm",
        mass="1.8 kg",
        origin="England",
    ),
)
