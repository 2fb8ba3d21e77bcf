"""The words of the search documents, indexed by the database itself: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

Both take the tokens as they stand: `ascii` splits only at spaces, since tokens hold no other sign of ASCII, and the tsvector
is written without PostgreSQL's parser, whose idea of a word depends on the machine. The ¶ keeps a phrase from running out of
the title into the body. A migration that makes this table anew on SQLite must make the triggers again.
"""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE registers_searchwords USING fts5(head, words, content='registers_searchdocument', "
    "content_rowid='id', tokenize='ascii', prefix='2 3')",
    "CREATE TRIGGER search_added AFTER INSERT ON registers_searchdocument BEGIN "
    "INSERT INTO registers_searchwords(rowid, head, words) VALUES (new.id, new.head, new.words); END",
    "CREATE TRIGGER search_removed AFTER DELETE ON registers_searchdocument BEGIN "
    "INSERT INTO registers_searchwords(registers_searchwords, rowid, head, words) "
    "VALUES ('delete', old.id, old.head, old.words); END",
    "CREATE TRIGGER search_changed AFTER UPDATE ON registers_searchdocument BEGIN "
    "INSERT INTO registers_searchwords(registers_searchwords, rowid, head, words) "
    "VALUES ('delete', old.id, old.head, old.words); "
    "INSERT INTO registers_searchwords(rowid, head, words) VALUES (new.id, new.head, new.words); END",
]
SQLITE_BACK = [
    "DROP TRIGGER search_added",
    "DROP TRIGGER search_removed",
    "DROP TRIGGER search_changed",
    "DROP TABLE registers_searchwords",
]
# 16383 is the last place that a tsvector knows; a phrase beyond it is found by its words only.
POSTGRESQL = [
    "CREATE FUNCTION muniment_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
    "SELECT coalesce(string_agg('''' || word || ''':' || least(place, 16383), ' '), '')::tsvector "
    "FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS told(word, place) WHERE word <> '' $$",
    "ALTER TABLE registers_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS "
    "(setweight(muniment_words(head || ' ¶'), 'A') || muniment_words(words)) STORED",
    "CREATE INDEX search_words ON registers_searchdocument USING gin (vector)",
]
POSTGRESQL_BACK = [
    "ALTER TABLE registers_searchdocument DROP COLUMN vector",
    "DROP FUNCTION muniment_words(text)",
]


def add(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_machinery")]
    operations = [migrations.RunPython(add, remove, elidable=False)]
