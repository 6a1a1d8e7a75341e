-- The drafts of a type, for lists of drafts alone. There are few of them beside the published records.
CREATE INDEX record_draft ON record (type_rank, seq) WHERE state = 'draft';
