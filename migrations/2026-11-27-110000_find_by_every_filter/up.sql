-- An index for each order and each filter of every list. Those of a filter continue in the default order of the
-- list, and hold the state, so that a total is read from the index alone.
CREATE INDEX programme_by_creation ON programme (created_key, id_key);
CREATE INDEX programme_by_update ON programme (updated_key, id_key);
CREATE INDEX programme_by_path ON programme (path, state);
CREATE INDEX programme_by_instrument ON programme (instrument, start_key, id_key, state);
CREATE INDEX programme_by_year ON programme (last_year, first_year, state);

CREATE INDEX partner_by_beginning ON partner (since_key, id_key);
CREATE INDEX partner_by_creation ON partner (created_key, id_key);
CREATE INDEX partner_by_update ON partner (updated_key, id_key);
CREATE INDEX partner_by_path ON partner (path, state);
CREATE INDEX partner_by_country ON partner (country, name_key, id_key, state);
CREATE INDEX partner_by_kind ON partner (kind, name_key, id_key, state);
CREATE INDEX partner_by_status ON partner (status, name_key, id_key, state);

CREATE INDEX project_by_end ON project (end_key, id_key);
CREATE INDEX project_by_creation ON project (created_key, id_key);
CREATE INDEX project_by_update ON project (updated_key, id_key);
CREATE INDEX project_by_status ON project (status, start_key, id_key, state);
CREATE INDEX project_by_last_day ON project (last_key, start_key, state);

CREATE INDEX agreement_by_creation ON agreement (created_key, id_key);
CREATE INDEX agreement_by_update ON agreement (updated_key, id_key);
CREATE INDEX agreement_by_kind ON agreement (kind, signed_key, id_key, state);
CREATE INDEX agreement_by_status ON agreement (status, signed_key, id_key, state);
CREATE INDEX agreement_by_last_signing ON agreement (signed_last_key, signed_key, state);

-- With drafts among the records, the links of a target are of two states: these are in order across both.
CREATE INDEX link_by_order ON link (target, source_rank, order_key, id_key, state);
