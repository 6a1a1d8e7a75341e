//! The empty spreadsheet of a collection: `twinning template`.

use super::{
    columns::Columns,
    help, listing,
    sheet::COMMENT,
    writer::{Delimiter, begin, row},
};
use crate::{config, error::CommandError, records::kind::Kind, transfer::output, values::language::Language};

/// What a clerk reads first.
const ABOUT: &str = "Rows that begin with # are help and are not imported. Fill in the rows below, one for each \
                     record; columns that you do not need can be deleted.";

/// The `template` command.
pub fn command(settings: &config::Template) -> Result<(), CommandError> {
    output::print(&text(settings.collection, &settings.languages, settings.items.into(), settings.delimiter)?)
}

/// The header, and a row of help for each column: with texts in these languages, and this many items of each list.
pub fn text(
    kind: Kind,
    languages: &[Language],
    items: usize,
    delimiter: Delimiter,
) -> Result<String, CommandError> {
    let all = Columns::of(kind).map_err(CommandError)?;
    let described = listing::all(all, languages, items);
    let mut text = begin();
    row(&mut text, delimiter, described.iter().map(|described| described.column.name.as_str()));
    row(&mut text, delimiter, [format!("{COMMENT} {ABOUT}").as_str()]);
    for column in &described {
        row(&mut text, delimiter, [format!("{COMMENT} {}", help::line(all, column)).as_str()]);
    }
    Ok(text)
}
