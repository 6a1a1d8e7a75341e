-- Where partners and events are, in whole numbers, which both databases compare and calculate alike: latitude and
-- longitude in millionths of a degree, the point of the unit sphere in billionths, and the cell, whose number has the
-- bits of both coordinates by turns, so that what lies together has numbers close to each other.
CREATE TABLE location (
    seq BIGINT PRIMARY KEY REFERENCES record (seq),
    type_rank SMALLINT NOT NULL,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL,
    x BIGINT NOT NULL,
    y BIGINT NOT NULL,
    z BIGINT NOT NULL,
    cell BIGINT NOT NULL
);
-- All that decides, so that the index alone is read.
CREATE INDEX location_by_cell ON location (type_rank, cell, latitude, longitude, x, y, z, seq);
UPDATE dataset SET index_version = '';
