"""Lines of the log and links of the chain are never changed: the database itself refuses."""

from django.db import migrations

TABLES = ("audit_event", "audit_seal")

POSTGRES = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays();
"""
POSTGRES_BACK = "DROP TRIGGER {table}_stays ON {table}; DROP FUNCTION {table}_stays();"

SQLITE = """
CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
"""
SQLITE_BACK = "DROP TRIGGER {table}_stays;"


def guard(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRES, "sqlite": SQLITE})


def unguard(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRES_BACK, "sqlite": SQLITE_BACK})


def _run(schema_editor, by_vendor):
    for table in TABLES:
        schema_editor.execute(by_vendor[schema_editor.connection.vendor].replace("{table}", table), params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
