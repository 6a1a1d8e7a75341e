//! A record as a form: its fields are the columns of the spreadsheet, so that a new field of a record appears by itself.

mod faults;
mod fields;
mod inputs;
mod layout;
mod record_form;
pub(super) mod values;

pub(super) use self::{
    faults::{FormFaults, ReferenceNames},
    fields::label,
    inputs::id_of,
    layout::sections,
    record_form::{Filled, FormFocus, FormShape, ID, RecordForm},
};
