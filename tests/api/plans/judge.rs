//! What is wrong with how a database answers a question.

use diesel::connection::SimpleConnection as _;
use twinning::{
    db::{DbConnection, work_limit::STEPS},
    index::full_text::MAX_COLLECTED,
};

use super::recording::Asked;
use crate::support::plans::{self, Node};

/// How many rows a step may take up for a page: as many as are collected and sorted, and some for the page.
const ROWS: i64 = MAX_COLLECTED + 200;

/// How many steps of its machine SQLite takes for one row that it collects, tests and sorts.
const STEPS_OF_A_ROW: i64 = 40;

/// How many links a record of the data has: a list that is walked looks at those of each record.
const LINKS: i64 = 5;

/// The tables that have few rows however much data there is.
const SMALL: [&str; 2] = ["dataset", "tally"];

/// Makes PostgreSQL choose as it would among a million records: by the rows that a plan takes up, where some thousand
/// are read from end to end in less time than a few are looked up.
pub fn prepare(connection: &mut DbConnection) {
    if let DbConnection::Postgres(postgres) = connection {
        let costs = "SET enable_seqscan = off; SET seq_page_cost = 0; SET random_page_cost = 0; \
                     SET cpu_tuple_cost = 1; SET cpu_index_tuple_cost = 1";
        postgres.batch_execute(costs).unwrap();
    }
}

/// Whether the statement finds out what a list consists of, or in which order, once for each revision. It may take up what
/// its filters leave, `entries`, as often as it has filters; a page may not.
pub fn counts(asked: &Asked) -> bool {
    let sql = &asked.statement.sql;
    !sql.contains("ORDER BY") || !sql.contains("LIMIT")
}

/// The faults of a statement, each in a few words.
pub fn faults(connection: &mut DbConnection, asked: &Asked, entries: i64) -> Vec<String> {
    let rows = if counts(asked) { ROWS + entries } else { ROWS };
    if let DbConnection::Postgres(postgres) = connection {
        let steps = plans::postgres_steps(postgres, &asked.statement);
        return steps.iter().filter_map(|step| postgres_fault(step, rows)).collect();
    }
    let steps = plans::sqlite_steps(connection, &asked.statement);
    let mut faults: Vec<String> = steps.iter().filter_map(|step| sqlite_fault(step)).collect();
    let most = rows * STEPS_OF_A_ROW / i64::from(STEPS);
    if i64::try_from(asked.work).unwrap() > most {
        faults
            .push(format!("takes {} instead of {most} times {STEPS} steps: {steps:?}", asked.work));
    }
    faults
}

/// What the statements call a subquery, whose own steps are judged.
const SUBQUERIES: [&str; 2] = ["selected", "first"];

fn sqlite_fault(step: &str) -> Option<String> {
    let table = step.strip_prefix("SCAN ")?;
    let of_a_table =
        ["INDEX", "CONSTANT ROW", "VALUES CLAUSE"].iter().all(|other| !step.contains(other));
    let other = SMALL.contains(&table) || SUBQUERIES.contains(&table);
    (of_a_table && !other).then(|| format!("reads a table: {step}"))
}

fn postgres_fault(step: &Node, rows: i64) -> Option<String> {
    let of_links = step.table.as_deref() == Some("link");
    let rows = if of_links { rows * LINKS } else { rows };
    let small = step.table.as_deref().is_some_and(|table| SMALL.contains(&table));
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let many = step.rows > rows as f64;
    let reads_a_table = step.kind.ends_with("Seq Scan") && !small;
    (many || reads_a_table).then(|| format!("takes up {step:?}, more than {rows} rows or a table"))
}
