-- Keeping the data: drafts that readers do not see, deletions that harvesters do, tokens, answers to repeat.
--
-- Several records can now share a revision (erasing a name is one), which no ALTER TABLE can say on SQLite, so
-- `record` and `journal` are made anew. What is derived refers to `record`: its tables are made anew and empty, and
-- filled when the service starts (index_version says that they are not).

DROP TABLE event;
DROP TABLE agreement;
DROP TABLE project;
DROP TABLE partner;
DROP TABLE programme;
DROP TABLE identifier;
DROP TABLE link;

ALTER TABLE dataset ADD COLUMN public_revision BIGINT NOT NULL DEFAULT 0;
UPDATE dataset SET public_revision = revision, index_version = '';

CREATE TABLE kept_journal (
    revision BIGINT NOT NULL,
    path TEXT NOT NULL,
    type TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'replace', 'delete', 'restore', 'erase')),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (revision, path)
);
INSERT INTO kept_journal (revision, path, type, action, at, actor, before, after)
SELECT journal.revision, journal.path, record.type, journal.action, journal.at, journal.actor, journal.before, journal.after
FROM journal JOIN record ON record.path = journal.path;
DROP TABLE journal;
ALTER TABLE kept_journal RENAME TO journal;
CREATE INDEX journal_by_record ON journal (path, revision);
CREATE INDEX journal_by_actor ON journal (actor, revision);
CREATE INDEX journal_by_type ON journal (type, revision);

-- public_revision: when the record last changed for readers without a token; 0 while they have never seen it.
CREATE TABLE kept_record (
    seq BIGINT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    public_revision BIGINT NOT NULL,
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
INSERT INTO kept_record (seq, path, type, id, revision, public_revision, state, created_at, updated_at, names, document,
    type_rank, type_key, name_key, id_key)
SELECT seq, path, type, id, revision, CASE WHEN state = 'published' THEN revision ELSE 0 END, state, created_at, updated_at,
    names, document, type_rank, type_key, name_key, id_key
FROM record;
DROP TABLE record;
ALTER TABLE kept_record RENAME TO record;
CREATE INDEX record_by_name ON record (type_key, name_key, id_key);
CREATE INDEX record_by_id ON record (type_rank, id_key);
CREATE INDEX record_by_revision ON record (revision, seq);
CREATE INDEX record_by_public_revision ON record (public_revision, seq);

-- Who may see drafts or write. A token itself is nowhere: only its SHA-256 is.
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    hash BYTEA NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    last_used_at TEXT
);

-- Answers to requests with an Idempotency-Key, to be given again.
CREATE TABLE idempotency (
    token TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    answered_at TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (token, key)
);
CREATE INDEX idempotency_by_time ON idempotency (answered_at);

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
