//! `template`: prints the empty spreadsheet of a collection.

use clap::Args;

use super::{
    arguments::{collection, number},
    output,
};
use crate::{
    error::CommandError,
    model::record_type::RecordType,
    spreadsheet::{
        columns::Columns,
        help, listing,
        sheet::COMMENT,
        writer::{Delimiter, begin, row},
    },
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The first row of help.
const ABOUT: &str = "Rows that begin with # are help and are not imported. Fill in the rows below, one for each \
                     record; columns that you do not need can be deleted.";

const TEMPLATE_EXAMPLES: &str = "Examples:
  twinning template events > events.csv              open it in Excel or LibreOffice, fill it in
  twinning template partners --languages pl,en,lt --items 5
  twinning template events --delimiter ,             for programs that expect a comma";

/// The arguments of `template`.
#[derive(Debug, Args)]
#[command(after_help = TEMPLATE_EXAMPLES)]
pub struct TemplateArguments {
    /// The collection: events, partners, agreements, projects, programmes or municipality.
    #[arg(value_name = "TYPE", value_parser = collection)]
    pub collection: RecordType,
    /// The languages of the texts. Each has its own columns.
    #[arg(long, value_delimiter = ',', default_value = "pl,en", value_parser = language)]
    pub languages: Vec<Language>,
    /// The number of columns for each list, such as participants.1, participants.2. An import accepts any
    /// number.
    #[arg(long, default_value_t = 2, value_parser = number(1..=100_u16, 2))]
    pub items: u16,
    /// The delimiter between cells: `;` (which Excel expects in countries with a decimal comma), `,` or
    /// `tab`.
    #[arg(long, default_value = ";", value_parser = delimiter)]
    pub delimiter: Delimiter,
}

/// Runs the command.
pub(super) fn run(settings: &TemplateArguments) -> Result<(), CommandError> {
    output::print(&text(
        settings.collection,
        &settings.languages,
        settings.items.into(),
        settings.delimiter,
    )?)
}

/// Returns the header, and a row of help for each column, with texts in these languages and this many items
/// of each list.
pub fn text(
    kind: RecordType,
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

fn language(tag: &str) -> Result<Language, String> {
    Language::read(tag).ok_or_else(|| format!("write {}", Language::VALID))
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    Delimiter::read(text)
        .ok_or_else(|| "write a semicolon, a comma or the word tab, such as ;".to_owned())
}
