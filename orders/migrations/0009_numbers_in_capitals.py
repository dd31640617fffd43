"""Imported numbers are in capitals, as every search looks for them.

A number is left as it is where another document has it in capitals already;
`check_consistency` names it.
"""

from django.db import migrations, transaction

from database.audit.log import triggers_open

BATCH = 1000


def _raise(model, using):
    rows = model._base_manager.using(using)
    small = rows.filter(source='import', number__regex='[a-z]').order_by('pk')
    numbers = list(small.values_list('pk', 'number'))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic(using=using), triggers_open(using=using):
            for pk, number in numbers[start : start + BATCH]:
                others = rows.exclude(pk=pk)
                if not others.filter(number=number.upper()).exists():
                    rows.filter(pk=pk).update(number=number.upper())


def raise_numbers(apps, schema_editor):
    for name in ('Order', 'CreditNote'):
        _raise(apps.get_model('orders', name), schema_editor.connection.alias)


class Migration(migrations.Migration):

    # In batches: the shop may be open.
    atomic = False

    dependencies = [('orders', '0008_imported_customers')]

    operations = [migrations.RunPython(raise_numbers, migrations.RunPython.noop)]
