DROP INDEX record_by_name;
CREATE INDEX record_by_name ON record (type_key, name_key, id_key);

DROP INDEX link_by_order;
CREATE INDEX link_by_order ON link (target, source_rank, order_key, id_key, state);

DROP INDEX event_by_start;
DROP INDEX event_by_end;
DROP INDEX event_by_title;
DROP INDEX event_by_creation;
DROP INDEX event_by_update;
DROP INDEX event_by_kind;
DROP INDEX event_by_direction;
DROP INDEX event_by_status;
DROP INDEX event_by_country;
CREATE INDEX event_by_start ON event (start_key, id_key, end_key, state);
CREATE INDEX event_by_end ON event (end_key, id_key);
CREATE INDEX event_by_title ON event (title_key, id_key);
CREATE INDEX event_by_creation ON event (created_key, id_key);
CREATE INDEX event_by_update ON event (updated_key, id_key);
CREATE INDEX event_by_kind ON event (kind, start_key, id_key, end_key, state);
CREATE INDEX event_by_direction ON event (direction, start_key, id_key, end_key, state);
CREATE INDEX event_by_status ON event (status, start_key, id_key, end_key, state);
CREATE INDEX event_by_country ON event (country, start_key, id_key, end_key, state);
