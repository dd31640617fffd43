import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.expressions import F

import database.rows.ids
from database.tables.migration_operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0010_closed_returns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="taken_off_quantity",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="taken off"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    quantity__gte=F("shipped_quantity") + F("taken_off_quantity")
                ),
                name="orders_line_pieces_not_above_ordered",
            ),
        ),
        migrations.CreateModel(
            name="TakenOff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=database.rows.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "actor_label",
                    models.CharField(
                        blank=True, editable=False, max_length=150, verbose_name="by"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="time",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="pieces")),
                ("is_restocked", models.BooleanField(verbose_name="back into stock")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="reason"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_off",
                        to="orders.line",
                        verbose_name="line",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_off",
                        to="orders.refund",
                        verbose_name="refund",
                    ),
                ),
            ],
            options={
                "verbose_name": "pieces taken off",
                "verbose_name_plural": "pieces taken off",
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(quantity__gte=1),
                        name="orders_takenoff_quantity_positive",
                    )
                ],
            },
        ),
        AppendOnly("takenoff"),
    ]
