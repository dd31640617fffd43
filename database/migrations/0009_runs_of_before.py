"""Bring the runs of the data checks, and who may see them, into the new tables.

The tables of before stay where they are, without a model: processes of the version
before go on writing to them until they are started anew. A later version drops them.
"""

from datetime import timedelta

from django.conf import settings
from django.db import migrations

BATCH = 500
RIGHTS = {
    'view_consistencyrun': ('view_checks', 'Can see the data checks'),
    'run_consistencyrun': ('run_checks', 'Can run the data checks'),
    'repair_consistencyrun': ('repair_checks', 'Can repair what the data checks found'),
}


def copy_runs(apps, schema_editor):
    """Copy every run that is not there yet, with its findings."""
    alias = schema_editor.connection.alias
    old = apps.get_model('database', 'ConsistencyRun').objects.using(alias)
    runs = apps.get_model('database', 'OperationRun')
    findings = apps.get_model('database', 'OperationFinding')
    rows = old.prefetch_related('findings').order_by('created_at')
    batch, found = [], []
    for row in rows.iterator(chunk_size=BATCH):
        batch.append(_run(runs, row))
        found += [
            _finding(findings, finding, position)
            for position, finding in enumerate(row.findings.all())
        ]
        if len(batch) == BATCH:
            _write(alias, batch, found)
            batch, found = [], []
    _write(alias, batch, found)


def _write(alias, batch, found):
    for rows in (batch, found):
        if rows:
            type(rows[0]).objects.using(alias).bulk_create(rows, ignore_conflicts=True)


def _run(model, row):
    is_over = row.state in ('done', 'failed')
    scope = {'tags': row.tags, 'checks': row.checks, 'fix': row.repairs}
    seconds = timedelta(seconds=row.seconds or 0)
    return model(
        id=row.id,
        actor_id=row.actor_id,
        actor_label=row.actor_label,
        created_at=row.created_at,
        operation='check_consistency',
        alias=row.alias,
        scope={name: value for name, value in scope.items() if value},
        state=row.state if is_over else 'lost',
        status=row.status if row.state == 'done' else 'error',
        attempts=1,
        seen_at=row.seen_at,
        started_at=row.seen_at - seconds,
        ended_at=row.seen_at,
        done=row.done,
        total=row.total,
        verdict=row.message,
        finding_count=len(row.findings.all()),
        figures={
            'checks': [
                {
                    'id': finding.check_id,
                    'faults': finding.count,
                    'repairable': finding.mendable,
                    'examples': finding.examples,
                }
                for finding in row.findings.all()
            ],
            'rows': row.row_count,
            'repaired': row.repaired,
            'seconds': row.seconds,
        },
    )


def _finding(model, row, position):
    return model(
        id=row.id,
        run_id=row.run_id,
        position=position,
        finding_id=row.check_id,
        severity=row.severity,
        object=[example['object'] for example in row.examples],
        message=row.message,
        measured=row.count,
        threshold=0,
        fix=row.advice,
    )


def copy_rights(apps, schema_editor):
    """Give whoever had a right the one that takes its place."""
    alias = schema_editor.connection.alias
    permissions = apps.get_model('auth', 'Permission').objects.using(alias)
    kinds = apps.get_model('contenttypes', 'ContentType').objects.using(alias)
    app, name = settings.AUTH_USER_MODEL.split('.')
    people = apps.get_model(app, name)._base_manager.using(alias)
    for codename, (new, title) in RIGHTS.items():
        old = permissions.filter(
            codename=codename, content_type__app_label='database'
        ).first()
        if old is None:  # a new database
            continue
        kind, _made = kinds.get_or_create(app_label='database', model='operationrun')
        right, _made = permissions.get_or_create(
            codename=new, content_type=kind, defaults={'name': title}
        )
        for group in old.group_set.all():
            group.permissions.add(right)
        for person in people.filter(user_permissions=old):
            person.user_permissions.add(right)


class Migration(migrations.Migration):

    dependencies = [
        ('database', '0008_runs_hold_nobody'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(copy_runs, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(copy_rights, migrations.RunPython.noop, elidable=True),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name='ConsistencyFinding'),
                migrations.DeleteModel(name='ConsistencyRun'),
            ],
        ),
    ]
