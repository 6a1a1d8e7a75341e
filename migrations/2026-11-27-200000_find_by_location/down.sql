DROP TABLE location;
