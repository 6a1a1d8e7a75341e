//! The handlers of a collection.

use actix_web::HttpResponse;

use super::{Collection, record::record};
use crate::{
    error::ApiError,
    http::{
        history::{page::of_record, parameters::HistoryQuery},
        read::{AnyFormatRequest, ReadRequest},
        request::{list_parameters::ListParameters, path::IdPath},
        write::WriteRequest,
    },
    model::document::Body as _,
};

type HandlerResult = Result<HttpResponse, ApiError>;

pub(super) async fn list<V: Collection>(
    AnyFormatRequest { request, accepted }: AnyFormatRequest,
) -> HandlerResult {
    let parameters = ListParameters::<V, V::Filter>::accepted(&request.context.query, &accepted)?;
    request.list(parameters, V::page).await
}

pub(super) async fn create<V: Collection>(request: WriteRequest) -> HandlerResult {
    request.create::<V>().await
}

pub(super) async fn get<V: Collection>(request: AnyFormatRequest, id: IdPath) -> HandlerResult {
    record::<V>(request, id).await
}

pub(super) async fn put<V: Collection>(request: WriteRequest, id: IdPath) -> HandlerResult {
    request.put::<V>(id).await
}

pub(super) async fn patch<V: Collection>(request: WriteRequest, id: IdPath) -> HandlerResult {
    request.patch::<V>(id).await
}

pub(super) async fn delete<V: Collection>(request: WriteRequest, id: IdPath) -> HandlerResult {
    request.delete(V::Body::KIND, id).await
}

pub(super) async fn restore<V: Collection>(request: WriteRequest, id: IdPath) -> HandlerResult {
    request.restore::<V>(id).await
}

pub(super) async fn history<V: Collection>(
    request: ReadRequest,
    id: IdPath,
    query: HistoryQuery,
) -> HandlerResult {
    of_record(request, query, V::Body::KIND, |_| Ok(id.id)).await
}
