//! Reading one page of a collection: the rows of its index table that the list consists of, and their counts.
//!
//! Macros rather than functions: the type of a boxed query contains its table.

/// Makes the query of the visible rows of the index table `$table` with these conditions.
#[macro_export]
macro_rules! visible_rows {
    ($table:ident($name:literal), $visibility:expr, $conditions:expr) => {{
        use diesel::prelude::*;
        let visible: $crate::db::Condition<$table::table> =
            $visibility.sees(concat!($name, ".state"));
        std::iter::once(visible)
            .chain($conditions)
            .fold($table::table.into_boxed::<$crate::db::Backend>(), QueryDsl::filter)
    }};
}

/// The visible rows of the index table `$table`.
#[macro_export]
macro_rules! rows_of {
    ($table:ident($name:literal), $common:expr) => {{
        use diesel::prelude::*;
        let visibility = $common.rows;
        $crate::store::read::find::VisibleRows {
            table: $name,
            numbers: Box::new(move |connection, conditions| {
                $crate::visible_rows!($table($name), visibility, conditions)
                    .select($table::seq)
                    .limit($crate::index::full_text::MAX_COLLECTED + 1)
                    .load(connection)
            }),
            count: Box::new(move |connection, conditions| {
                $crate::visible_rows!($table($name), visibility, conditions)
                    .count()
                    .get_result(connection)
            }),
            grouped: Box::new(move |connection, value, conditions| {
                let value = diesel::dsl::sql::<diesel::sql_types::Text>(value);
                let visible: $crate::db::Condition<$table::table> =
                    visibility.sees(concat!($name, ".state"));
                let conditions = std::iter::once(visible).chain(conditions);
                $table::table
                    .filter($crate::store::read::conditions::all(conditions))
                    .group_by(value.clone())
                    .select((value, diesel::dsl::count_star()))
                    .load(connection)
            }),
            targets: Box::new(move |connection, beginning, conditions| {
                use $crate::db::{pieces::Piece, schema::link};
                let rows = $crate::visible_rows!($table($name), visibility, conditions);
                let referring = $crate::db::pieces::Pieces::<link::table>(vec![
                    Piece::Sql("link.seq IN (".to_owned()),
                    Piece::Query(Box::new(rows.select($table::seq))),
                    Piece::Sql(")".to_owned()),
                ]);
                link::table
                    .filter(link::target.like(format!("{beginning}%")))
                    .filter(referring)
                    .group_by(link::target)
                    .select((link::target, diesel::dsl::count_star()))
                    .load(connection)
            }),
        }
    }};
}

/// Reads one page of a collection whose index table is `$table`. `$own` makes the filters of the
/// collection itself, and the range of keys that they leave of the order.
#[macro_export]
macro_rules! load_list {
    ($reader:expr, $query:expr, $kind:expr, $table:ident($name:literal), $topics:expr, $column:expr, $own:expr) => {{
        let common = $reader.conditions($query, &[$kind])?;
        let visibility = common.visibility;
        let (mut filters, range): (Vec<$crate::store::read::find::Filter<$table::table>>, _) =
            $own(visibility);
        filters.extend(common.filters($kind, $name, $topics));
        let rows = $crate::rows_of!($table($name), common);
        let found =
            $reader.found($query, &common, $kind, |connection| rows.find(connection, &filters))?;
        let keys = $crate::load_key_page!(
            $reader.connection,
            $query,
            $crate::visible_rows!($table($name), common.rows, found.conditions($name, &filters)),
            $table::seq,
            found.levels($query.levels($column, || Box::new($table::id_key))),
            found.range(range)
        );
        let counted = $crate::store::read::facets::Counted {
            kind: $kind,
            rows,
            found: &found,
            filters: &filters,
        };
        let facets = counted.facets($reader, $query)?;
        Ok($crate::store::read::list::Page { facets, ..$reader.page(keys, found.total())? })
    }};
}
