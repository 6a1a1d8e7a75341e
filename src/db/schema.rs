//! The tables of `migrations/`, for Diesel. Kept by hand: one entry a column, in the migration's order.

#![expect(
    missing_docs,
    reason = "the macro's items take no doc comments; the columns are told in the migration"
)]

diesel::table! {
    /// The one row that says how far the data set has come.
    dataset (id) {
        id -> SmallInt,
        instance -> Text,
        revision -> BigInt,
        default_language -> Text,
        languages -> Text,
        index_version -> Text,
        public_revision -> BigInt,
    }
}

diesel::table! {
    /// Every record there ever was: its document, and what all records share.
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
    /// How many records there are of each type and state.
    tally (record_type, state) {
        #[sql_name = "type"]
        record_type -> Text,
        state -> Text,
        records -> BigInt,
    }
}

diesel::table! {
    /// Every change, in order: append only.
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
    }
}

diesel::table! {
    /// Who refers to whom (`partners/oziersk`) and to which topic (`topics/sport`), in the order of the referring list.
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
    /// Who may see drafts or write.
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
    /// Answers to requests with an `Idempotency-Key`, to be given again.
    idempotency (token, key) {
        token -> Text,
        key -> Text,
        request_hash -> Binary,
        answered_at -> Text,
        answer -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    dataset,
    record,
    tally,
    journal,
    link,
    identifier,
    token,
    idempotency
);
