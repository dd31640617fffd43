from django.db import migrations

from database.tables.migration_operations import VendorSQL
from database.text.searching import FUNCTION, function_sql


class Migration(migrations.Migration):
    dependencies = [("database", "0002_brakes")]

    operations = [
        VendorSQL(
            forwards={"postgresql": [function_sql()]},
            backwards={"postgresql": [f"DROP FUNCTION IF EXISTS {FUNCTION}(text)"]},
        ),
    ]
