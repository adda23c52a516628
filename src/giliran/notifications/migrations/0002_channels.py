from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='message_due',
        ),
        migrations.AddField(
            model_name='message',
            name='about',
            field=models.CharField(blank=True, db_default='', max_length=60),
        ),
        migrations.AddField(
            model_name='message',
            name='kind',
            field=models.CharField(blank=True, db_default='', max_length=12),
        ),
        migrations.AddField(
            model_name='message',
            name='quiet_tz',
            field=models.CharField(blank=True, db_default='', max_length=40),
        ),
        migrations.AddField(
            model_name='message',
            name='read_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='address',
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name='message',
            name='channel',
            field=models.CharField(max_length=10),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['channel', 'due_at'], name='message_due_on'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('about', ''), _negated=True), fields=['about'], name='message_about'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('channel', 'inbox')), fields=['address', '-id'], name='message_inbox'),
        ),
    ]
