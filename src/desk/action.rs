//! What a form asks: to be saved, or to be shown with one language, item or reference more or less.

use super::{edit::broken, form::RecordForm, visitor::PostedForm};
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
    if let Some((field, id)) = posted.value(DROP).split_once(' ') {
        let ids =
            form.value(field).split([',', ' ']).filter(|other| !other.is_empty() && *other != id);
        let left = ids.collect::<Vec<_>>().join(", ");
        form.values.insert(field.to_owned(), left);
        return Ok(FormAction::Other(Box::new(form)));
    }
    Ok(match form.changed(&posted.fields).map_err(broken)? {
        Ok(form) => FormAction::Other(Box::new(form)),
        Err(form) => FormAction::Save(Box::new(form)),
    })
}
