//! `template`: prints the empty spreadsheet of a collection.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use super::{
    arguments::{collection, number},
    locale, output,
};
use crate::{
    error::CommandError,
    formats::{list::FormatError, template::Template},
    model::record_type::RecordType,
    spreadsheet::writer::Delimiter,
    text::messages::MessageLanguage,
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

const TEMPLATE_EXAMPLES: &str = "Examples:
  twinning template events > events.csv              open it in Excel or LibreOffice, fill it in
  twinning template events --format xlsx > events.xlsx    with lists to choose from
  twinning template partners --languages pl,en,lt --items 5
  twinning template events --delimiter ,             for programs that expect a comma";

/// The format of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateFormat {
    /// CSV.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

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
    /// The format: csv, or xlsx for an Excel workbook with lists to choose from.
    #[arg(long, default_value = "csv")]
    pub format: TemplateFormat,
    /// The delimiter between cells of CSV: `;` (which Excel expects in countries with a decimal comma), `,` or
    /// `tab`.
    #[arg(long, default_value = ";", value_parser = delimiter)]
    pub delimiter: Delimiter,
}

/// Runs the command.
pub(super) fn run(settings: &TemplateArguments) -> Result<(), CommandError> {
    let template = Template {
        kind: settings.collection,
        languages: &settings.languages,
        items: settings.items.into(),
        help: locale::of_messages(),
    };
    match settings.format {
        TemplateFormat::Csv => output::print(&template.csv(settings.delimiter).map_err(failed)?),
        TemplateFormat::Xlsx => output::write(&template.xlsx(&BTreeMap::new()).map_err(failed)?),
    }
}

/// Returns the template as CSV with English help, with texts in these languages and this many items of each list.
pub fn text(
    kind: RecordType,
    languages: &[Language],
    items: usize,
    delimiter: Delimiter,
) -> Result<String, CommandError> {
    let help = MessageLanguage::English;
    Template { kind, languages, items, help }.csv(delimiter).map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn failed(error: FormatError) -> CommandError {
    CommandError(error.to_string())
}

fn language(tag: &str) -> Result<Language, String> {
    Language::read(tag).ok_or_else(|| format!("write {}", Language::VALID))
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    Delimiter::read(text)
        .ok_or_else(|| "write a semicolon, a comma or the word tab, such as ;".to_owned())
}
