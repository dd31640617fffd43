from django.db import migrations, models

LANES = [('money', 'money'), ('mail', 'mail'), ('ops', 'operations')]


class Migration(migrations.Migration):

    dependencies = [
        ('database', '0004_refuse_truncate'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkerSeen',
            fields=[
                ('lane', models.CharField(choices=LANES, max_length=10, primary_key=True, serialize=False, verbose_name='lane')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('process', models.CharField(max_length=100, verbose_name='process')),
                ('resting', models.JSONField(default=list, verbose_name='left alone')),
            ],
            options={
                'verbose_name': 'worker of a lane',
                'verbose_name_plural': 'workers of the lanes',
                'default_permissions': (),
            },
        ),
        # Processes of the version before go on inserting: the database fills it in.
        migrations.AddField(
            model_name='outboxmessage',
            name='lane',
            field=models.CharField(blank=True, choices=LANES, db_default='', default='', max_length=10, verbose_name='lane'),
        ),
    ]
