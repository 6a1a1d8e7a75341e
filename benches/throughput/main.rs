//! Measures the service: made-up data, and a table of ratios from one run (docs/operations/performance.md).
//!
//! ```text
//! cargo bench --bench throughput -- run 1000000
//! cargo bench --bench throughput -- answers --database-url sqlite://twinning-bench.db 2>log
//! cargo bench --bench throughput -- stream 1000000
//! cargo bench --bench throughput -- write --seconds 5
//! cargo bench --bench throughput -- generate 1000 > events.ndjson
//! ```

#![allow(unreachable_pub, reason = "nothing reaches into a benchmark from outside")]

mod answers;
mod bare;
mod client;
mod exchange;
mod generate;
mod memory;
mod output;
mod processor;
mod run;
mod streaming;
mod table;
mod writing;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use twinning::{db::DatabaseUrl, error::CommandError};

/// Measures the service; the figures are comparable within one run only.
#[derive(Debug, Parser)]
#[command(name = "throughput")]
struct Arguments {
    /// `cargo bench` adds it; it has no effect.
    #[arg(long, hide = true, global = true)]
    bench: bool,
    /// What to measure; without it, reading 100,000 events.
    #[command(subcommand)]
    command: Option<Measurement>,
}

/// The measurements.
#[derive(Debug, Subcommand)]
enum Measurement {
    /// Write N made-up events, with partners, in the exchange format.
    Generate {
        /// How many events.
        #[arg(default_value_t = 1_000_000)]
        events: u64,
    },
    /// Measure durable writing, and reading while others write: a table of ratios.
    Write {
        /// How many seconds each line of the table is measured.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// An empty database to measure on [default: a new SQLite file twinning-bench.db in the folder].
        #[arg(long)]
        database_url: Option<DatabaseUrl>,
        /// The folder of the database, on the disk to be measured.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
    /// Measure answers beside bare actix-web, on a database with made-up events. Standard error is the log of the services.
    Answers {
        /// The database.
        #[arg(long)]
        database_url: DatabaseUrl,
    },
    /// Import made-up events into a new SQLite file and measure lists that are sent while they are read.
    Stream {
        /// How many events.
        #[arg(default_value_t = 1_000_000)]
        events: u64,
        /// A database to measure on as it is, in place of a new one.
        #[arg(long, conflicts_with_all = ["events", "folder"])]
        database_url: Option<DatabaseUrl>,
        /// The folder of the database; an existing twinning-bench.db in it is replaced.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
    /// Import made-up events into a new SQLite file, and export them.
    Load {
        /// How many events.
        #[arg(default_value_t = 100_000)]
        events: u64,
        /// The folder of the database; an existing twinning-bench.db in it is replaced.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
    /// Import made-up events into a new SQLite file and measure reading them: a table of ratios.
    Run {
        /// How many events.
        #[arg(default_value_t = 100_000)]
        events: u64,
        /// The folder of the database; an existing twinning-bench.db in it is replaced.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("throughput: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(measurement: Option<Measurement>) -> Result<(), CommandError> {
    match measurement {
        Some(Measurement::Generate { events }) => generate::command(events),
        Some(Measurement::Load { events, folder }) => run::load(events, &folder),
        Some(Measurement::Run { events, folder }) => run::command(events, &folder),
        Some(Measurement::Answers { database_url }) => run::of_database(&database_url),
        Some(Measurement::Stream { events, database_url, folder }) => match database_url {
            Some(url) => streaming::of_database(&url),
            None => streaming::command(events, &folder),
        },
        Some(Measurement::Write { seconds, database_url, folder }) => {
            writing::command(seconds, database_url.as_ref(), &folder)
        }
        None => run::command(100_000, std::path::Path::new(".")),
    }
}
