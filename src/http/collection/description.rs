//! The description of a collection's operations in the OpenAPI document.

use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        Content, HttpMethod, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        SecurityRequirement,
        path::{Operation, OperationBuilder, Parameter, Paths as PathItems},
        request_body::{RequestBody, RequestBodyBuilder},
        schema::Type,
    },
};
use utoipa_actix_web::OpenApiFactory;

use super::{
    Collection, Operations, Paths,
    record::{RecordParameters, RecordWithLists},
    tag,
};
use crate::{
    auth::role::TokenRole,
    formats::table::ListFormat,
    http::{
        history::{parameters::HistoryQuery, view::HistoryPage},
        media_types,
        read::LanguageParameter,
        request::{
            access::SCHEME,
            list_parameters::ListParameters,
            path::IdPath,
            write_parameters::{MakingHeaders, MergePatch, RepeatHeaders, StateHeaders},
        },
        response::page::PageBody,
    },
    model::document::Body as _,
    store::write::operations::RestoreInput,
    values::traits::ClosedList as _,
};

type Schemas = Vec<(String, RefOr<Schema>)>;

impl<V: Collection> OpenApiFactory for Operations<V> {
    fn paths(&self) -> PathItems {
        let Paths { list, record, restore, history } = Self::paths();
        let mut items = PathItems::new();
        for (path, method, operation) in [
            (&list, HttpMethod::Get, list_operation::<V>()),
            (&list, HttpMethod::Post, create_operation::<V>()),
            (&record, HttpMethod::Get, get_operation::<V>()),
            (&record, HttpMethod::Put, put_operation::<V>()),
            (&record, HttpMethod::Patch, patch_operation::<V>()),
            (&record, HttpMethod::Delete, delete_operation::<V>()),
            (&restore, HttpMethod::Post, restore_operation::<V>()),
            (&history, HttpMethod::Get, history_operation::<V>()),
        ] {
            items.add_path_operation(path, vec![method], operation);
        }
        items
    }

    fn schemas(&self, schemas: &mut Schemas) {
        add::<PageBody<V>>(schemas);
        add::<RecordWithLists<V>>(schemas);
        add::<V::Body>(schemas);
        add::<MergePatch>(schemas);
        add::<RestoreInput>(schemas);
        add::<HistoryPage>(schemas);
    }
}

fn add<T: ToSchema>(schemas: &mut Schemas) {
    schemas.push((T::name().into(), T::schema()));
    T::schemas(schemas);
}

/// An operation of the collection: its id begins with `verb`, such as `list` in `listPartners`.
fn operation<V: Collection>(
    verb: &str,
    noun: &str,
    summary: String,
    description: String,
) -> OperationBuilder {
    OperationBuilder::new()
        .operation_id(Some(format!("{verb}{noun}")))
        .tag(tag(V::Body::KIND))
        .summary(Some(summary))
        .description(Some(description))
}

/// The noun for one record, without its article: `partner`.
fn noun<V: Collection>() -> &'static str {
    V::ONE.split_once(' ').map_or(V::ONE, |(_, noun)| noun)
}

fn parameters<P: IntoParams>(operation: OperationBuilder) -> OperationBuilder {
    P::into_params(|| None)
        .into_iter()
        .fold(operation, |operation, one: Parameter| operation.parameter(one))
}

fn answer<T: ToSchema>(
    operation: OperationBuilder,
    status: &str,
    description: String,
) -> OperationBuilder {
    let content = Content::new(Some(Ref::from_schema_name(T::name())));
    let response =
        ResponseBuilder::new().description(description).content(media_types::JSON, content);
    operation.response(status, response)
}

fn request_body<T: ToSchema>(media_type: &str) -> RequestBody {
    let content = Content::new(Some(Ref::from_schema_name(T::name())));
    RequestBodyBuilder::new().content(media_type, content).required(Some(Required::True)).build()
}

/// Completes an operation that requires the token of an editor.
fn for_editors(operation: OperationBuilder) -> Operation {
    operation.security(SecurityRequirement::new(SCHEME, [TokenRole::Editor.as_str()])).build()
}

fn list_operation<V: Collection>() -> Operation {
    let (tag, plural) = (tag(V::Body::KIND), V::Body::KIND.as_str());
    let operation = operation::<V>("list", &tag, format!("List {plural}"), V::LIST.to_owned());
    let operation = parameters::<ListParameters<V, V::Filter>>(operation);
    let page = Content::new(Some(Ref::from_schema_name(PageBody::<V>::name())));
    let about = format!("A page of {plural}, or in some formats the whole list.");
    let response = ResponseBuilder::new().description(about).content(media_types::JSON, page);
    operation.response("200", in_formats(response, &ListFormat::of_list(V::Body::KIND))).build()
}

/// Adds the other formats than JSON to a response.
pub(crate) fn in_formats(response: ResponseBuilder, formats: &[ListFormat]) -> ResponseBuilder {
    let writers = formats.iter().filter_map(|format| format.writer());
    writers.fold(response, |response, format| {
        let is_json = format.media_type().ends_with("+json");
        let kind = if is_json { Type::Object } else { Type::String };
        let schema = ObjectBuilder::new().schema_type(kind);
        response.content(format.media_type(), Content::new(Some(schema)))
    })
}

fn create_operation<V: Collection>() -> Operation {
    let [name, ..] = V::Body::TEXTS else { unreachable!("every type of record has a name") };
    let about = format!("Without an `id` in the body, the id is derived from the {name}.");
    let operation = operation::<V>("create", &V::name(), format!("Create {}", V::ONE), about);
    let operation = parameters::<RepeatHeaders>(parameters::<LanguageParameter>(operation));
    let operation = operation.request_body(Some(request_body::<V::Body>(media_types::JSON)));
    for_editors(answer::<V>(operation, "201", format!("The new {}.", noun::<V>())))
}

fn get_operation<V: Collection>() -> Operation {
    let operation =
        operation::<V>("get", &V::name(), format!("Get {}", V::ONE), V::RECORD.to_owned());
    let operation = parameters::<RecordParameters<V>>(parameters::<IdPath>(operation));
    let record = Content::new(Some(Ref::from_schema_name(V::name())));
    let about = format!("The {}.", noun::<V>());
    let response = ResponseBuilder::new().description(about).content(media_types::JSON, record);
    operation.response("200", in_formats(response, &ListFormat::of_record(V::Body::KIND))).build()
}

fn put_operation<V: Collection>() -> Operation {
    let about = "A response of GET is a valid body: read-only fields are ignored, and of a reference only the `id` is \
                 read. To replace an existing record, send its `ETag` as `If-Match`.";
    let summary = format!("Create or replace {}", V::ONE);
    let operation = operation::<V>("put", &V::name(), summary, about.to_owned());
    let operation = parameters::<LanguageParameter>(parameters::<IdPath>(operation));
    let operation = parameters::<MakingHeaders>(parameters::<StateHeaders>(operation));
    let operation = operation.request_body(Some(request_body::<V::Body>(media_types::JSON)));
    let operation = answer::<V>(operation, "200", format!("The replaced {}.", noun::<V>()));
    for_editors(answer::<V>(operation, "201", format!("The new {}.", noun::<V>())))
}

fn patch_operation<V: Collection>() -> Operation {
    let about = "The body is a merge patch (RFC 7396): it changes the fields it contains, removes those set to `null`, \
                 and replaces lists as a whole.";
    let summary = format!("Change fields of {}", V::ONE);
    let operation = operation::<V>("patch", &V::name(), summary, about.to_owned());
    let operation = parameters::<LanguageParameter>(parameters::<IdPath>(operation));
    let operation = parameters::<StateHeaders>(operation);
    let operation =
        operation.request_body(Some(request_body::<MergePatch>(media_types::MERGE_PATCH)));
    for_editors(answer::<V>(operation, "200", format!("The changed {}.", noun::<V>())))
}

fn delete_operation<V: Collection>() -> Operation {
    let about = "Fails with 409 while other records refer to it, and names them. The id is never reused, and the \
                 record can be restored.";
    let summary = format!("Delete {}", V::ONE);
    let operation = operation::<V>("delete", &V::name(), summary, about.to_owned());
    let operation = parameters::<StateHeaders>(parameters::<IdPath>(operation));
    let deleted = ResponseBuilder::new().description(format!("The {} is deleted.", noun::<V>()));
    for_editors(operation.response("204", deleted))
}

fn restore_operation<V: Collection>() -> Operation {
    let about = "Restores the state of an earlier revision, as a new change; a deleted record can be restored too. \
                 `If-Match` is required unless the record is deleted.";
    let summary = format!("Restore {}", V::ONE);
    let operation = operation::<V>("restore", &V::name(), summary, about.to_owned());
    let operation = parameters::<LanguageParameter>(parameters::<IdPath>(operation));
    let operation = parameters::<RepeatHeaders>(parameters::<StateHeaders>(operation));
    let operation = operation.request_body(Some(request_body::<RestoreInput>(media_types::JSON)));
    let operation = answer::<V>(operation, "200", format!("The restored {}.", noun::<V>()));
    for_editors(answer::<V>(
        operation,
        "201",
        format!("The restored {}; it was deleted.", noun::<V>()),
    ))
}

fn history_operation<V: Collection>() -> Operation {
    let about = "Every change of the record, newest first, with the record before and after it. Available after \
                 deletion too.";
    let summary = format!("Get the history of {}", V::ONE);
    let operation =
        operation::<V>("get", &format!("{}History", V::name()), summary, about.to_owned());
    let operation = parameters::<HistoryQuery>(parameters::<IdPath>(operation));
    for_editors(answer::<HistoryPage>(operation, "200", "A page of changes.".to_owned()))
}
