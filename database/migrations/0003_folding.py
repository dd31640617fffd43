from django.db import migrations

from database.migrating.operations import VendorSQL
from database.searching import FUNCTION, function_sql


class Migration(migrations.Migration):
    dependencies = [("database", "0002_brakes")]

    operations = [
        VendorSQL(
            forwards={"postgresql": [function_sql()]},
            backwards={"postgresql": [f"DROP FUNCTION IF EXISTS {FUNCTION}(text)"]},
        ),
    ]
