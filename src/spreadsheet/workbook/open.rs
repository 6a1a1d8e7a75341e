//! Chooses the sheet of a workbook, and opens it.

use super::{
    ods::{self, OdsRows},
    parts::{Parts, WorkbookError},
    xlsx::XlsxBook,
};
use crate::{
    model::record_type::RecordType,
    spreadsheet::rows::RowSource,
    text::{
        fold::fold,
        messages::{MessageText, message},
    },
    values::traits::ClosedList as _,
};

/// The maximum number of sheets that a message names.
const MOST_NAMED: usize = 10;

/// The name of the sheet of a template with the values to choose from.
pub(crate) const VALUES: &str = "values";

/// The sheet of a workbook that is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChosenSheet {
    /// Its name.
    pub name: String,
    /// The collection of its records.
    pub collection: RecordType,
    /// The names of the sheets that are not read.
    pub others: Vec<String>,
}

/// The form of a workbook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WorkbookForm {
    /// Excel.
    Xlsx,
    /// `OpenDocument`.
    Ods,
}

/// Opens a workbook and returns what `work` makes of the rows of one sheet: the one with the name of the collection,
/// otherwise the first. Without a collection, the only sheet with the name of one is read.
pub(crate) fn with_rows<T>(
    bytes: &[u8],
    form: WorkbookForm,
    collection: Option<RecordType>,
    work: impl FnOnce(ChosenSheet, &mut dyn RowSource) -> T,
) -> Result<T, WorkbookError> {
    let mut parts = Parts::open(bytes)?;
    match form {
        WorkbookForm::Xlsx => {
            let book = XlsxBook::read(&mut parts)?;
            let (at, chosen) = choose(&book.sheets(), collection)?;
            Ok(work(chosen, &mut book.rows(&mut parts, at)?))
        }
        WorkbookForm::Ods => {
            let names = ods::sheets(&mut parts)?;
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (at, chosen) = choose(&names, collection)?;
            Ok(work(chosen, &mut OdsRows::begin(&mut parts, at)?))
        }
    }
}

/// Returns the collection that a sheet is named after.
fn named_after(name: &str) -> Option<RecordType> {
    let name = fold(name);
    RecordType::ALL.iter().copied().find(|collection| collection.as_str() == name.trim())
}

/// Chooses the sheet to read.
fn choose(
    names: &[&str],
    collection: Option<RecordType>,
) -> Result<(usize, ChosenSheet), WorkbookError> {
    let known: Vec<(usize, RecordType)> =
        names.iter().enumerate().filter_map(|(at, name)| Some((at, named_after(name)?))).collect();
    let (at, collection) = match (collection, known.as_slice()) {
        _ if names.is_empty() => return Err(no_sheet(MessageText("the file has no sheet"), names)),
        (Some(wanted), _) => {
            known.into_iter().find(|(_, kind)| *kind == wanted).unwrap_or((0, wanted))
        }
        (None, [one]) => *one,
        (None, []) => {
            return Err(no_sheet(
                MessageText(
                    "the collection is missing: give it, as in type=events, or name the sheet “events”",
                ),
                names,
            ));
        }
        (None, _) => {
            return Err(no_sheet(
                MessageText(
                    "the file has sheets of several collections, and one is imported at a time: give it, as in type=events",
                ),
                names,
            ));
        }
    };
    let others = names.iter().enumerate().filter(|(other, name)| *other != at && **name != VALUES);
    let others = others.map(|(_, name)| (*name).to_owned()).collect();
    let name = names.get(at).copied().unwrap_or_default().to_owned();
    Ok((at, ChosenSheet { name, collection, others }))
}

fn no_sheet(reason: MessageText, names: &[&str]) -> WorkbookError {
    let listed: Vec<String> =
        names.iter().take(MOST_NAMED).map(|name| format!("“{name}”")).collect();
    WorkbookError::NoSheet(if listed.is_empty() {
        reason.into()
    } else {
        message!("{reason} (sheets: {sheets})", reason, sheets = listed.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_is_that_of_the_collection_or_the_first() {
        let events = Some(RecordType::Events);
        let cases: [(&[&str], Option<RecordType>, Option<&str>); 7] = [
            (&["Arkusz1"], events, Some("Arkusz1")),
            (&["Arkusz1", "Events"], events, Some("Events")),
            (&["Arkusz1", "events"], None, Some("events")),
            (&["Arkusz1"], None, None),
            (&["events", "partners"], None, None),
            (&["events", "partners"], Some(RecordType::Partners), Some("partners")),
            (&[], events, None),
        ];
        for (names, collection, expected) in cases {
            let chosen = choose(names, collection).map(|(_, sheet)| sheet.name).ok();
            assert_eq!(chosen.as_deref(), expected, "{names:?}");
        }
        let (_, sheet) = choose(&["a", "events", "b"], None).unwrap();
        assert_eq!(
            (sheet.collection, sheet.others),
            (RecordType::Events, vec!["a".to_owned(), "b".to_owned()])
        );
    }
}
