-- The edition of the model that the documents of records and journal are of; the program that reads an older one
-- writes them anew (store/upgrade).
ALTER TABLE dataset ADD COLUMN edition SMALLINT NOT NULL DEFAULT 1;
