//! The database: one connection type for SQLite and PostgreSQL, pools and transactions.
//!
//! Nothing here depends on a resource. Queries are written once, on [`DbConnection`]. Only `on_each_backend!`
//! runs SQL on the concrete connection types.

mod admission;
pub(crate) mod chunks;
pub(crate) mod client_lanes;
pub mod connect;
pub(crate) mod connection;
pub mod connection_queue;
pub(crate) mod cost_book;
pub(crate) mod error;
pub(crate) mod failure;
pub mod file_guard;
mod file_sizes;
pub(crate) mod fixed_sql;
mod group_commit;
mod group_leader;
pub(crate) mod limits;
pub(crate) mod one_of;
pub(crate) mod page_budget;
pub(crate) mod pieces;
pub(crate) mod pool;
mod postgres_address;
pub mod public_state;
pub(crate) mod reading;
pub(crate) mod replica_standing;
mod replica_watch;
mod replicas;
pub mod rows;
pub mod schema;
mod server_language;
mod sqlite_header;
mod sqlite_progress;
pub mod state_watch;
pub(crate) mod together;
pub mod transaction;
pub(crate) mod url;
mod waiting_client;
pub mod work_limit;
pub(crate) mod write_ahead_log;

pub use connection::{Backend, DbConnection};
pub use limits::Readers;
pub use pool::Db;
pub use url::DatabaseUrl;

/// A condition on the rows of `Source` (a table or a join) for either database.
pub type Condition<Source> =
    Box<dyn diesel::BoxableExpression<Source, Backend, SqlType = diesel::sql_types::Bool>>;

/// Runs `$query` on the concrete connection, for SQL that [`DbConnection`] does not support.
#[macro_export]
macro_rules! on_each_backend {
    ($connection:expr, |$concrete:ident| $query:expr) => {
        match $connection {
            $crate::db::DbConnection::Postgres($concrete) => $query,
            $crate::db::DbConnection::Sqlite($concrete) => $query,
        }
    };
}
