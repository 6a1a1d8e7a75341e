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
    serialize::ToSql,
    sql_types::{HasSqlType, Text},
};

/// An expression of this type in SQL.
#[derive(Clone, Debug)]
pub(crate) struct FixedSql<ST> {
    sql: String,
    /// A text that is passed as a parameter, and the SQL after it.
    parameter: Option<(String, &'static str)>,
    sql_type: PhantomData<ST>,
}

impl<ST> FixedSql<ST> {
    /// Makes an expression of a text that is one of a few.
    pub(crate) fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), parameter: None, sql_type: PhantomData }
    }

    /// Appends a parameter, and SQL after it.
    pub(crate) fn with(self, text: String, sql: &'static str) -> Self {
        Self { parameter: Some((text, sql)), ..self }
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

impl<ST, DB> QueryFragment<DB> for FixedSql<ST>
where
    DB: Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(&self.sql);
        if let Some((text, sql)) = &self.parameter {
            pass.push_bind_param::<Text, _>(text)?;
            pass.push_sql(sql);
        }
        Ok(())
    }
}
