-- Changes of one type: without these, the few partners would be looked for among all the events.
CREATE INDEX record_by_type_and_revision ON record (type_rank, revision, seq);
CREATE INDEX record_by_type_and_public_revision ON record (type_rank, public_revision, seq);
