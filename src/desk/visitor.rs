//! Who is at the desk: the session of the cookie, and forms that come from the desk itself.

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::InternalError,
    http::header::{HeaderMap, ORIGIN},
    web::Data,
};
use diesel::result::Error as QueryError;
use url::{Url, form_urlencoded};

use super::{cookies, sign_in_page};
use crate::{
    auth::{
        identity::Identity,
        role::TokenRole,
        session::{self, Session, SessionSecret},
    },
    db::{
        DbConnection, client_lanes::ClientKey, cost_book::QuestionKind, error::DbError,
        reading::AnswerPlace, transaction,
    },
    error::{ApiError, Fault},
    html::address::PageAddresses,
    http::{
        edge::headers::DESK,
        request::{
            access::Access,
            body::{RECORD_LIMIT, RequestBody},
            form::{FILE_LIMIT, FORM as FILE_FORM, FileForm},
            language::accepted,
        },
        state::AppState,
    },
    model::visibility::Visibility,
    store::{
        read::{audience::Audience, reader::Reader},
        record_counts::TypeCounts,
    },
    text::messages::message,
    values::{
        instant::Instant,
        language::{Language, of_messages},
        traits::TextValue as _,
    },
    words::Words,
};

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// The most fields of a form.
const MOST_FIELDS: usize = 5_000;

/// Somebody who has signed in.
pub(super) struct Visitor {
    /// The words in their language.
    pub words: Words,
    /// The path of the public URL.
    pub root: String,
    /// The service.
    pub service: Data<AppState>,
    /// Their session.
    pub session: Session,
    /// The numbers of records.
    pub counts: TypeCounts,
    /// Whether the page answers a form, so that loading it anew would lose what was typed.
    pub has_sent: bool,
    secret: SessionSecret,
    client: ClientKey,
}

/// What every request to the desk has, whether somebody has signed in or not.
pub(super) struct DeskRequest {
    /// The words in the language of the reader.
    pub words: Words,
    /// The path of the public URL.
    pub root: String,
    /// The service.
    pub service: Data<AppState>,
    /// The address of the client.
    pub access: Access,
    secret: Option<SessionSecret>,
}

impl DeskRequest {
    /// Reads it.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let service = request
            .app_data::<Data<AppState>>()
            .ok_or_else(|| ApiError::Internal("the service is not set up".into()))?;
        let accepted = || of_messages(&accepted(request.headers()));
        Ok(Self {
            words: Words::new(cookies::language(request).unwrap_or_else(accepted)),
            root: PageAddresses::root_of(&service.urls().site).to_owned(),
            service: Data::clone(service),
            access: Access::anonymous(request, service),
            secret: cookies::secret(request, service),
        })
    }

    /// Returns who has signed in, if anybody; notes the use of the session.
    pub(super) async fn visitor(self) -> Result<Result<Visitor, Self>, ApiError> {
        let Some(secret) = self.secret.clone() else { return Ok(Err(self)) };
        let looked_up = secret.clone();
        let found = self
            .service
            .db
            .look_up(move |connection: &mut DbConnection| {
                match session::find(connection, &looked_up, Instant::now())? {
                    Some(session) => Ok(Some((session, TypeCounts::read(connection)?))),
                    None => Ok::<_, ApiError>(None),
                }
            })
            .await?;
        let Some((session, counts)) = found else { return Ok(Err(self)) };
        let client = self.access.client();
        let Self { words, root, service, .. } = self;
        let has_sent = false;
        let visitor = Visitor { words, root, service, session, counts, has_sent, secret, client };
        visitor.note_use().await?;
        Ok(Ok(visitor))
    }

    /// What its pages need.
    pub(super) fn shown(&self) -> (Words, &str) {
        (self.words, &self.root)
    }

    /// Ends the session, if there is one.
    pub(super) async fn end_session(&self) -> Result<(), ApiError> {
        let Some(secret) = self.secret.clone() else { return Ok(()) };
        let end = move |connection: &mut DbConnection| {
            Ok::<_, ApiError>(session::end(connection, &secret)?)
        };
        let most = self.service.longest_change;
        self.service.db.commit(self.access.client(), most, end).await
    }
}

impl Visitor {
    async fn note_use(&self) -> Result<(), ApiError> {
        self.service.last_uses.note(&self.service.db, &self.session.identity);
        if !self.session.is_to_be_noted {
            return Ok(());
        }
        let secret = self.secret.clone();
        let note = move |connection: &mut DbConnection| {
            Ok::<_, ApiError>(session::note_use(connection, &secret, Instant::now())?)
        };
        self.service.db.commit(self.client, self.service.longest_change, note).await
    }

    /// Whether they may change anything.
    pub(super) fn may_edit(&self) -> bool {
        self.session.identity.role.allows(TokenRole::Editor)
    }

    /// Returns a path below the desk.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{DESK}{path}", self.root)
    }

    /// Reads one state of the data set, drafts included.
    pub(super) async fn read<T, F>(&self, name: &'static str, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let audience = self.audience();
        let caches = self.service.caches.clone();
        let kind = QuestionKind::of([("desk", 0), (name, 2)], []);
        let work = move |connection: &mut DbConnection, seen| {
            work(&mut Reader::seeing(connection, seen, audience, caches)?)
        };
        self.service.db.answer((self.client, AnswerPlace::Primary), kind, work).await
    }

    /// Makes a change in one transaction, as the bearer of the token of the session, who is looked up again in it.
    pub(super) async fn change<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<ApiError> + From<DbError> + From<QueryError> + Send + 'static,
        F: FnOnce(&mut DbConnection, &Identity) -> Result<T, E> + Send + 'static,
    {
        let secret = self.secret.clone();
        let work = move |connection: &mut DbConnection| {
            let identity = editor(connection, &secret)?;
            work(connection, &identity)
        };
        self.service.db.commit(self.client, self.service.longest_change, work).await
    }

    /// Makes a change of many records in a transaction of its own, as [`Self::change`] does; one at a time. How long it may
    /// take is for `work` to say.
    pub(super) async fn change_many<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<ApiError> + From<DbError> + From<QueryError> + Send + 'static,
        F: FnOnce(&mut DbConnection, &Identity) -> Result<T, E> + Send + 'static,
    {
        let _turn = self.service.import_turn().await?;
        let secret = self.secret.clone();
        let work = move |connection: &mut DbConnection| {
            transaction::change(connection, |connection| {
                let identity = editor(connection, &secret)?;
                work(connection, &identity)
            })
        };
        self.service.db.change(self.client, work).await
    }

    /// The audience: their language, and drafts.
    pub(super) fn audience(&self) -> Audience {
        let languages = Language::read(self.words.tag()).into_iter().collect();
        let visibility = Visibility::Drafts;
        Audience { visibility, ..self.service.public_audience(languages) }
    }
}

/// The bearer of the token of a session, who has to be an editor still.
fn editor(connection: &mut DbConnection, secret: &SessionSecret) -> Result<Identity, ApiError> {
    let session = session::find(connection, secret, Instant::now())?;
    let Session { identity, .. } = session.ok_or(ApiError::Unauthorized { given: true })?;
    if identity.role.allows(TokenRole::Editor) {
        Ok(identity)
    } else {
        Err(ApiError::Forbidden { needed: "editor" })
    }
}

type Extraction<T> = Pin<Box<dyn Future<Output = Result<T, actix_web::Error>>>>;

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Extraction<Self>;

    /// Leads to the sign-in who has not signed in.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = DeskRequest::of(request);
        let to = request.path().to_owned();
        Box::pin(async move {
            match read?.visitor().await? {
                Ok(visitor) => Ok(visitor),
                Err(stranger) => Err(sign_in_page::redirect(&stranger.root, &to).into()),
            }
        })
    }
}

/// A form that somebody who has signed in has sent from the desk itself.
pub(super) struct PostedForm {
    /// Who.
    pub visitor: Visitor,
    /// The fields, in their order.
    pub fields: Vec<(String, String)>,
}

impl PostedForm {
    /// The value of a field; empty if there is none.
    pub(super) fn value(&self, name: &str) -> &str {
        value(&self.fields, name)
    }
}

/// The value of a field; empty if there is none.
pub(super) fn value<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

impl FromRequest for PostedForm {
    type Error = actix_web::Error;
    type Future = Extraction<Self>;

    /// Asks for the token again who has not signed in any more, and keeps what was typed.
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = Submission::of(request, payload);
        let to = request.path().to_owned();
        Box::pin(async move {
            let (desk, fields) = read?.fields().await?;
            match desk.visitor().await? {
                Ok(visitor) => {
                    let visitor = Visitor { has_sent: true, ..visitor };
                    Ok(Self { visitor, fields })
                }
                Err(stranger) => {
                    let page = sign_in_page::again(stranger.shown(), &to, &fields);
                    Err(InternalError::from_response("signed out", page).into())
                }
            }
        })
    }
}

/// A file that somebody who has signed in has sent from the desk itself.
pub(super) struct PostedFile {
    /// Who.
    pub visitor: Visitor,
    /// The file, and the other fields.
    pub form: FileForm,
}

impl FromRequest for PostedFile {
    type Error = actix_web::Error;
    type Future = Extraction<Self>;

    /// Asks for the token again who has not signed in any more; the file has to be chosen again.
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = Submission::of(request, payload);
        let to = request.path().to_owned();
        Box::pin(async move {
            let Submission { desk, body } = read?;
            let visitor = match desk.visitor().await? {
                Ok(visitor) => visitor,
                Err(stranger) => return Err(sign_in_page::redirect(&stranger.root, &to).into()),
            };
            let Some(content_type) = body.content_type.clone() else {
                return Err(ApiError::UnsupportedMediaType { accepted: FILE_FORM }.into());
            };
            let received = body.of_type(FILE_FORM, FILE_LIMIT).await?;
            let form = FileForm::read(content_type, received.bytes).await?;
            Ok(Self { visitor, form })
        })
    }
}

/// A form that comes from the desk itself, whether somebody has signed in or not.
pub(super) struct Submission {
    desk: DeskRequest,
    body: RequestBody,
}

impl Submission {
    /// Reads its head. A form of another site is refused before its body is read.
    pub(super) fn of(request: &HttpRequest, payload: &mut Payload) -> Result<Self, ApiError> {
        let desk = DeskRequest::of(request)?;
        require_own(request.headers(), &desk.service)?;
        let memory = desk.service.received.begin(desk.access.address());
        Ok(Self { body: RequestBody::of(request, payload, memory), desk })
    }

    /// Reads its fields.
    pub(super) async fn fields(self) -> Result<(DeskRequest, Vec<(String, String)>), ApiError> {
        let received = self.body.of_type(FORM, RECORD_LIMIT).await?;
        let fields: Vec<(String, String)> = form_urlencoded::parse(&received.bytes)
            .take(MOST_FIELDS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if fields.len() > MOST_FIELDS {
            let detail =
                message!("the form has more than {most_fields} fields", most_fields = MOST_FIELDS);
            return Err(ApiError::Invalid(vec![Fault::whole("too-many", detail)]));
        }
        Ok((self.desk, fields))
    }
}

impl FromRequest for Submission {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        std::future::ready(Self::of(request, payload))
    }
}

/// Refuses a form that another site sent: browsers say where it comes from (Fetch Metadata; `Origin`, RFC 6454).
fn require_own(headers: &HeaderMap, service: &AppState) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own = match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let own =
                Url::parse(&service.urls().site).map(|url| url.origin().ascii_serialization());
            own.is_ok_and(|own| own == origin)
        }
        (None, None) => false,
    };
    if is_own { Ok(()) } else { Err(ApiError::ForeignForm) }
}
