import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0003_changes'),
        ('slots', '0004_returned_seats'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('slot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='remindings', to='slots.slot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slot', 'stage'), name='reminded_once_a_stage')],
            },
        ),
    ]
