import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_contact_email'),
    ]

    operations = [
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=10)),
                ('address', models.TextField(blank=True)),
                ('unwanted', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('consented_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ways', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'channel'], name='way_of_account'), models.Index(fields=['channel', 'asked_at'], name='way_asked')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stopped_at', None), models.Q(('channel', 'push'), _negated=True)), fields=('account', 'channel'), name='way_one_a_channel')],
            },
        ),
    ]
