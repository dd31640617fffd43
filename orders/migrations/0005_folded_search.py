from django.db import migrations

from database.text.searching import FoldedIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running work outside of transactions only.
    atomic = False

    dependencies = [
        ("database", "0003_folding"),
        ("orders", "0004_address_state"),
    ]

    operations = [
        FoldedIndex("orders_order", "number", "orders_order_number_folded", within=False),
        FoldedIndex("orders_return", "number", "orders_return_number_folded", within=False),
        FoldedIndex("orders_creditnote", "number", "orders_credit_number_folded", within=False),
        FoldedIndex("orders_paymententry", "reference", "orders_payment_ref_folded", within=False),
        FoldedIndex("orders_bankline", "text", "orders_bankline_text_folded", within=True),
        FoldedIndex("orders_bankline", "payer", "orders_bankline_payer_folded", within=True),
    ]
