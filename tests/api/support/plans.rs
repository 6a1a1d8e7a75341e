//! What a database does to answer: the statements that were asked, and the plan of each.

use std::sync::{Arc, Mutex};

use diesel::{
    Connection as _, QueryableByName, RunQueryDsl as _,
    connection::{InstrumentationEvent, SimpleConnection as _},
    pg::PgConnection,
    sql_query,
    sql_types::{Array, Text},
};
use serde_json::Value;
use twinning::db::DbConnection;

/// How often a statement is planned anew before PostgreSQL may keep one plan for all values ("PREPARE", Notes).
const PLANNED: usize = 5;

/// A statement, as Diesel prints it.
pub struct Statement {
    pub sql: String,
    /// The values of its parameters, as Rust prints them.
    pub binds: String,
}

impl Statement {
    /// The statement that was printed as this.
    pub fn of(printed: &str) -> Self {
        let (sql, binds) = printed.split_once(" -- binds: ").unwrap_or((printed, "[]"));
        Self { sql: sql.to_owned(), binds: binds.to_owned() }
    }

    /// Whether it begins with this table.
    pub fn reads(&self, table: &str) -> bool {
        ['`', '"'].iter().any(|mark| self.sql.contains(&format!(" FROM {mark}{table}{mark}")))
    }
}

/// Does `work`; what came of it, and what was asked of the database meanwhile.
pub fn asked<T>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> T,
) -> (T, Vec<Statement>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&asked);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            notes.lock().unwrap().push(Statement::of(&query.to_string()));
        }
    });
    let done = work(connection);
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    (done, asked)
}

/// Makes PostgreSQL count what it has: nobody else does so in the tests.
pub fn analyze(connection: &mut DbConnection) {
    if let DbConnection::Postgres(postgres) = connection {
        postgres.batch_execute("VACUUM (ANALYZE)").unwrap();
    }
}

/// The steps by which SQLite answers a statement.
pub fn sqlite_steps(connection: &mut DbConnection, statement: &Statement) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let DbConnection::Sqlite(sqlite) = connection else { panic!("this is PostgreSQL") };
    let steps: Vec<Step> =
        sql_query(format!("EXPLAIN QUERY PLAN {}", with_values(statement))).load(sqlite).unwrap();
    assert!(!steps.is_empty(), "{}", statement.sql);
    steps.into_iter().map(|step| step.detail).collect()
}

/// A statement of SQLite with its values in it: SQLite plans a statement anew for some of them, such as a limit.
fn with_values(statement: &Statement) -> String {
    let values = read(&statement.binds);
    let mut values = values.iter();
    let parts: Vec<&str> = statement.sql.split('?').collect();
    let mut sql = parts[0].to_owned();
    for part in &parts[1..] {
        sql.push_str(&sqlite_literal(values.next().unwrap()));
        sql.push_str(part);
    }
    assert!(values.next().is_none(), "{} {}", statement.sql, statement.binds);
    sql
}

fn sqlite_literal(value: &Value) -> String {
    match value {
        Value::Array(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{:02x}", byte.as_u64().unwrap()));
            format!("x'{}'", hex.collect::<String>())
        }
        other => literal(other, "text"),
    }
}

/// A step of a plan of PostgreSQL.
#[derive(Debug)]
pub struct Node {
    pub kind: String,
    /// The table that it reads.
    pub table: Option<String>,
    /// How many rows it took up: those that it passed on, and those that it left out.
    pub rows: f64,
}

/// The tables that have few rows however much data there is: no index would be quicker.
const SMALL: [&str; 2] = ["dataset", "tally"];

/// What is wrong with the plans of a statement: a table that is read from end to end, or a step, such as a sort, that
/// takes up more rows than this for one page.
pub fn postgres_faults(
    connection: &mut DbConnection,
    statement: &Statement,
    most: f64,
) -> Vec<String> {
    let plans = postgres_plans(connection, statement);
    let is_bad = |node: &&Node| {
        let small = node.table.as_deref().is_some_and(|table| SMALL.contains(&table));
        node.rows > most || (node.kind.ends_with("Seq Scan") && !small)
    };
    plans
        .iter()
        .flatten()
        .filter(is_bad)
        .map(|node| format!("{node:?}: {}", statement.sql))
        .collect()
}

/// The steps by which PostgreSQL answers a statement that is asked with its values.
pub fn postgres_steps(postgres: &mut PgConnection, statement: &Statement) -> Vec<Node> {
    let types = prepare(postgres, statement);
    let steps = explained(postgres, &literals(&statement.binds, &types));
    postgres.batch_execute("DEALLOCATE asked").unwrap();
    steps
}

/// Prepares the statement; the types of its parameters.
fn prepare(postgres: &mut PgConnection, statement: &Statement) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Prepared {
        #[diesel(sql_type = Array<Text>)]
        types: Vec<String>,
    }
    postgres.batch_execute(&format!("PREPARE asked AS {}", statement.sql)).unwrap();
    let prepared: Prepared = sql_query(
        "SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'asked'",
    )
    .get_result(postgres)
    .unwrap();
    prepared.types
}

/// The steps by which PostgreSQL answers a statement: the first time with a plan for its values, and later with the one
/// that the connection has settled on.
fn postgres_plans(connection: &mut DbConnection, statement: &Statement) -> [Vec<Node>; 2] {
    let DbConnection::Postgres(postgres) = connection else { panic!("this is SQLite") };
    let types = prepare(postgres, statement);
    let values = literals(&statement.binds, &types);
    let first = explained(postgres, &values);
    for _ in 0..PLANNED {
        explained(postgres, &values);
    }
    let settled = explained(postgres, &values);
    postgres.batch_execute("DEALLOCATE asked").unwrap();
    [first, settled]
}

fn explained(postgres: &mut PgConnection, values: &[String]) -> Vec<Node> {
    #[derive(QueryableByName)]
    struct Explained {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        plan: String,
    }
    let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let explain = format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE asked{values}");
    let explained: Explained = sql_query(explain).get_result(postgres).unwrap();
    let explained: Value = serde_json::from_str(&explained.plan).unwrap();
    let mut nodes = Vec::new();
    walk(&explained[0]["Plan"], &mut nodes);
    nodes
}

fn walk(plan: &Value, nodes: &mut Vec<Node>) {
    let text = |name: &str| plan[name].as_str().map(str::to_owned);
    let number = |name: &str| plan[name].as_f64().unwrap_or_default();
    let left_out =
        ["Rows Removed by Filter", "Rows Removed by Index Recheck", "Rows Removed by Join Filter"];
    let each = number("Actual Rows") + left_out.into_iter().map(number).sum::<f64>();
    nodes.push(Node {
        kind: text("Node Type").unwrap(),
        table: text("Relation Name"),
        rows: each * number("Actual Loops"),
    });
    for part in plan["Plans"].as_array().into_iter().flatten() {
        walk(part, nodes);
    }
}

/// The values of a statement. Rust prints them as JSON would, but for what it does not print.
fn read(binds: &str) -> Vec<Value> {
    let mut parts = binds.split("\\u{");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{binds}: {error}"))
}

/// The values of a statement as literals of these types.
fn literals(binds: &str, types: &[String]) -> Vec<String> {
    let values = read(binds);
    assert_eq!(values.len(), types.len(), "{binds} {types:?}");
    values.iter().zip(types).map(|(value, name)| literal(value, name)).collect()
}

fn literal(value: &Value, name: &str) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Array(bytes) if name == "bytea" => {
            let hex = bytes.iter().map(|byte| format!("{:02x}", byte.as_u64().unwrap()));
            format!("'\\x{}'", hex.collect::<String>())
        }
        Value::Array(items) => {
            let item = name.strip_suffix("[]").unwrap_or_else(|| panic!("{items:?} as {name}"));
            let items = items.iter().map(|one| literal(one, item)).collect::<Vec<_>>();
            format!("ARRAY[{}]::{name}", items.join(", "))
        }
        Value::Object(_) => panic!("{value} as {name}"),
    }
}
