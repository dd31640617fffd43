from django.db import migrations

from database.text.searching import FoldedIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running work outside of transactions only.
    atomic = False

    dependencies = [
        ("database", "0003_folding"),
        ("shop", "0001_initial"),
    ]

    operations = [
        FoldedIndex("shop_product", "name", "shop_product_name_folded", within=True),
        FoldedIndex("shop_product", "sku", "shop_product_sku_folded", within=True),
        FoldedIndex("shop_product", "description", "shop_product_text_folded", within=True),
    ]
