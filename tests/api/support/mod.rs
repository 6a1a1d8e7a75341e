//! What every test needs: a server on a database of its own, a client, and the document as an oracle.

pub mod app;
pub mod client;
pub mod committed;
pub mod database;
pub mod dice;
pub mod events;
pub mod export;
pub mod faults;
pub mod harvester;
pub mod journal;
pub mod keeper;
pub mod lived_in;
pub mod made_up;
pub mod openmetrics;
pub mod oracle;
pub mod person;
pub mod plans;
pub mod postgres_proxy;
pub mod program;
pub mod raw;
pub mod rdf;
pub mod receiver;
pub mod requests;
pub mod scraping;
pub mod sheets;
pub mod tokens;
pub mod waiting;
pub mod webhooks;
pub mod workbooks;

pub use app::TestApp;
