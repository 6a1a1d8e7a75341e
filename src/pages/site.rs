//! What every page shows of the data.

use crate::{
    error::ApiError,
    html::{
        address::PageAddresses,
        context::{PageContext, SiteOwner},
        localized_text::LocalizedText,
    },
    journal::revision::moment_of,
    resources::municipality::{self, view::MunicipalityView},
    store::read::reader::Reader,
    text::messages::message,
    words::Words,
};

/// Reads what every page shows. Fails with 404 if there are no pages in the language.
pub(super) fn context(
    reader: &mut Reader<'_>,
    addresses: PageAddresses,
) -> Result<PageContext, ApiError> {
    if !reader.data_set.languages.contains(&addresses.language) {
        return Err(not_offered());
    }
    let owner = municipality::queries::find(reader)?.map(owner);
    let changed_at = moment_of(reader.connection, reader.data_set.public_revision)?;
    Ok(PageContext {
        words: Words::of(&addresses.language),
        languages: reader.data_set.languages.clone(),
        default_language: reader.data_set.default_language.clone(),
        owner,
        revision: reader.revision(),
        changed_at,
        time_zone: reader.audience.time_zone.clone(),
        addresses,
    })
}

/// The error for a language that the municipality does not publish in.
pub(super) fn not_offered() -> ApiError {
    ApiError::NotFound(message!(
        "There is nothing at this URL; GET /api/v1 has links to all resources."
    ))
}

fn owner(municipality: MunicipalityView) -> SiteOwner {
    let MunicipalityView {
        name,
        description,
        served_languages,
        website,
        contact,
        licence,
        location,
        ..
    } = municipality;
    SiteOwner {
        name: LocalizedText::served(&name, "name", &served_languages),
        description: description
            .map(|text| LocalizedText::served(&text, "description", &served_languages)),
        website,
        contact,
        licence,
        location,
    }
}
