DROP TABLE record_name;
