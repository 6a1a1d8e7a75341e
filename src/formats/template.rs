//! The empty spreadsheet of a collection: columns, help, and in a workbook the values to choose from.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Worksheet, utility,
};

use super::{
    list::FormatError,
    xlsx::{head, workbook},
};
use crate::{
    model::record_type::RecordType,
    spreadsheet::{
        cells::Cell,
        columns::{Columns, Target},
        help,
        listing::{self, TemplateColumn},
        references::referred,
        shape::ColumnShape as _,
        sheet::COMMENT,
        workbook::open::VALUES,
        writer::{Delimiter, begin, row},
    },
    text::messages::{MessageLanguage, message},
    values::{language::Language, traits::ClosedList as _},
};

/// The last row of a workbook that has values to choose from.
const LAST_ROW: u32 = 2_000;

/// The height of the row of help, in points: a dozen lines.
const HELP_HEIGHT: f64 = 150.0;

/// The number of characters of a cell that a text of help has at most.
const LONGEST_HELP: usize = 2_000;

/// What a template is made for.
pub(crate) struct Template<'t> {
    /// The collection.
    pub kind: RecordType,
    /// The languages of the texts.
    pub languages: &'t [Language],
    /// The number of columns for each list.
    pub items: usize,
    /// The language of the help.
    pub help: MessageLanguage,
}

impl Template<'_> {
    fn columns(&self) -> Result<(Columns, Vec<TemplateColumn>), FormatError> {
        let all = Columns::of(self.kind).map_err(FormatError::Broken)?;
        Ok((all, listing::all(all, self.languages, self.items)))
    }

    /// Writes the template as CSV: the header, and a row of help for each column.
    pub(crate) fn csv(&self, delimiter: Delimiter) -> Result<String, FormatError> {
        let (all, described) = self.columns()?;
        let mut text = begin();
        row(&mut text, delimiter, described.iter().map(|described| described.column.name.as_str()));
        row(&mut text, delimiter, [format!("{COMMENT} {}", self.about()).as_str()]);
        for column in &described {
            let line = help::line(all, column, self.help);
            row(&mut text, delimiter, [format!("{COMMENT} {line}").as_str()]);
        }
        Ok(text)
    }

    /// What is to be known of all columns.
    fn about(&self) -> String {
        let about = message!(
            "Rows that begin with # are help and are not imported. Fill in the rows below, one for each record; columns \
             that you do not need can be deleted. In the row of a record that there is already, an empty cell removes its \
             value."
        );
        about.in_language(self.help)
    }

    /// Writes the template as an Excel workbook: the header, a row with the help of each column, and lists of values. Of
    /// references these are the ids of the records that there are.
    pub(crate) fn xlsx(
        &self,
        ids: &BTreeMap<RecordType, Vec<String>>,
    ) -> Result<Vec<u8>, FormatError> {
        let (all, described) = self.columns()?;
        let (mut sheet, mut values) = (Worksheet::new(), Worksheet::new());
        sheet.set_name(self.kind.as_str())?;
        values.set_name(VALUES)?.set_hidden(true);
        head(&mut sheet, described.iter().map(|one| (one.column.name.as_str(), cell(one))))?;
        let form = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_italic()
            .set_font_size(9)
            .set_font_color("#555555");
        sheet.set_row_height(1, HELP_HEIGHT)?;
        for (column, at) in described.iter().zip(0..) {
            let line = help::line(all, column, self.help);
            let text = match at {
                0 => format!("{COMMENT} {} {line}", self.about()),
                _ => format!("{COMMENT} {line}"),
            };
            let text: String = text.chars().take(LONGEST_HELP).collect();
            sheet.write_string_with_format(1, at, &text, &form)?;
            let choices = self.choices(column, ids);
            if !choices.is_empty() {
                offer(&mut sheet, &mut values, at, &choices, has_several(cell(column)))?;
            }
        }
        sheet.set_freeze_panes(2, 1)?;
        let mut workbook = workbook()?;
        workbook.push_worksheet(sheet);
        workbook.push_worksheet(values);
        Ok(workbook.save_to_buffer()?)
    }

    /// Returns the values to choose from in a column; none if there are too many or they are free.
    fn choices(
        &self,
        described: &TemplateColumn,
        ids: &BTreeMap<RecordType, Vec<String>>,
    ) -> Vec<String> {
        match (&described.column.target, &described.node) {
            (Target::Value(steps, cell @ (Cell::Reference | Cell::References(_))), _) => {
                let kind = referred(self.kind, steps, *cell);
                kind.and_then(|kind| ids.get(&kind).cloned()).unwrap_or_default()
            }
            (Target::Value(_, Cell::Flag), _) => ["tak", "nie"].map(str::to_owned).to_vec(),
            (Target::Value(..), Some(shown)) => {
                let item = shown.node.items().unwrap_or(shown.node);
                item.options().into_iter().map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn cell(described: &TemplateColumn) -> Cell {
    match described.column.target {
        Target::Value(_, cell) => cell,
        _ => Cell::Code,
    }
}

fn has_several(cell: Cell) -> bool {
    matches!(
        cell,
        Cell::Codes(_) | Cell::LabelledList(..) | Cell::References(_) | Cell::Identifiers(_)
    )
}

/// Lets the cells of a column be chosen from a list. A cell that can have several values is not limited to one.
fn offer(
    sheet: &mut Worksheet,
    values: &mut Worksheet,
    at: u16,
    choices: &[String],
    has_several: bool,
) -> Result<(), FormatError> {
    for (choice, row) in choices.iter().zip(0..) {
        values.write_string(row, at, choice)?;
    }
    let end = u32::try_from(choices.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let range = utility::cell_range_absolute(0, at, end, at);
    let list = DataValidation::new()
        .allow_list_formula(Formula::new(format!("={VALUES}!{range}")))
        // A name in place of a code or an id is no error.
        .set_error_style(DataValidationErrorStyle::Warning)
        .show_error_message(!has_several);
    sheet.add_data_validation(2, at, LAST_ROW, at, &list)?;
    Ok(())
}
