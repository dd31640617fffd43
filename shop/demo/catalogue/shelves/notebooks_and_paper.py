"""The shelf notebooks and paper."""

from shop.demo.catalogue.building import shelf, shown

_product = shelf("DSK", "notebooks-and-paper", first=101)

PRODUCTS = (
    _product(
        "Linen notebook A5, forest",
        "17.00",
        "6.40",
        92,
        shown("notebook", tone="forest", spine="rust", band="oat", turn=-8),
        """A notebook of 160 plain pages, sewn so that it opens flat, and bound in
        linen with a ribbon. The paper is 100 g/m² and does not let ink through.

        The rubber band can be replaced. A5, with a pocket in the back.""",
        tags="notebook gift everyday",
        featured=True,
        weight=2.5,
        material="Linen, wood-free paper",
        dimensions="14.8 × 21 cm, 160 pages",
        mass="290 g",
        origin="Leicester, England",
    ),
    _product(
        "Lined notebook A5, ink dots",
        "15.50",
        "5.80",
        71,
        shown(
            "notebook",
            tone="ink",
            spine="ochre",
            band=None,
            turn=7,
            pattern="dots",
            accent="cream",
            pen="ochre",
        ),
        """Lined pages behind a printed cover with a cloth spine. 144 pages of 90 g/m²
        paper, 7 mm between the lines.

        Sewn binding, rounded corners, no band to lose.""",
        tags="notebook everyday",
        weight=1.8,
        material="Paper, cotton cloth",
        dimensions="14.8 × 21 cm, 144 pages",
        mass="250 g",
        origin="Leicester, England",
    ),
    _product(
        "Dotted wire pad A4",
        "13.00",
        "4.90",
        64,
        shown("spiral_pad", tone="ochre", accent="charcoal", turn=5),
        """A pad for thinking: 120 pages with a faint grid of dots, perforated at the
        top, with a board stiff enough to write on while standing.

        The wire is double and turns all the way round.""",
        tags="notebook everyday",
        weight=1.4,
        material="Recycled paper, steel wire",
        dimensions="21 × 29.7 cm, 120 pages",
        mass="520 g",
        origin="Denmark",
    ),
    _product(
        "Pocket notebooks, set of three",
        "12.00",
        "4.40",
        105,
        shown("pocket_books", tones=("sage", "ochre", "clay")),
        """Three thin books that fit a shirt pocket, each with 48 pages: one plain, one
        lined, one with squares. Stitched with cotton thread.

        The covers are thick, uncoated card and get better with wear.""",
        tags="notebook gift set",
        weight=2.1,
        material="Recycled card and paper",
        dimensions="9 × 14 cm, 48 pages each",
        mass="130 g",
        origin="England",
    ),
    _product(
        "Letterpress cards, fern, six",
        "16.00",
        "6.10",
        43,
        shown("cards", tone="cream", envelope="sage", motif_tone="fern", kind="sprig"),
        """Six cards pressed deep into thick cotton paper, with sage envelopes. Blank
        inside, so they suit every occasion.

        Printed on a press from 1961, two colours, one card at a time.""",
        tags="cards gift set",
        weight=1.3,
        material="Cotton paper",
        dimensions="10.5 × 14.8 cm",
        mass="140 g",
        origin="Bristol, England",
    ),
    _product(
        "Letterpress cards, circles, six",
        "16.00",
        "6.10",
        2,
        shown(
            "cards", tone="chalk", envelope="blush", motif_tone="sea", kind="circles"
        ),
        """Six cards with overlapping circles in three inks, which make a fourth colour
        where they meet. With blush envelopes.

        Blank inside. The ink is made from linseed oil.""",
        tags="cards gift set",
        weight=1.0,
        material="Cotton paper",
        dimensions="10.5 × 14.8 cm",
        mass="140 g",
        origin="Bristol, England",
    ),
    _product(
        "Wall calendar, hills",
        "18.00",
        "7.00",
        39,
        shown("calendar", tone="chalk", accent="clay", motif="plain"),
        """Twelve prints of hills, one for each month, with a small grid of days and
        room to write a word beside them.

        Printed on heavy uncoated paper. The pictures can be cut off and framed.""",
        tags="print gift",
        weight=1.1,
        material="Uncoated paper, steel wire",
        dimensions="30 × 48 cm",
        mass="360 g",
        origin="England",
    ),
    _product(
        "Wrapping paper, three rolls",
        "14.50",
        "5.20",
        57,
        shown("paper_rolls", motif="sun"),
        """Three patterns that go together, 3 m each, on strong recycled paper without
        any plastic film. It folds sharply and tears straight.

        Printed with water-based inks, so it goes with the waste paper afterwards.""",
        tags="gift recycled set",
        weight=1.5,
        material="Recycled paper",
        dimensions="50 × 300 cm each",
        mass="420 g",
        origin="England",
    ),
    _product(
        "Letter set, sky",
        "21.00",
        "8.30",
        20,
        shown("writing_set", tone="chalk", accent="sky"),
        """Forty sheets of laid paper and twenty lined envelopes, in a card box. The
        paper has a faint texture that a nib can feel.

        Made at a mill that has worked with the same river since the 18th century.""",
        tags="paper gift",
        weight=0.8,
        material="Laid paper",
        dimensions="A5",
        mass="380 g",
        origin="Cumbria, England",
    ),
)
