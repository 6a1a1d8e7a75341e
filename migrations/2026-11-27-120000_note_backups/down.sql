ALTER TABLE dataset DROP COLUMN last_backup_at;
