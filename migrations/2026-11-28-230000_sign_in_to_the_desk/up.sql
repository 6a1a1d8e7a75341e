-- Sessions of the editors' desk: the hash of the secret in the browser's cookie, and the token that it stands for.
CREATE TABLE session (
    hash BYTEA PRIMARY KEY NOT NULL,
    token_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT NOT NULL
);
CREATE INDEX session_by_token ON session (token_id);
