//! A condition that is put together from pieces, where Diesel has no expression for it.

use diesel::{
    AppearsOnTable, BoxableExpression, Expression, QueryResult, SelectableExpression,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Binary, Bool, Text},
};

use super::Backend;

/// A piece of a condition on the rows of `Source`.
pub(crate) enum Piece<Source> {
    /// SQL, which is never what a client sent.
    Sql(String),
    /// A text, passed as a parameter.
    Text(String),
    /// A key, passed as a parameter.
    Key(Vec<u8>),
    /// A query.
    Query(Box<dyn QueryFragment<Backend> + Send>),
    /// A column of keys.
    Column(Box<dyn BoxableExpression<Source, Backend, SqlType = Binary>>),
}

/// A condition. Diesel does not keep statements with it, since there is no end of them.
pub(crate) struct Pieces<Source>(pub Vec<Piece<Source>>);

impl<Source> Expression for Pieces<Source> {
    type SqlType = Bool;
}

impl<Source> AppearsOnTable<Source> for Pieces<Source> {}

impl<Source> SelectableExpression<Source> for Pieces<Source> {}

impl<Source> ValidGrouping<()> for Pieces<Source> {
    type IsAggregate = is_aggregate::No;
}

impl<Source> QueryId for Pieces<Source> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Source> QueryFragment<Backend> for Pieces<Source> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Text(text) => out.push_bind_param::<Text, _>(text)?,
                Piece::Key(key) => out.push_bind_param::<Binary, _>(key)?,
                Piece::Query(query) => query.walk_ast(out.reborrow())?,
                Piece::Column(column) => column.walk_ast(out.reborrow())?,
            }
        }
        Ok(())
    }
}
