import database.rows.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('database', '0006_lane_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=database.rows.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('operation', models.CharField(max_length=100, verbose_name='operation')),
                ('scope', models.JSONField(blank=True, default=dict, verbose_name='options')),
                ('every', models.PositiveIntegerField(blank=True, null=True, verbose_name='every, seconds')),
                ('at', models.TimeField(blank=True, null=True, verbose_name='at')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('next_due', models.DateTimeField(verbose_name='next')),
                ('missed', models.PositiveIntegerField(default=0, verbose_name='missed')),
                ('missed_at', models.DateTimeField(blank=True, null=True, verbose_name='last missed')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('updated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
                'ordering': ['operation', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('every__gte', 1)), models.Q(('at__isnull', False), ('every__isnull', True)), _connector='OR'), name='database_schedule_when')],
                'indexes': [models.Index(fields=['is_active', 'next_due'], name='database_schedule_due')],
            },
        ),
        migrations.CreateModel(
            name='OperationRun',
            fields=[
                ('id', models.UUIDField(default=database.rows.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_label', models.CharField(blank=True, editable=False, max_length=150, verbose_name='by')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='time')),
                ('operation', models.CharField(max_length=100, verbose_name='operation')),
                ('alias', models.CharField(default='default', max_length=100, verbose_name='database')),
                ('scope', models.JSONField(default=dict, verbose_name='options')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('lost', 'lost'), ('skipped', 'left out')], default='running', max_length=10, verbose_name='state')),
                ('status', models.CharField(blank=True, choices=[('ok', 'all is well'), ('warning', 'warnings'), ('critical', 'critical'), ('unsupported', 'not with this database'), ('error', 'error')], default='', max_length=12, verbose_name='outcome')),
                ('is_job', models.BooleanField(default=False, verbose_name='by a worker')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('alone_as', models.CharField(blank=True, editable=False, max_length=100, null=True, unique=True)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last heard of')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('current', models.CharField(blank=True, default='', max_length=100, verbose_name='at work on')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('total', models.PositiveIntegerField(blank=True, null=True, verbose_name='in all')),
                ('verdict', models.TextField(blank=True, default='', verbose_name='verdict')),
                ('finding_count', models.PositiveIntegerField(default=0, verbose_name='findings')),
                ('figures', models.JSONField(default=dict, verbose_name='figures')),
                ('tables', models.JSONField(default=list, verbose_name='tables')),
                ('schedule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='database.schedule', verbose_name='schedule')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('actor', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'run',
                'verbose_name_plural': 'runs',
                'ordering': ['-created_at', '-id'],
                'permissions': [('view_checks', 'Can see the data checks'), ('run_checks', 'Can run the data checks'), ('repair_checks', 'Can repair what the data checks found')],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('schedule', 'due_at'), name='database_operationrun_due')],
                'indexes': [
                    models.Index(fields=['-created_at', '-id'], name='database_operationrun_newest'),
                    models.Index(fields=['operation', '-created_at'], name='database_operationrun_of'),
                    models.Index(fields=['state', 'seen_at'], name='database_operationrun_open'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OperationFinding',
            fields=[
                ('id', models.UUIDField(default=database.rows.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('finding_id', models.CharField(max_length=100, verbose_name='finding')),
                ('severity', models.CharField(max_length=10, verbose_name='severity')),
                ('object', models.JSONField(default=str, verbose_name='of')),
                ('message', models.TextField(verbose_name='message')),
                ('measured', models.JSONField(null=True, verbose_name='measured')),
                ('threshold', models.JSONField(null=True, verbose_name='threshold')),
                ('fix', models.TextField(blank=True, verbose_name='what to do')),
                ('command', models.TextField(blank=True, verbose_name='command')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='database.operationrun')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'ordering': ['severity', 'position'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='database_operationfinding_once')],
            },
        ),
    ]
