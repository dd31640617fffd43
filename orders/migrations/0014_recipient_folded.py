from django.db import migrations

from database.text.searching import FoldedIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running work outside of transactions only.
    atomic = False

    dependencies = [("orders", "0013_search_index")]

    operations = [
        FoldedIndex("orders_mail", "recipient", "orders_mail_recipient_folded", within=False),
    ]
