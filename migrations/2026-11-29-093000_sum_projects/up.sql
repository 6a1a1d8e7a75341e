-- What projects cost, in units such as cents, and the currency, which is empty where nobody knows it: the sum of all of
-- them is read from an index alone.
ALTER TABLE project ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN value BIGINT NOT NULL DEFAULT 0;
CREATE INDEX project_by_value ON project (currency, state, value, seq);
UPDATE dataset SET index_version = '';
