//! `/projects`.

use actix_web::{HttpResponse, route};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{filter::ProjectFilter, queries, view::ProjectView};
use crate::{
    error::ApiError,
    http::{
        read::{LanguageParameter, ReadRequest},
        request::{list_parameters::ListParameters, path::IdPath},
        response::page::PageBody,
    },
};

/// A page of projects.
type ProjectPage = PageBody<ProjectView>;

/// The query of the list.
type ProjectParameters = ListParameters<ProjectView, ProjectFilter>;

/// The routes of projects.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_projects).service(get_project);
}

/// List projects
///
/// Projects with partners, EU-funded and others, the latest first.
#[utoipa::path(get, path = "/projects", operation_id = "listProjects", tag = "Projects",
    params(ProjectParameters),
    responses((status = 200, description = "A page of projects.", body = ProjectPage)))]
#[route("/projects", method = "GET", method = "HEAD")]
pub async fn list_projects(
    request: ReadRequest,
    parameters: ProjectParameters,
) -> Result<HttpResponse, ApiError> {
    request.list(parameters, queries::list).await
}

/// Get a project
///
/// One project with its partners, its programme and its budget.
#[utoipa::path(get, path = "/projects/{id}", operation_id = "getProject", tag = "Projects",
    params(IdPath, LanguageParameter),
    responses((status = 200, description = "The project.", body = ProjectView)))]
#[route("/projects/{id}", method = "GET", method = "HEAD")]
pub async fn get_project(request: ReadRequest, id: IdPath) -> Result<HttpResponse, ApiError> {
    request.record::<ProjectView>(id).await
}
