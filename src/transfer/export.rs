//! `export`: all records in the exchange format, or those that everybody sees; sorted, the same data as the same bytes.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use diesel::prelude::*;

use super::{
    exchange, output,
    unfinished::{Readers, Unfinished, unwritable},
};
use crate::{
    config::Export,
    db::{DbConnection, connect::Missing, pool::open_migrated, schema::record, transaction},
    error::CommandError,
    records::{
        disclosure::{Disclosed, disclose},
        kind::Kind,
        visibility::Visibility,
    },
    values::plumbing::Choice,
};

/// How many records are read at a time.
const CHUNK: i64 = 500;

/// The `export` command.
pub fn command(settings: &Export) -> Result<(), CommandError> {
    let mut connection = open_migrated(&settings.database.database_url, Missing::Refuse)?;
    let visibility = if settings.public { Visibility::Public } else { Visibility::Drafts };
    if settings.output == Path::new("-") {
        return run_for(&mut connection, visibility, io::stdout().lock());
    }
    let is_special = fs::symlink_metadata(&settings.output).is_ok_and(|there| !there.is_file());
    if is_special {
        let file = File::create(&settings.output).map_err(|error| unwritable(&settings.output, &error))?;
        return run_for(&mut connection, visibility, file);
    }
    let unfinished = Unfinished::begin(&settings.output, Readers::All)?;
    run_for(&mut connection, visibility, unfinished.file())?;
    unfinished.finish()
}

/// Why an export ended early.
enum Stop {
    Database(diesel::result::Error),
    Output(io::Error),
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

/// Writes all records at one state of the data set.
pub fn run(connection: &mut DbConnection, output: impl Write) -> Result<(), CommandError> {
    run_for(connection, Visibility::Drafts, output)
}

/// Writes the records that are seen at one state of the data set.
pub fn run_for(
    connection: &mut DbConnection,
    visibility: Visibility,
    output: impl Write,
) -> Result<(), CommandError> {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let exported = transaction::snapshot(connection, |connection| {
        for kind in Kind::ALL {
            collection(connection, *kind, visibility, &mut output)?;
        }
        output.flush().map_err(Stop::Output)
    });
    match exported {
        Ok(()) => Ok(()),
        Err(Stop::Database(error)) => Err(error.into()),
        Err(Stop::Output(error)) => output::written(Err(error)),
    }
}

fn collection(
    connection: &mut DbConnection,
    kind: Kind,
    visibility: Visibility,
    output: &mut impl Write,
) -> Result<(), Stop> {
    let mut last: Vec<u8> = Vec::new();
    loop {
        let chunk: Vec<(Vec<u8>, String, String)> = record::table
            .filter(record::type_rank.eq(kind.rank()))
            .filter(record::id_key.gt(&last))
            .filter(visibility.sees("record.state"))
            .order(record::id_key)
            .limit(CHUNK)
            .select((record::id_key, record::id, record::document))
            .load(connection)?;
        let Some((end, _, _)) = chunk.last() else { return Ok(()) };
        last.clone_from(end);
        let (ids, mut documents): (Vec<String>, Vec<Disclosed>) =
            chunk.into_iter().map(|(_, id, json)| (id, Disclosed { kind, json })).unzip();
        disclose(connection, visibility, &mut documents)?;
        for (id, document) in ids.iter().zip(&documents) {
            output
                .write_all(exchange::write(kind.as_str(), id, &document.json).as_bytes())
                .map_err(Stop::Output)?;
        }
    }
}
