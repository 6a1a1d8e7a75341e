-- The journal keeps every change; only what belongs together is not known any more.
DROP INDEX journal_by_batch;
ALTER TABLE journal DROP COLUMN batch;
DROP TABLE batch;
