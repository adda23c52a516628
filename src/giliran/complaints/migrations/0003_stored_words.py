from django.db import migrations

STORE = """
DROP INDEX IF EXISTS complaint_words;
ALTER TABLE complaints_complaint
    ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED;
CREATE INDEX complaint_words ON complaints_complaint USING gin (words);
"""
BACK = """
ALTER TABLE complaints_complaint DROP COLUMN words;
CREATE INDEX complaint_words ON complaints_complaint USING gin (to_tsvector('simple', text));
"""


def store_words(apps, schema_editor):
    """So that a search that reads rows by their terms need not take every text apart anew."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(STORE)


def take_back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACK)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_search")]

    operations = [migrations.RunPython(store_words, take_back)]
