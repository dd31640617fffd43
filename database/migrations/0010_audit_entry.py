"""Call the rows of the audit log audit entries; their table keeps its name.

Processes of the version before go on reading and writing it until they are started anew.
"""

from django.conf import settings
from django.db import migrations


def copy_right(apps, schema_editor):
    """Let whoever may see the log see it by its new name."""
    alias = schema_editor.connection.alias
    permissions = apps.get_model('auth', 'Permission').objects.using(alias)
    kinds = apps.get_model('contenttypes', 'ContentType').objects.using(alias)
    app, name = settings.AUTH_USER_MODEL.split('.')
    people = apps.get_model(app, name)._base_manager.using(alias)
    old = permissions.filter(
        codename='view_operation', content_type__app_label='database'
    ).first()
    if old is None:  # a new database
        return
    kind, _made = kinds.get_or_create(app_label='database', model='auditentry')
    right, _made = permissions.get_or_create(
        codename='view_auditentry',
        content_type=kind,
        defaults={'name': 'Can view audit entry'},
    )
    for group in old.group_set.all():
        group.permissions.add(right)
    for person in people.filter(user_permissions=old):
        person.user_permissions.add(right)


class Migration(migrations.Migration):

    dependencies = [
        ('database', '0009_runs_of_before'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelTable('operation', 'database_operation'),
        migrations.RenameModel('Operation', 'AuditEntry'),
        migrations.AlterModelOptions(
            'auditentry',
            {
                'ordering': ['-created_at', '-id'],
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
            },
        ),
        migrations.RunPython(copy_right, migrations.RunPython.noop, elidable=True),
    ]
