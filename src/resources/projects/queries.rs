//! The SQL queries for projects.

use diesel::ExpressionMethods as _;

use super::filter::{ProjectFilter, ProjectSort};
use crate::{
    db::Condition,
    error::ApiError,
    load_list,
    model::{project::projects, record_type::RecordType},
    store::read::{
        conditions::all,
        find::{Filter, filter, is_one_of, texts},
        keyset::{KeyRange, SortColumn},
        link_set::{LinkSet, LinkSight, TopicSource},
        list::ListQuery,
        page::FoundPage,
        reader::Reader,
    },
    values::date::PartialDate,
};

/// Finds one page of projects.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    query: &ListQuery<ProjectFilter>,
) -> Result<FoundPage, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Projects,
        projects("project"),
        TopicSource::Own,
        column,
        |sight| (filters(query, sight), range(query))
    )
}

fn filters(query: &ListQuery<ProjectFilter>, sight: LinkSight) -> Vec<Filter<projects::table>> {
    let ProjectFilter { programme, partner, status, from, to } = &query.filter;
    let statuses = texts(status);
    let links = [(RecordType::Programmes, programme), (RecordType::Partners, partner)];
    let links = links.into_iter().filter_map(|(kind, ids)| {
        Some(LinkSet::to_records(kind, ids, sight)?.of(RecordType::Projects, "project"))
    });
    is_one_of("project.status", statuses)
        .into_iter()
        .chain(dates(*from, *to))
        .chain(links)
        .collect()
}

/// The project overlaps the period; `None` if there is none.
fn dates(from: Option<PartialDate>, to: Option<PartialDate>) -> Option<Filter<projects::table>> {
    from.or(to)?;
    Some(filter(format!("dates {from:?} {to:?}"), move || {
        let ends = from.map(|from| -> Condition<projects::table> {
            Box::new(projects::last_key.ge(from.first_day().key()))
        });
        let starts = to.map(|to| -> Condition<projects::table> {
            Box::new(projects::start_key.le(to.last_day().end_key()))
        });
        all(ends.into_iter().chain(starts))
    }))
}

/// The part of the order that has all projects of the list: those that had begun.
fn range(query: &ListQuery<ProjectFilter>) -> KeyRange {
    let to = query.filter.to.filter(|_| query.begins_with(ProjectSort::StartDate));
    KeyRange { first: None, last: to.map(|to| to.last_day().end_key()) }
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
