//! What every test needs: a server on a database of its own, a client, and the document as an oracle.

pub mod app;
pub mod client;
pub mod committed;
pub mod database;
pub mod made_up;
pub mod oracle;

pub use app::TestApp;
