//! SQL expressions that are one of a few texts, so that their statements stay prepared.
//!
//! Diesel prepares a statement with [`diesel::expression::SqlLiteral`] anew each time, because such texts can be without
//! number: each would stay in memory, of the program and of the server. Never use this one for a text that depends on a
//! request.

use std::marker::PhantomData;

use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    backend::Backend,
    expression::{TypedExpressionType, ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
};

/// An expression of this type in SQL.
#[derive(Clone, Debug)]
pub(crate) struct FixedSql<ST> {
    sql: String,
    sql_type: PhantomData<ST>,
}

impl<ST> FixedSql<ST> {
    /// Makes an expression of a text that is one of a few.
    pub(crate) fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), sql_type: PhantomData }
    }
}

impl<ST: TypedExpressionType> Expression for FixedSql<ST> {
    type SqlType = ST;
}

impl<Source, ST> SelectableExpression<Source> for FixedSql<ST> where Self: Expression {}

impl<Source, ST> AppearsOnTable<Source> for FixedSql<ST> where Self: Expression {}

impl<ST, Grouping> ValidGrouping<Grouping> for FixedSql<ST> {
    type IsAggregate = is_aggregate::Never;
}

impl<ST> QueryId for FixedSql<ST> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST, DB: Backend> QueryFragment<DB> for FixedSql<ST> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(&self.sql);
        Ok(())
    }
}
