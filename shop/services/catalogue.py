"""What happens to products as a whole: publishing and taking off the shelf."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from database.transactions import retry_on_conflict
from shop.errors import CatalogueError
from shop.models import Product

Status = Product.Status


@retry_on_conflict()
def publish_product(*, product_id: UUID) -> Product:
    """Put a product on sale. Raises CatalogueError if it is or cannot be."""
    return _move(product_id, Status.PUBLISHED)


@retry_on_conflict()
def archive_product(*, product_id: UUID) -> Product:
    """Take a product off the shelf; its orders and its stock stay."""
    return _move(product_id, Status.ARCHIVED)


def _move(product_id: UUID, status: str) -> Product:
    product = Product.all_objects.get(pk=product_id)
    names = {"name": product.name, "status": Status(status).label}
    if product.is_deleted:
        raise CatalogueError(
            _("“%(name)s” is deleted. Restore it first, then change it.") % names
        )
    if product.status == status:
        raise CatalogueError(_("“%(name)s” is %(status)s already.") % names)
    product.status = status
    # Pages that show the product are drawn again.
    product.content_version = F("content_version") + 1
    product.save_version(fields={"status", "content_version"})
    return product
