DROP INDEX project_by_value;
ALTER TABLE project DROP COLUMN value;
ALTER TABLE project DROP COLUMN currency;
