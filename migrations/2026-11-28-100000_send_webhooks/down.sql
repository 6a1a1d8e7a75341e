-- An older version sends nothing; the endpoints are to be added again after an upgrade.
DROP TABLE webhook;
