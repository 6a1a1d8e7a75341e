-- Back to the tables of the first migration. An erasure, which changed several records under one revision, cannot be
-- written there: then this stops, and nothing is changed.

DROP TABLE idempotency;
DROP TABLE token;
DROP TABLE event;
DROP TABLE agreement;
DROP TABLE project;
DROP TABLE partner;
DROP TABLE programme;
DROP TABLE identifier;
DROP TABLE link;

ALTER TABLE dataset DROP COLUMN public_revision;
UPDATE dataset SET index_version = '';

DROP INDEX journal_by_record;
DROP INDEX journal_by_actor;
DROP INDEX journal_by_type;
ALTER TABLE journal RENAME TO kept_journal;
CREATE TABLE journal (
    revision BIGINT PRIMARY KEY,
    path TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'replace', 'delete')),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    before TEXT,
    after TEXT
);
INSERT INTO journal (revision, path, action, at, actor, before, after)
SELECT revision, path, CASE WHEN action IN ('restore', 'erase') THEN 'replace' ELSE action END, at, actor, before, after
FROM kept_journal;
DROP TABLE kept_journal;
CREATE INDEX journal_by_record ON journal (path, revision);

DROP INDEX record_by_name;
DROP INDEX record_by_id;
DROP INDEX record_by_revision;
DROP INDEX record_by_public_revision;
ALTER TABLE record RENAME TO kept_record;
CREATE TABLE record (
    seq BIGINT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'deleted')),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    names TEXT NOT NULL,
    document TEXT NOT NULL,
    type_rank SMALLINT NOT NULL,
    type_key BYTEA NOT NULL,
    name_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL
);
INSERT INTO record (seq, path, type, id, revision, state, created_at, updated_at, names, document, type_rank, type_key,
    name_key, id_key)
SELECT seq, path, type, id, revision, state, created_at, updated_at, names, document, type_rank, type_key, name_key, id_key
FROM kept_record;
DROP TABLE kept_record;
CREATE INDEX record_by_name ON record (type_key, name_key, id_key);
CREATE INDEX record_by_id ON record (type_rank, id_key);

CREATE TABLE link (
    target TEXT NOT NULL,
    source_rank SMALLINT NOT NULL,
    state TEXT NOT NULL,
    order_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL,
    seq BIGINT NOT NULL REFERENCES record (seq),
    PRIMARY KEY (target, source_rank, state, order_key, id_key)
);
CREATE UNIQUE INDEX link_by_record ON link (seq, target);

CREATE TABLE identifier (
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    seq BIGINT NOT NULL REFERENCES record (seq),
    PRIMARY KEY (scheme, value, seq)
);
CREATE INDEX identifier_by_record ON identifier (seq);

CREATE TABLE programme (
    seq BIGINT PRIMARY KEY REFERENCES record (seq),
    path TEXT NOT NULL,
    state TEXT NOT NULL,
    instrument TEXT NOT NULL,
    first_year SMALLINT NOT NULL,
    last_year SMALLINT NOT NULL,
    start_key BYTEA NOT NULL,
    name_key BYTEA NOT NULL,
    created_key BYTEA NOT NULL,
    updated_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL
);
CREATE INDEX programme_by_start ON programme (start_key, id_key);
CREATE INDEX programme_by_name ON programme (name_key, id_key);

CREATE TABLE partner (
    seq BIGINT PRIMARY KEY REFERENCES record (seq),
    path TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    country TEXT NOT NULL,
    since_key BYTEA NOT NULL,
    name_key BYTEA NOT NULL,
    created_key BYTEA NOT NULL,
    updated_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL
);
CREATE INDEX partner_by_name ON partner (name_key, id_key);

CREATE TABLE project (
    seq BIGINT PRIMARY KEY REFERENCES record (seq),
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    start_key BYTEA NOT NULL,
    end_key BYTEA NOT NULL,
    last_key BYTEA NOT NULL,
    title_key BYTEA NOT NULL,
    created_key BYTEA NOT NULL,
    updated_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL
);
CREATE INDEX project_by_start ON project (start_key, id_key);
CREATE INDEX project_by_title ON project (title_key, id_key);

CREATE TABLE agreement (
    seq BIGINT PRIMARY KEY REFERENCES record (seq),
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    signed_key BYTEA NOT NULL,
    signed_last_key BYTEA NOT NULL,
    title_key BYTEA NOT NULL,
    created_key BYTEA NOT NULL,
    updated_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL
);
CREATE INDEX agreement_by_signing ON agreement (signed_key, id_key);
CREATE INDEX agreement_by_title ON agreement (title_key, id_key);

CREATE TABLE event (
    seq BIGINT PRIMARY KEY REFERENCES record (seq),
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    country TEXT NOT NULL,
    start_key BYTEA NOT NULL,
    end_key BYTEA NOT NULL,
    title_key BYTEA NOT NULL,
    created_key BYTEA NOT NULL,
    updated_key BYTEA NOT NULL,
    id_key BYTEA NOT NULL
);
-- These hold what counting needs, so that a total is read from the index alone.
CREATE INDEX event_by_start ON event (start_key, id_key, end_key, state);
CREATE INDEX event_by_end ON event (end_key, id_key);
CREATE INDEX event_by_title ON event (title_key, id_key);
CREATE INDEX event_by_creation ON event (created_key, id_key);
CREATE INDEX event_by_update ON event (updated_key, id_key);
CREATE INDEX event_by_kind ON event (kind, start_key, id_key, end_key, state);
CREATE INDEX event_by_direction ON event (direction, start_key, id_key, end_key, state);
CREATE INDEX event_by_status ON event (status, start_key, id_key, end_key, state);
CREATE INDEX event_by_country ON event (country, start_key, id_key, end_key, state);
