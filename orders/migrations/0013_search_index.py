from django.db import migrations

from database.text.searching import FoldedIndex, packed_sql

# As `orders.models.search` writes them: an index serves the very expression it is built on.
RECIPIENT = " || ' ' || ".join(
    ["number", "full_name", "email", packed_sql("postcode"), packed_sql("phone")]
)
LINE = "name || ' ' || sku"


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running work outside of transactions only.
    atomic = False

    dependencies = [("orders", "0012_recipients")]

    operations = [
        FoldedIndex("orders_order", RECIPIENT, "orders_order_folded", within=True),
        FoldedIndex("orders_line", LINE, "orders_line_folded", within=True),
    ]
