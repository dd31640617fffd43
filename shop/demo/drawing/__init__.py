"""Pictures of the demo shop's products, drawn by code: the same product, the same
picture, on any machine and in any process."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from random import Random

from PIL import Image

from shop.demo.catalogue import CATEGORIES
from shop.demo.catalogue.types import DemoProduct
from shop.demo.drawing import (  # noqa: F401 - each enters its drawings
    baskets,
    bath,
    cloth,
    cooking,
    decoration,
    desk,
    garden,
    glass,
    light,
    paper,
    plants,
    tableware,
    tea,
    wash,
    wildlife,
    writing,
)
from shop.demo.drawing.canvas import HEIGHT, WIDTH, Canvas
from shop.demo.drawing.props import stand_beside
from shop.demo.drawing.registry import find, names
from shop.demo.drawing.stages import set_stage

__all__ = ["draw", "draw_all", "names", "to_webp"]

PALETTES = {category.slug: category.palette for category in CATEGORIES}
SIZE = (WIDTH, HEIGHT)


def draw(product: DemoProduct, size: tuple[int, int] = SIZE) -> Image.Image:
    """Return the product's picture; a size with another shape than 4:5 is stretched."""
    parameters = dict(product.drawing.parameters)
    beside, left = parameters.pop("beside", None), parameters.pop("left", None)
    motif, zoom = parameters.pop("motif", None), parameters.pop("zoom", 1)
    stage, usual_zoom, function = find(product.drawing.name)

    grid = size[0], size[0] * HEIGHT // WIDTH
    # Seeded by the SKU, so that a picture never changes; nothing secret is drawn.
    chance = Random(product.sku)  # noqa: S311
    palette = PALETTES[product.category_slug]
    canvas = Canvas(Image.new("RGB", grid), palette, chance)
    set_stage(canvas, stage, motif)
    with canvas.placed(
        zoom=zoom * usual_zoom, about=(480, 960 if stage == "shelf" else 600)
    ):
        function(canvas, **parameters)
    if beside:
        stand_beside(canvas, beside, right=not left)
    return canvas.image if grid == size else canvas.image.resize(size)


def to_webp(product: DemoProduct, size: tuple[int, int] = SIZE) -> bytes:
    """Return the product's picture as a WebP file."""
    buffer = BytesIO()
    draw(product, size).save(buffer, "WEBP", quality=84, method=1)
    return buffer.getvalue()


def draw_all(
    products: Iterable[DemoProduct], size: tuple[int, int] = SIZE, workers: int = 2
) -> dict[str, bytes]:
    """Return {sku: WebP file}, drawn by some processes, or in this one with 1.

    The processes are started afresh: a fork would inherit database connections.
    """
    products = list(products)
    work = partial(to_webp, size=size)
    if workers <= 1:
        return {product.sku: work(product) for product in products}
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        files = pool.map(work, products, chunksize=4)
        return dict(zip((p.sku for p in products), files, strict=True))
