-- The changes of one import belong together, so that they can be undone together. A batch is named by the revision of
-- its first change, whose entry has its time and its actor.
CREATE TABLE batch (
    id BIGINT PRIMARY KEY,
    format TEXT NOT NULL,
    file_name TEXT,
    created BIGINT NOT NULL,
    replaced BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    -- The batch that this one undid, and the one that undid this one.
    undoes BIGINT,
    undone_by BIGINT
);
ALTER TABLE journal ADD COLUMN batch BIGINT;
CREATE INDEX journal_by_batch ON journal (batch, revision) WHERE batch IS NOT NULL;
