from django.db import migrations

from database.tables.migration_operations import RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_bank_layouts")]

    operations = [
        RefuseTruncate("statuschange"),
        RefuseTruncate("ordernote"),
        RefuseTruncate("paymententry"),
        RefuseTruncate("creditnote"),
        RefuseTruncate("creditnoteline"),
        RefuseTruncate("returnarrival"),
    ]
