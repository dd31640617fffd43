"""Customers that imports made are known by a source key, no longer by their user name.

Whoever chose the number of a customer as a user name got that customer's orders at the
next import. A customer is one that an import made if nothing was ever done with the
account: no e-mail address, no password, no login, no order of their own, and its first
version names neither an address nor a person who made it. All others are left as they
are; `check_consistency` names those who hold imported orders.
"""

from django.db import migrations, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Length

SOURCE = 'online-retail:'
LONGEST = 150 - len(SOURCE)
BATCH = 1000


def _made_by_an_import(apps, using):
    order, note, user, history = (
        apps.get_model(*names)._base_manager.using(using)
        for names in (
            ('orders', 'Order'),
            ('orders', 'CreditNote'),
            ('accounts', 'User'),
            ('accounts', 'HistoricalUser'),
        )
    )
    own = {'customer': OuterRef('pk')}
    made_otherwise = Q(email__isnull=False) | Q(history_user__isnull=False)
    first_version = history.filter(id=OuterRef('pk'), history_type='+')
    return user.annotate(length=Length('username')).filter(
        Exists(order.filter(source='import', **own))
        | Exists(note.filter(source='import', **own)),
        ~Exists(order.filter(source='web', **own)),
        ~Exists(first_version.filter(made_otherwise)),
        source_key__isnull=True,
        email__isnull=True,
        password__startswith='!',
        last_login_at__isnull=True,
        is_staff=False,
        is_superuser=False,
        is_verified=False,
        created_by__isnull=True,
        length__lte=LONGEST,
    )


def give_source_keys(apps, schema_editor):
    using = schema_editor.connection.alias
    users = apps.get_model('accounts', 'User')._base_manager.using(using)
    keys = list(_made_by_an_import(apps, using).order_by('pk').values_list('pk', flat=True))
    for start in range(0, len(keys), BATCH):
        batch = users.filter(pk__in=keys[start : start + BATCH])
        with transaction.atomic(using=using):
            batch.update(source_key=Concat(Value(SOURCE), F('username')))
            # A second statement: MariaDB would read the name that the first part set.
            batch.update(username=F('source_key'))


def give_names_back(apps, schema_editor):
    using = schema_editor.connection.alias
    users = apps.get_model('accounts', 'User')._base_manager.using(using)
    for pk, key in users.filter(source_key__startswith=SOURCE).values_list('pk', 'source_key'):
        name = key.removeprefix(SOURCE)
        if not users.filter(username=name).exists():
            users.filter(pk=pk).update(username=name, source_key=None)


class Migration(migrations.Migration):

    # In batches: the shop may be open.
    atomic = False

    dependencies = [
        ('accounts', '0005_source_key'),
        ('orders', '0007_refuse_truncate'),
    ]

    operations = [migrations.RunPython(give_source_keys, give_names_back)]
