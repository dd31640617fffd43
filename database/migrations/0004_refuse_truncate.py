from django.db import migrations

from database.tables.migration_operations import RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("database", "0003_folding")]

    operations = [
        RefuseTruncate("operation"),
    ]
