"""The statements that divide a table by months and unite it again. PostgreSQL only.

Months begin at midnight in UTC, whatever TIME_ZONE says: the bounds of a table must
not move when a setting does.
"""

AHEAD = 3  # months that are made before they begin

# The new table is filled beside the old one and takes its name at the end. Triggers
# and foreign keys come last: what fired while the rows moved would be in the way.
_REBUILD = """
DO $rebuild$
DECLARE
    pieces text[];
    piece text;
    month timestamp;
BEGIN
    SELECT coalesce(array_agg(definition), '{{}}') INTO pieces FROM (
        SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index
        WHERE indrelid = '{table}'::regclass AND NOT EXISTS (
            SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
        UNION ALL
        SELECT format('ALTER TABLE {table} ADD CONSTRAINT %I %s', conname,
            pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE conrelid = '{table}'::regclass AND contype IN ('f', 'u')
        UNION ALL
        SELECT pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal
    ) AS parts;
    CREATE TABLE {table}_rebuilt (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS
        INCLUDING STORAGE INCLUDING COMMENTS){layout};
    {divisions}
    INSERT INTO {table}_rebuilt SELECT * FROM {table};
    DROP TABLE {table};
    ALTER TABLE {table}_rebuilt RENAME TO {table};
    ALTER TABLE {table} ADD PRIMARY KEY ({key});
    FOREACH piece IN ARRAY pieces LOOP
        EXECUTE replace(piece, ' ON ONLY ', ' ON ');
    END LOOP;
END $rebuild$
"""

_DIVISIONS = """
    CREATE TABLE {table}_default PARTITION OF {table}_rebuilt DEFAULT;
    FOR month IN SELECT generate_series(
        date_trunc('month', least(now(), (SELECT min({column}) FROM {table}))
            AT TIME ZONE 'UTC'),
        date_trunc('month', now() AT TIME ZONE 'UTC') + interval '{ahead} months',
        interval '1 month')
    LOOP
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF {table}_rebuilt FOR VALUES FROM (%L) TO (%L)',
            '{table}_' || to_char(month, 'YYYY_MM'),
            to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
            to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    END LOOP;
"""


def divide_sql(table: str, *, key: str, column: str) -> str:
    """Return the statement that turns a plain table into one that is kept by months."""
    return _REBUILD.format(
        table=table,
        layout=f" PARTITION BY RANGE ({column})",
        divisions=_DIVISIONS.format(table=table, column=column, ahead=AHEAD),
        key=f"{key}, {column}",
    )


def unite_sql(table: str, *, key: str, column: str) -> str:
    """Return the statement that turns a table kept by months into a plain one."""
    return _REBUILD.format(table=table, layout="", divisions="", key=key)
