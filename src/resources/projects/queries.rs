//! All SQL of projects.

use diesel::prelude::*;

use super::{
    filter::{ProjectFilter, ProjectSort},
    view::ProjectView,
};
use crate::{
    db::{Backend, Condition, schema::project},
    error::ApiError,
    load_key_page,
    model::{record_type::RecordType, visibility::Visibility},
    store::read::{
        conditions::{TopicSource, links_to_any, texts},
        keyset::SortColumn,
        list::{ListQuery, Page},
        reader::Reader,
    },
};

const KIND: RecordType = RecordType::Projects;

/// One page of projects.
pub fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<ProjectFilter>,
) -> Result<Page<ProjectView>, ApiError> {
    let common = reader.conditions(query, &[KIND])?;
    let total = reader.total(query, &common, KIND, |connection| {
        matching(&query.filter, common.visibility, common.counting("project", TopicSource::Own))
            .count()
            .get_result(connection)
    })?;
    let keys = load_key_page!(
        reader.connection,
        query,
        matching(&query.filter, common.visibility, common.on("project", TopicSource::Own)),
        project::seq,
        query.levels(column, || Box::new(project::id_key))
    );
    reader.page(keys, total)
}

fn matching<'q>(
    filter: &ProjectFilter,
    visibility: Visibility,
    common: Vec<Condition<project::table>>,
) -> project::BoxedQuery<'q, Backend> {
    let ProjectFilter { programme, partner, status, from, to } = filter;
    let mut matching = project::table.into_boxed();
    if let Some(condition) = links_to_any("project", RecordType::Programmes, programme, visibility) {
        matching = matching.filter(condition);
    }
    if let Some(condition) = links_to_any("project", RecordType::Partners, partner, visibility) {
        matching = matching.filter(condition);
    }
    if !status.is_empty() {
        matching = matching.filter(project::status.eq_any(texts(status)));
    }
    if let Some(from) = from {
        matching = matching.filter(project::last_key.ge(from.key()));
    }
    if let Some(to) = to {
        matching = matching.filter(project::start_key.le(to.key()));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: ProjectSort) -> SortColumn<project::table> {
    match field {
        ProjectSort::StartDate => Box::new(project::start_key),
        ProjectSort::EndDate => Box::new(project::end_key),
        ProjectSort::Title => Box::new(project::title_key),
        ProjectSort::CreatedAt => Box::new(project::created_key),
        ProjectSort::UpdatedAt => Box::new(project::updated_key),
    }
}
