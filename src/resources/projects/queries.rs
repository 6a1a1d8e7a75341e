//! The SQL queries for projects.

use diesel::prelude::*;

use super::{
    filter::{ProjectFilter, ProjectSort},
    view::ProjectView,
};
use crate::{
    db::{Backend, Condition},
    error::ApiError,
    load_list,
    model::{project::projects, record_type::RecordType, visibility::Visibility},
    store::read::{
        conditions::{TopicSource, texts},
        keyset::SortColumn,
        link_set::{LinkSearch, LinkSet},
        list::{ListQuery, Page},
        reader::Reader,
    },
};

/// One page of projects.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<ProjectFilter>,
) -> Result<Page<ProjectView>, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Projects,
        projects("project"),
        TopicSource::Own,
        column,
        |visibility, common| matching(&query.filter, visibility, common)
    )
}

fn matching<'q>(
    filter: &ProjectFilter,
    visibility: Visibility,
    common: Vec<Condition<projects::table>>,
) -> projects::BoxedQuery<'q, Backend> {
    let ProjectFilter { programme, partner, status, from, to } = filter;
    let mut matching = projects::table.into_boxed();
    if let Some(links) = LinkSet::to_records(RecordType::Programmes, programme, visibility) {
        matching = matching.filter(links.of("project", LinkSearch::Collect));
    }
    if let Some(links) = LinkSet::to_records(RecordType::Partners, partner, visibility) {
        matching = matching.filter(links.of("project", LinkSearch::Collect));
    }
    if !status.is_empty() {
        matching = matching.filter(projects::status.eq_any(texts(status)));
    }
    if let Some(from) = from {
        matching = matching.filter(projects::last_key.ge(from.key()));
    }
    if let Some(to) = to {
        matching = matching.filter(projects::start_key.le(to.key()));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: ProjectSort) -> SortColumn<projects::table> {
    match field {
        ProjectSort::StartDate => Box::new(projects::start_key),
        ProjectSort::EndDate => Box::new(projects::end_key),
        ProjectSort::Title => Box::new(projects::title_key),
        ProjectSort::CreatedAt => Box::new(projects::created_key),
        ProjectSort::UpdatedAt => Box::new(projects::updated_key),
    }
}
