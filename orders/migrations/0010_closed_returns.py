from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0009_numbers_in_capitals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='return',
            name='status',
            field=models.CharField(choices=[('requested', 'asked for'), ('approved', 'approved'), ('refused', 'refused'), ('partly', 'received in part'), ('received', 'received'), ('closed', 'closed')], default='requested', max_length=10, verbose_name='status'),
        ),
    ]
