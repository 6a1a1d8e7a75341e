//! The index table of a collection: the columns that its lists filter and sort by, derived from its
//! documents.

/// Declares the index table of a collection for Diesel, the type of its rows, and the conversion
/// from a document to its row.
///
/// Every index table has the columns `seq`, `state`, `created_key`, `updated_key`, `id_key` and
/// the sort key of the name. The macro takes the other columns, each with its SQL type and an
/// expression that computes its value from the document and its [`IndexKeys`]:
///
/// ```text
/// index_table! {
///     /// The columns that lists of partners filter and sort by.
///     pub(crate) partners("partner") of PartnerBody, sorted by name_key, |body, _keys| {
///         kind: Text = body.kind.as_str().to_owned(),
///         since_key: Binary = body.partner_since.map(CalendarDate::key).unwrap_or_default(),
///     }
/// }
/// ```
///
/// [`IndexKeys`]: super::document::IndexKeys
macro_rules! index_table {
    (
        $(#[$meta:meta])*
        $vis:vis $table:ident($sql_name:literal) of $document:ty, sorted by $name_key:ident, |$body:ident, $keys:ident| {
            $($column:ident: $sql_type:ident = $value:expr,)*
        }
    ) => {
        #[allow(missing_docs, reason = "the columns are described in the migration")]
        mod table {
            diesel::table! {
                $(#[$meta])*
                #[sql_name = $sql_name]
                $table (seq) {
                    seq -> BigInt,
                    state -> Text,
                    $($column -> $sql_type,)*
                    $name_key -> Binary,
                    created_key -> Binary,
                    updated_key -> Binary,
                    id_key -> Binary,
                }
            }

            use $crate::db::schema::link;
            diesel::allow_tables_to_appear_in_same_query!($table, link);
        }

        $vis use self::table::$table;

        $crate::db::rows::table_row! {
            #[derive(PartialEq, diesel::Queryable)]
            struct IndexRow of $sql_name {
                seq: i64,
                state: String,
                $($column: $crate::model::index_table::rust_type!($sql_type),)*
                $name_key: Vec<u8>,
                created_key: Vec<u8>,
                updated_key: Vec<u8>,
                id_key: Vec<u8>,
            }
        }

        impl $document {
            fn index_row(&self, $keys: &$crate::model::document::IndexKeys) -> IndexRow {
                let $body = self;
                IndexRow {
                    seq: $keys.seq,
                    state: $crate::values::traits::ClosedList::as_str($keys.state).to_owned(),
                    $($column: $value,)*
                    $name_key: $keys.name_key.clone(),
                    created_key: $keys.created_key.clone(),
                    updated_key: $keys.updated_key.clone(),
                    id_key: $keys.id_key.clone(),
                }
            }
        }
    };
}

/// The Rust type for the SQL type of a column.
macro_rules! rust_type {
    (Text) => { String };
    (Binary) => { Vec<u8> };
    (SmallInt) => { i16 };
    (BigInt) => { i64 };
}

/// Implements the two methods of [`Document`](super::document::Document) that make and compare the
/// row in a table declared by [`index_table!`].
macro_rules! indexed_in {
    ($table:ident) => {
        fn indexed(
            &self,
            keys: &$crate::model::document::IndexKeys,
        ) -> Option<$crate::db::rows::TableRow> {
            Some(self.index_row(keys).into())
        }

        fn is_indexed(
            &self,
            connection: &mut $crate::db::DbConnection,
            keys: &$crate::model::document::IndexKeys,
        ) -> diesel::QueryResult<bool> {
            use diesel::{OptionalExtension as _, QueryDsl as _, RunQueryDsl as _};
            let found = $table::table.find(keys.seq).first(connection).optional()?;
            Ok(found == Some(self.index_row(keys)))
        }
    };
}

pub(crate) use {index_table, indexed_in, rust_type};
