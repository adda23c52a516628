from django.db import migrations

WORDS = "CREATE INDEX complaint_words ON complaints_complaint USING gin (to_tsvector('simple', text))"


def index_words(apps, schema_editor):
    """SQLite, which one office runs on, reads the texts themselves."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)


def drop_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS complaint_words")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [migrations.RunPython(index_words, drop_words)]
