from django.db import migrations

from database.tables.migration_operations import RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_folded_search")]

    operations = [
        RefuseTruncate("stockmovement"),
    ]
