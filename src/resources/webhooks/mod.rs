//! `/webhooks`: the endpoints that are told of public changes, for administrators.

mod path;
mod view;

use std::sync::Arc;

use actix_web::{
    HttpResponse, delete,
    http::{StatusCode, header},
    post, route, web,
};
use serde::Serialize;

use self::{
    path::WebhookPath,
    view::{WebhookInput, WebhookList, WebhookTest, WebhookView, WebhookWithSecret},
};
use crate::{
    auth::base62,
    db::DbConnection,
    error::{ApiError, Fault},
    http::{
        read::ReadRequest,
        request::{body, write_parameters::RepeatHeaders},
        response::stored_response::StoredResponse,
        route_registry::RouteRegistry,
        write::WriteRequest,
    },
    text::messages::message,
    values::instant::Instant,
    webhooks::{
        client::OutgoingClient,
        endpoint::{ID_LENGTH, MOST},
        queries::{self, NotAdded},
        secret::SigningSecret,
        trial,
    },
};

/// The maximum size of a body in bytes: an address and little else.
const LONGEST_BODY: usize = 16 << 10;

/// Registers the routes.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config
        .service(list_webhooks)
        .service(create_webhook)
        .service(get_webhook)
        .service(delete_webhook)
        .service(test_webhook)
        .service(change_secret);
}

/// An answer that no cache keeps.
fn fresh(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

/// The error of an operating system without random numbers.
fn no_randomness(error: getrandom::Error) -> ApiError {
    ApiError::Internal(error.to_string().into())
}

/// List webhooks
///
/// The endpoints that are told of public changes, with the results of their last attempts. Their secrets are not shown.
#[utoipa::path(get, path = "/webhooks", operation_id = "listWebhooks", tag = "Webhooks",
    security(("token" = ["admin"])),
    responses((status = 200, description = "All endpoints.", body = WebhookList)))]
#[route("/webhooks", method = "GET", method = "HEAD")]
pub(crate) async fn list_webhooks(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    request.context.identity().await?;
    request.context.only_nothing()?;
    let list = |connection: &mut DbConnection| Ok::<_, ApiError>(queries::list(connection)?);
    let endpoints = request.service().db.look_up(list).await?;
    Ok(fresh(&WebhookList { data: endpoints.into_iter().map(WebhookView::new).collect() }))
}

/// Get a webhook
///
/// One endpoint.
#[utoipa::path(get, path = "/webhooks/{webhook}", operation_id = "getWebhook", tag = "Webhooks",
    params(WebhookPath), security(("token" = ["admin"])),
    responses((status = 200, description = "The endpoint.", body = WebhookView)))]
#[route("/webhooks/{webhook}", method = "GET", method = "HEAD")]
pub(crate) async fn get_webhook(
    request: ReadRequest,
    path: WebhookPath,
) -> Result<HttpResponse, ApiError> {
    request.context.identity().await?;
    request.context.only_nothing()?;
    let find = move |connection: &mut DbConnection| path.find(connection);
    Ok(fresh(&WebhookView::new(request.service().db.look_up(find).await?)))
}

/// Add a webhook
///
/// After each public change the service sends a short signed message (Standard Webhooks 1.0.0) to this address. It says
/// only that there is something new: read `/changes` from your own position then. Many changes at once are one message. A
/// message that is not taken with 2xx within 15 seconds is sent again after 5 seconds, 5 minutes, 30 minutes, 2, 5, 10, 14,
/// 20 and 24 hours; then, or after a 410, the endpoint is disabled. `Retry-After` counts; redirects are not followed.
///
/// The response contains the secret by which the receiver checks signatures; it is not shown again.
#[utoipa::path(post, path = "/webhooks", operation_id = "createWebhook", tag = "Webhooks",
    params(RepeatHeaders), security(("token" = ["admin"])), request_body = WebhookInput,
    responses((status = 201, description = "The endpoint with its secret.", body = WebhookWithSecret)))]
#[post("/webhooks")]
pub(crate) async fn create_webhook(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let service = request.context.service.clone();
    let base_url = Arc::clone(&service.base_url);
    let secret = SigningSecret::new().map_err(no_randomness)?;
    let id = base62::random(ID_LENGTH).map_err(no_randomness)?;
    let work = move |connection: &mut DbConnection, input: WebhookInput| {
        let at_url = |code, detail| ApiError::Invalid(vec![Fault::at("/url", code, detail)]);
        let url = service.outgoing.read(&input.url);
        let url = url.map_err(|detail| at_url("invalid-value", detail))?;
        let endpoint = queries::add(connection, &id, &url, &secret)?.map_err(not_added)?;
        let location = format!("{base_url}/webhooks/{id}");
        StoredResponse::created(&WebhookWithSecret::new(endpoint, &secret), location)
    };
    request.managing(LONGEST_BODY, body::typed, work).await
}

fn not_added(why: NotAdded) -> ApiError {
    ApiError::conflict(match why {
        NotAdded::Exists(id) => message!("The webhook {id} has this address already.", id),
        NotAdded::Full => message!(
            "There are {most} webhooks, as many as there may be: remove one that is not used.",
            most = MOST
        ),
    })
}

/// Remove a webhook
///
/// The endpoint gets no more messages, and its secret is deleted.
#[utoipa::path(delete, path = "/webhooks/{webhook}", operation_id = "deleteWebhook", tag = "Webhooks",
    params(WebhookPath), security(("token" = ["admin"])),
    responses((status = 204, description = "The endpoint is removed.")))]
#[delete("/webhooks/{webhook}")]
pub(crate) async fn delete_webhook(
    request: WriteRequest,
    path: WebhookPath,
) -> Result<HttpResponse, ApiError> {
    let work = move |connection: &mut DbConnection, ()| {
        if queries::remove(connection, &path.id)? {
            Ok(StoredResponse::empty(StatusCode::NO_CONTENT))
        } else {
            Err(path.absent())
        }
    };
    request.managing(0, body::nothing, work).await
}

/// Change the secret of a webhook
///
/// The response contains the new secret; it is not shown again. For 24 hours messages have a signature of the old secret
/// too, so that the receiver can be changed without losing one.
#[utoipa::path(post, path = "/webhooks/{webhook}/secret", operation_id = "changeWebhookSecret", tag = "Webhooks",
    params(WebhookPath, RepeatHeaders), security(("token" = ["admin"])),
    responses((status = 200, description = "The endpoint with its new secret.", body = WebhookWithSecret)))]
#[post("/webhooks/{webhook}/secret")]
pub(crate) async fn change_secret(
    request: WriteRequest,
    path: WebhookPath,
) -> Result<HttpResponse, ApiError> {
    let secret = SigningSecret::new().map_err(no_randomness)?;
    let work = move |connection: &mut DbConnection, ()| {
        let endpoint = path.find(connection)?;
        queries::change_secret(connection, &endpoint, &secret, Instant::now())?;
        StoredResponse::told(&WebhookWithSecret::new(path.find(connection)?, &secret))
    };
    request.managing(0, body::nothing, work).await
}

/// Test a webhook
///
/// Sends a message of the type `test` at once and returns the result. If a disabled endpoint takes it, the endpoint is active
/// again and gets what it missed.
#[utoipa::path(post, path = "/webhooks/{webhook}/test", operation_id = "testWebhook", tag = "Webhooks",
    params(WebhookPath), security(("token" = ["admin"])),
    responses((status = 200, description = "The result.", body = WebhookTest)))]
#[post("/webhooks/{webhook}/test")]
pub(crate) async fn test_webhook(
    request: ReadRequest,
    path: WebhookPath,
) -> Result<HttpResponse, ApiError> {
    request.context.identity().await?;
    request.context.only_nothing()?;
    let service = request.service();
    let find = {
        let path = path.clone();
        move |connection: &mut DbConnection| Ok((path.find(connection)?, trial::site(connection)?))
    };
    let (endpoint, site): (_, _) = service.db.look_up::<_, ApiError, _>(find).await?;
    let client = OutgoingClient::new(service.outgoing);
    let sent = web::block(move || trial::send(&client, &endpoint, &site)).await;
    let sent = sent.map_err(|error| ApiError::Internal(Box::new(error)))??;
    let body = WebhookTest { delivered: sent.is_success, result: sent.last.result.clone() };
    let note = move |connection: &mut DbConnection| {
        Ok::<_, ApiError>(trial::note(connection, &path.id, &sent)?)
    };
    service.db.write(note).await?;
    Ok(fresh(&body))
}
