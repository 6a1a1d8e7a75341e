//! The tables of `migrations/` for Diesel, maintained by hand in the order of the columns there.

#![expect(
    missing_docs,
    reason = "the macro's items take no doc comments; the columns are told in the migration"
)]

diesel::table! {
    /// One row: the revision and the settings of the data set.
    dataset (id) {
        id -> SmallInt,
        instance -> Text,
        revision -> BigInt,
        default_language -> Text,
        languages -> Text,
        index_version -> Text,
        public_revision -> BigInt,
        last_backup_at -> Nullable<Text>,
        edition -> SmallInt,
    }
}

diesel::table! {
    /// All records, deleted ones included: the document, and the columns that all types share.
    record (seq) {
        seq -> BigInt,
        path -> Text,
        #[sql_name = "type"]
        record_type -> Text,
        id -> Text,
        revision -> BigInt,
        public_revision -> BigInt,
        state -> Text,
        created_at -> Text,
        updated_at -> Text,
        names -> Text,
        document -> Text,
        type_rank -> SmallInt,
        type_key -> Binary,
        name_key -> Binary,
        id_key -> Binary,
    }
}

diesel::table! {
    /// The number of records of each type and state.
    tally (record_type, state) {
        #[sql_name = "type"]
        record_type -> Text,
        state -> Text,
        records -> BigInt,
    }
}

diesel::table! {
    /// Sessions of the desk.
    session (hash) {
        hash -> Binary,
        token_id -> Text,
        created_at -> Text,
        used_at -> Text,
    }
}

diesel::table! {
    /// Spreadsheets that were sent to the desk.
    upload (id) {
        id -> Text,
        token_id -> Text,
        #[sql_name = "type"]
        record_type -> Nullable<Text>,
        file_name -> Text,
        content -> Binary,
        created_at -> Text,
    }
}

diesel::table! {
    /// All changes, in their order. Rows are only added.
    journal (revision, path) {
        revision -> BigInt,
        path -> Text,
        #[sql_name = "type"]
        record_type -> Text,
        action -> Text,
        at -> Text,
        actor -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        batch -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Changes that belong together, such as those of one import.
    batch (id) {
        id -> BigInt,
        format -> Text,
        file_name -> Nullable<Text>,
        created -> BigInt,
        replaced -> BigInt,
        deleted -> BigInt,
        undoes -> Nullable<BigInt>,
        undone_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// References to records (`partners/oziersk`) and topics (`topics/sport`), in the order of the list of
    /// referring records.
    link (target, source_rank, state, order_key, id_key) {
        target -> Text,
        source_rank -> SmallInt,
        state -> Text,
        order_key -> Binary,
        id_key -> Binary,
        seq -> BigInt,
    }
}

diesel::table! {
    /// Identifiers in other registers.
    identifier (scheme, value, seq) {
        scheme -> Text,
        value -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    /// Where records are.
    location (seq) {
        seq -> BigInt,
        type_rank -> SmallInt,
        latitude -> BigInt,
        longitude -> BigInt,
        x -> BigInt,
        y -> BigInt,
        z -> BigInt,
        cell -> BigInt,
    }
}

diesel::table! {
    /// The names of records in each language, with what tells apart those of the same name.
    record_name (name_key, first_date, country, seq) {
        name_key -> Binary,
        first_date -> Text,
        country -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    /// Tokens.
    token (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        hash -> Binary,
        created_at -> Text,
        expires_at -> Nullable<Text>,
        revoked_at -> Nullable<Text>,
        last_used_at -> Nullable<Text>,
    }
}

diesel::table! {
    /// Stored responses to requests with an `Idempotency-Key`.
    idempotency (token, key) {
        token -> Text,
        key -> Text,
        request_hash -> Binary,
        answered_at -> Text,
        answer -> Text,
    }
}

diesel::table! {
    /// The endpoints that are told of public changes.
    webhook (id) {
        id -> Text,
        url -> Text,
        secret -> Binary,
        previous_secret -> Nullable<Binary>,
        previous_until -> Nullable<Text>,
        created_at -> Text,
        state -> Text,
        acknowledged -> BigInt,
        failures -> BigInt,
        next_attempt -> Text,
        message_revision -> Nullable<BigInt>,
        message_at -> Nullable<Text>,
        last_attempt_at -> Nullable<Text>,
        last_result -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    dataset,
    record,
    tally,
    journal,
    batch,
    link,
    identifier,
    location,
    record_name,
    token,
    session,
    upload,
    idempotency,
    webhook
);
