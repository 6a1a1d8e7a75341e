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

/// The visible rows of the index table `$table`, which are of `$kind`.
#[macro_export]
macro_rules! rows_of {
    ($kind:expr, $table:ident($name:literal), $common:expr) => {{
        use diesel::prelude::*;
        let visibility = $common.rows;
        $crate::store::read::find::VisibleRows {
            table: $name,
            kind: $kind,
            visibility,
            numbers: Box::new(move |connection, conditions, most| {
                $crate::visible_rows!($table($name), visibility, conditions)
                    .select($table::seq)
                    .limit(most)
                    .load(connection)
            }),
            set: Box::new(move |connection, condition| {
                use $crate::index::number_set::{NumberSet, joined, split};
                let numbers = joined(connection, concat!($name, ".seq"));
                let joined: Option<String> =
                    $crate::visible_rows!($table($name), visibility, [condition])
                        .select(numbers)
                        .get_result(connection)?;
                Ok(NumberSet::of(split(joined.as_deref()).collect()))
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

/// Reads the keys of one page of the list `$found`, whose records are visible rows of `$table`. A walk passes by those
/// that `$walked` leaves.
#[macro_export]
macro_rules! load_found_page {
    ($reader:expr, $query:expr, $found:expr, $kinds:expr, $visibility:expr, $table:ident($name:literal), $levels:expr, $range:expr, $walked:expr) => {{
        use diesel::prelude::*;
        use $crate::{
            db::one_of::one_of_numbers,
            store::read::{
                find::Found,
                key_page::KeyRow,
                keyset,
                order_page::{self, OrderedList, OrderedRows, SORTED_EACH_TIME, Walk},
            },
        };
        let (found, visibility, levels): (&Found, _, Vec<keyset::SortLevel<$table::table>>) =
            ($found, $visibility, $levels);
        let rows = |conditions: Vec<$crate::db::Condition<$table::table>>| {
            $crate::visible_rows!($table($name), visibility, conditions)
        };
        let among = |connection: &$crate::db::DbConnection, numbers: &[i64]| {
            rows(vec![Box::new(one_of_numbers(connection, concat!($name, ".seq"), numbers))])
        };
        match found {
            Found::All(_) => $crate::load_key_page!(
                $reader.connection,
                $query,
                rows($walked),
                $table::seq,
                levels,
                $range
            ),
            Found::Few(numbers) if numbers.len() <= SORTED_EACH_TIME => $crate::load_key_page!(
                $reader.connection,
                $query,
                among($reader.connection, numbers),
                $table::seq,
                keyset::computed(&levels),
                keyset::KeyRange::default()
            ),
            Found::Few(_) | Found::Set(_) | Found::AllBut(..) => {
                let turned = keyset::turned(&levels);
                let is_turned =
                    matches!($query.start, $crate::store::read::list::PageStart::Before(_));
                let forward = if is_turned { &turned } else { &levels };
                let computed = keyset::computed(forward);
                let rows = OrderedRows {
                    walk: &|connection, walk: &Walk<'_>| {
                        let levels = if walk.turned { &turned } else { &levels };
                        $crate::in_order!(rows($walked), levels, walk.from, $range)
                            .select($table::seq)
                            .limit(walk.limit)
                            .load::<i64>(connection)
                    },
                    sort: &|connection, numbers| {
                        let (matching, levels, range) = match numbers {
                            Some(numbers) => {
                                (among(connection, numbers), &computed, keyset::KeyRange::default())
                            }
                            None => (rows($walked), forward, $range),
                        };
                        $crate::in_order!(matching, levels, None, range)
                            .select($table::seq)
                            .load::<i64>(connection)
                    },
                    keys: &|connection, numbers| {
                        let mut matching = among(connection, numbers);
                        if let Some(all) = keyset::unremembered(&levels) {
                            matching = matching.filter(all);
                        }
                        $crate::select_keys!(matching, $table::seq, &levels)
                            .load::<KeyRow>(connection)
                    },
                };
                let list = OrderedList {
                    found,
                    records: $reader.visible($kinds, visibility)?,
                    start: &$query.start,
                    limit: $query.limit,
                    descending: levels.iter().map(|level| level.descending).collect(),
                    name: $reader.order_name($query, $kinds),
                    sets: $reader.sets(),
                };
                order_page::page($reader.connection, &rows, &list)?
            }
        }
    }};
}

/// Reads one page of a collection whose index table is `$table`. `$own` makes the filters of the
/// collection itself, and the range of keys that they leave of the order.
#[macro_export]
macro_rules! load_list {
    ($reader:expr, $query:expr, $kind:expr, $table:ident($name:literal), $topics:expr, $column:expr, $own:expr) => {{
        let common = $reader.conditions($query, &[$kind], $topics)?;
        let (mut filters, range): (Vec<$crate::store::read::find::Filter<$table::table>>, _) =
            $own(common.sight());
        filters.extend(common.filters($kind, $name));
        let rows = $crate::rows_of!($kind, $table($name), common);
        let found = $reader.found($query, &common, $kind, |connection, sets| {
            rows.find(connection, sets, &filters)
        })?;
        let keys = $crate::load_found_page!(
            $reader,
            $query,
            &found,
            &[$kind],
            common.rows,
            $table($name),
            $query.levels($column, || Box::new($table::id_key)),
            range.clone(),
            Vec::new()
        );
        let counted =
            $crate::store::read::facets::Counted { rows, found: &found, filters: &filters };
        let facets = counted.facets($reader, $query)?;
        Ok($crate::store::read::page::FoundPage { keys, total: found.total(), facets })
    }};
}
