-- The tables that Polus works with. Typed tables for readers are made from src/tables, not here.
-- Columns named *_ms are milliseconds since 1970, UTC.

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE connections (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    system TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    settings TEXT NOT NULL,
    sealed BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ok', 'failing', 'refused')),
    message TEXT,
    state_ms INTEGER,
    created_ms INTEGER NOT NULL,
    UNIQUE (account_id, name)
) STRICT;

CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    name TEXT NOT NULL,
    typed_table TEXT,
    checkpoint TEXT,
    row_count INTEGER NOT NULL DEFAULT 0,
    backfill_done_ms INTEGER,
    last_ok_ms INTEGER,
    last_change_ms INTEGER,
    last_error TEXT,
    last_error_ms INTEGER,
    UNIQUE (connection_id, name)
) STRICT;

-- The content of a record and its end are kept side by side, each with its own version: whichever is the
-- newer decides whether the record exists, in whatever order they came.
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL REFERENCES streams (id),
    key TEXT NOT NULL,
    version TEXT,
    read_ms INTEGER,
    hash BLOB,
    gone TEXT CHECK (gone IN ('deleted', 'merged')),
    gone_version TEXT,
    gone_read_ms INTEGER,
    gone_at TEXT,
    merged_into TEXT,
    present INTEGER NOT NULL,
    change_id INTEGER,
    updated_ms INTEGER NOT NULL,
    payload TEXT,
    canonical TEXT,
    UNIQUE (stream_id, key)
) STRICT;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES records (id),
    kind TEXT NOT NULL CHECK (kind IN ('created', 'updated', 'deleted', 'merged', 'restored')),
    origin TEXT NOT NULL CHECK (origin IN ('backfill', 'sync')),
    version TEXT,
    observed_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE stale (
    stream_id INTEGER NOT NULL REFERENCES streams (id),
    key TEXT NOT NULL,
    why TEXT NOT NULL,
    marked_ms INTEGER NOT NULL,
    PRIMARY KEY (stream_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX stale_age ON stale (stream_id, marked_ms);

-- Only records that exist have identities.
CREATE TABLE identities (
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    connection_id INTEGER NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind, value, connection_id, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_record ON identities (record_id);

-- a < b. standing: 'found' by an identity, 'linked' or 'parted' by a person.
CREATE TABLE links (
    a INTEGER NOT NULL REFERENCES records (id),
    b INTEGER NOT NULL REFERENCES records (id),
    kind TEXT NOT NULL,
    evidence TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('found', 'linked', 'parted')),
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (a, b, kind, evidence),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_b ON links (b);

CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    received_ms INTEGER NOT NULL,
    failed_ms INTEGER,
    headers TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE INDEX inbox_waiting ON inbox (id) WHERE failed_ms IS NULL;

-- An open run is waiting or leased, and may be leased (again) from due_ms on. head marks the one open run of
-- its subject whose turn it is; the index makes two of them impossible.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    flow TEXT NOT NULL,
    flow_version TEXT NOT NULL,
    subject TEXT NOT NULL,
    change_id INTEGER NOT NULL REFERENCES changes (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'skipped', 'failed')),
    head INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    due_ms INTEGER NOT NULL,
    owner TEXT,
    reason TEXT,
    created_ms INTEGER NOT NULL,
    finished_ms INTEGER,
    input TEXT NOT NULL,
    UNIQUE (change_id, flow)
) STRICT;

CREATE UNIQUE INDEX runs_head ON runs (account_id, subject) WHERE head = 1;
CREATE INDEX runs_due ON runs (due_ms, id) WHERE head = 1;
CREATE INDEX runs_open ON runs (account_id, subject, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX runs_state ON runs (state, id);
CREATE INDEX runs_flow ON runs (flow, id);

CREATE TABLE steps (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    step TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('started', 'done', 'skipped')),
    identity TEXT,
    target TEXT,
    output TEXT,
    attempts INTEGER NOT NULL,
    started_ms INTEGER,
    finished_ms INTEGER,
    PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    connection_id INTEGER REFERENCES connections (id),
    stream TEXT,
    key TEXT,
    run_id INTEGER REFERENCES runs (id),
    inbox_id INTEGER REFERENCES inbox (id),
    reason TEXT NOT NULL,
    class TEXT NOT NULL,
    hint TEXT,
    detail TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    resolved_ms INTEGER
) STRICT;

CREATE INDEX failures_open ON failures (kind, connection_id, stream, key) WHERE resolved_ms IS NULL;
CREATE INDEX failures_run ON failures (run_id) WHERE run_id IS NOT NULL;

-- Totals that would be slow to count.
CREATE TABLE totals (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is known of the store itself.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The typed tables as they were made; one whose definition has changed since is made anew from its records.
CREATE TABLE typed_tables (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;
