ALTER TABLE dataset DROP COLUMN edition;
