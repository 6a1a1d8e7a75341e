-- What tells records apart for people, by which an import finds the record of a row without an id. Derived, so it is
-- filled when the service starts (index_version says that it is not). name_key: a hash of type, language and name.
CREATE TABLE record_name (
    name_key BYTEA NOT NULL,
    first_date TEXT NOT NULL,
    country TEXT NOT NULL,
    seq BIGINT NOT NULL REFERENCES record (seq),
    PRIMARY KEY (name_key, first_date, country, seq)
);
CREATE INDEX record_name_by_record ON record_name (seq);
UPDATE dataset SET index_version = '';
