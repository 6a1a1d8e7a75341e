DROP INDEX record_draft;
