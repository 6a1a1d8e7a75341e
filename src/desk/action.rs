//! What a form asks: to be saved, or to be shown with one language, item or reference more or less.

use super::{
    edit::broken,
    form::{FormFocus, RecordForm},
    visitor::PostedForm,
};
use crate::{error::ApiError, model::record_type::RecordType};

/// The button that takes one reference away: the field and the id.
const DROP: &str = "desk.drop";

/// What a form asks.
pub(super) enum FormAction {
    /// Another form: with one language, item or reference more or less.
    Other(Box<RecordForm>),
    /// To be saved.
    Save(Box<RecordForm>),
}

/// Reads what a form asks.
pub(super) fn action(
    kind: RecordType,
    is_new: bool,
    posted: &PostedForm,
) -> Result<FormAction, ApiError> {
    let mut form = RecordForm::of_posted(kind, is_new, &posted.fields).map_err(broken)?;
    let dropped = posted.value(DROP);
    if !dropped.is_empty() {
        // Of what the desk did not write itself, nothing is taken away; and a button beside a reference never saves.
        if let Some((field, id)) = dropped.split_once(' ') {
            let others = form.value(field).split(',').map(str::trim);
            let left: Vec<_> = others.filter(|other| !other.is_empty() && *other != id).collect();
            let left = left.join(", ");
            form.values.insert(field.to_owned(), left);
            form.focus = Some(FormFocus::Field(field.to_owned()));
        }
        return Ok(FormAction::Other(Box::new(form)));
    }
    Ok(match form.changed(&posted.fields).map_err(broken)? {
        Ok(form) => FormAction::Other(Box::new(form)),
        Err(form) => FormAction::Save(Box::new(form)),
    })
}
