"""The database itself refuses to change or remove a line of the history."""

from django.db import migrations

SQLITE = [
    ("history_no_update", "BEFORE UPDATE ON registers_history"),
    ("history_no_delete", "BEFORE DELETE ON registers_history"),
    ("history_payload_no_update", "BEFORE UPDATE ON registers_historypayload"),
]
POSTGRESQL = [
    ("history_no_change", "BEFORE UPDATE OR DELETE ON registers_history"),
    ("history_payload_no_update", "BEFORE UPDATE ON registers_historypayload"),
]
REFUSAL = "the history is append-only"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE:
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION muniment_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        for name, when in POSTGRESQL:
            schema_editor.execute(
                f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION muniment_refuse_change()"
            )


def remove(apps, schema_editor):
    tables = {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(schema_editor.connection.vendor, [])
    for name, when in tables:
        on = f" ON {when.rsplit(' ', 1)[-1]}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION muniment_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [migrations.RunPython(add, remove, elidable=False)]
