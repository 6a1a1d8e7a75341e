-- The endpoints that are told of public changes: one row each, and no queue. There is news for an endpoint if the public
-- revision of the data set is greater than the one that the endpoint has acknowledged.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    -- The key of the signatures. Unlike a token it cannot be a hash: it signs.
    secret BYTEA NOT NULL,
    -- The key before, which signs too until this moment.
    previous_secret BYTEA,
    previous_until TEXT,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
    acknowledged BIGINT NOT NULL,
    -- Failed attempts since the last success, and the moment before which there is no further one.
    failures BIGINT NOT NULL,
    next_attempt TEXT NOT NULL,
    -- The message that is being sent: it stays the same in all its attempts.
    message_revision BIGINT,
    message_at TEXT,
    last_attempt_at TEXT,
    last_result TEXT
);
