-- Lists read the numbers of records from indexes alone: each index of events and links has the number and the state at
-- its end, and so has the order of the search.
DROP INDEX event_by_start;
DROP INDEX event_by_end;
DROP INDEX event_by_title;
DROP INDEX event_by_creation;
DROP INDEX event_by_update;
DROP INDEX event_by_kind;
DROP INDEX event_by_direction;
DROP INDEX event_by_status;
DROP INDEX event_by_country;
CREATE INDEX event_by_start ON event (start_key, id_key, end_key, state, seq);
CREATE INDEX event_by_end ON event (end_key, id_key, state, seq);
CREATE INDEX event_by_title ON event (title_key, id_key, state, seq);
CREATE INDEX event_by_creation ON event (created_key, id_key, state, seq);
CREATE INDEX event_by_update ON event (updated_key, id_key, state, seq);
-- What a filter leaves is put in order in memory.
CREATE INDEX event_by_kind ON event (kind, state, seq);
CREATE INDEX event_by_direction ON event (direction, state, seq);
CREATE INDEX event_by_status ON event (status, state, seq);
CREATE INDEX event_by_country ON event (country, state, seq);

DROP INDEX link_by_order;
CREATE INDEX link_by_order ON link (target, source_rank, order_key, id_key, state, seq);

DROP INDEX record_by_name;
CREATE INDEX record_by_name ON record (type_key, name_key, id_key, state, seq);

-- The search no longer looks words up before it searches.
DROP TABLE IF EXISTS search_vocabulary;
