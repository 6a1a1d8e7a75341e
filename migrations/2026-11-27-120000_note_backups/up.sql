-- When the last backup was made, so that the operator is told when there has been none for long.
ALTER TABLE dataset ADD COLUMN last_backup_at TEXT;
