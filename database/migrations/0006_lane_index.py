from django.db import migrations, models

from database.tables.migration_operations import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    # The table holds every message that was delivered and not tidied away yet.
    atomic = False

    dependencies = [
        ('database', '0005_lanes'),
    ]

    operations = [
        AddIndexOnline(
            model_name='outboxmessage',
            index=models.Index(fields=['done_at', 'lane', 'due_at'], name='database_outbox_lane'),
        ),
        RemoveIndexOnline(
            model_name='outboxmessage',
            name='database_outbox_due',
        ),
    ]
