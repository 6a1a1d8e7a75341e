-- Spreadsheets that were sent to the editors' desk and checked, kept for an hour so that exactly they are imported.
CREATE TABLE upload (
    id TEXT PRIMARY KEY NOT NULL,
    token_id TEXT NOT NULL,
    "type" TEXT,
    file_name TEXT NOT NULL,
    content BYTEA NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX upload_by_token ON upload (token_id);
