from django.db import migrations

from database.tables.migration_operations import RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_folded_search")]

    operations = [
        RefuseTruncate("pointsentry"),
        RefuseTruncate("walletentry"),
        RefuseTruncate("customernote"),
        RefuseTruncate("loginhistory"),
    ]
