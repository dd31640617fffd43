import database.rows.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from database.tables.migration_operations import AppendOnly

BATCH = 500


def write_arrivals(apps, schema_editor):
    """Write what came of the returns that were received: each whole, in one parcel.

    Under the key of the line that asked for it, by which the stock ledger knows it.
    """
    using = schema_editor.connection.alias
    lines = apps.get_model("orders", "ReturnLine").objects.using(using)
    arrivals = apps.get_model("orders", "ReturnArrival").objects.using(using)
    rows = lines.filter(returned__status="received").select_related("returned")
    batch = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        who = row.returned.updated_by_id
        batch.append(
            arrivals.model(
                pk=row.pk,
                returned_id=row.returned_id,
                line_id=row.line_id,
                position=1,
                quantity=row.quantity,
                restocked=row.quantity if row.is_restocked else 0,
                created_at=row.returned.received_at or row.returned.updated_at,
                actor_id=who,
                actor_label="" if who else "manage.py migrate",
            )
        )
        if len(batch) == BATCH:
            arrivals.bulk_create(batch)
            batch = []
    arrivals.bulk_create(batch)


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='return',
            name='status',
            field=models.CharField(choices=[('requested', 'asked for'), ('approved', 'approved'), ('refused', 'refused'), ('partly', 'received in part'), ('received', 'received')], default='requested', max_length=10, verbose_name='status'),
        ),
        migrations.CreateModel(
            name='ReturnArrival',
            fields=[
                ('id', models.UUIDField(default=database.rows.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_label', models.CharField(blank=True, editable=False, max_length=150, verbose_name='by')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='time')),
                ('position', models.PositiveSmallIntegerField(verbose_name='parcel')),
                ('quantity', models.PositiveIntegerField(verbose_name='pieces')),
                ('restocked', models.PositiveIntegerField(default=0, verbose_name='back into stock')),
                ('actor', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_arrivals', to='orders.line', verbose_name='line')),
                ('returned', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='orders.return')),
            ],
            options={
                'verbose_name': 'arrival of a return',
                'verbose_name_plural': 'arrivals of returns',
                'ordering': ['position', 'line__position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('returned', 'position', 'line'), name='orders_returnarrival_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='orders_returnarrival_quantity_positive'), models.CheckConstraint(condition=models.Q(('restocked__lte', models.F('quantity'))), name='orders_returnarrival_restocked_not_above_came')],
            },
        ),
        AppendOnly("returnarrival"),
        migrations.RunPython(write_arrivals, migrations.RunPython.noop),
        # The column stays: processes of the release before this one still write it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name='returnline', name='is_restocked'),
            ],
        ),
    ]
