//! What every request says, whether it reads or writes: who asks, in which languages, for what.

use std::{collections::BTreeMap, time::Instant as Moment};

use actix_web::{HttpRequest, http::Method, web::Data};

use url::form_urlencoded;

use super::{accept::accepts_json, access::Access, language::accepted, query_reader::QueryReader};
use crate::{
    auth::identity::Identity,
    db::{
        DbConnection, client_lanes::ClientKey, cost_book::QuestionKind, public_state::SeenState,
        reading::AnswerPlace,
    },
    error::ApiError,
    http::state::{AppState, BASE_PATH},
    model::visibility::Visibility,
    store::read::{audience::Audience, reader::Reader},
    text::messages::MessageLanguage,
    values::language::{Language, of_messages},
};

/// What a request says.
#[derive(Clone)]
pub(crate) struct RequestContext {
    /// The service.
    pub service: Data<AppState>,
    /// Who asks, and what that takes.
    pub access: Access,
    /// The path below the base, without its query.
    pub path: String,
    /// The query.
    pub query: String,
    /// The languages of `Accept-Language`, the best first.
    pub languages: Vec<Language>,
}

/// What was read, by whom and with which eyes.
struct Seen<T> {
    caller: Option<Identity>,
    visibility: Visibility,
    answer: T,
}

impl RequestContext {
    /// Reads it.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        // A deletion has no body. Generated clients accept only what the document has bodies of there: problems.
        if *request.method() != Method::DELETE && !accepts_json(request.headers()) {
            return Err(ApiError::NotAcceptable);
        }
        Self::of_any_format(request)
    }

    /// Reads it, whatever media type the reader accepts.
    pub(crate) fn of_any_format(request: &HttpRequest) -> Result<Self, ApiError> {
        let service = request
            .app_data::<Data<AppState>>()
            .ok_or_else(|| ApiError::Internal("the service is not set up".into()))?;
        let access = Access::of(request, service)?;
        let path = request.path();
        Ok(Self {
            service: Data::clone(service),
            access,
            path: path.strip_prefix(BASE_PATH).unwrap_or(path).to_owned(),
            query: request.query_string().to_owned(),
            languages: accepted(request.headers()),
        })
    }

    /// Reads a request for a page, at this path below the language: it shows what everybody may see, also to those who
    /// send a token.
    pub(crate) fn of_page(request: &HttpRequest, path: String) -> Result<Self, ApiError> {
        let service = request
            .app_data::<Data<AppState>>()
            .ok_or_else(|| ApiError::Internal("the service is not set up".into()))?;
        Ok(Self {
            service: Data::clone(service),
            access: Access::anonymous(request, service),
            path,
            query: request.query_string().to_owned(),
            languages: accepted(request.headers()),
        })
    }

    /// The language of messages to the reader.
    pub(crate) fn message_language(&self) -> MessageLanguage {
        of_messages(&self.languages)
    }

    /// The path with its query.
    pub(crate) fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Reads the query of an address that has no parameter but `lang`.
    pub(crate) fn only_language(&self) -> Result<Option<Language>, ApiError> {
        let mut query = QueryReader::new(&self.query);
        let language = query.text_value("lang");
        query.finish()?;
        Ok(language)
    }

    /// Reads the query of an address that has no parameter.
    pub(crate) fn only_nothing(&self) -> Result<(), ApiError> {
        QueryReader::new(&self.query).finish()
    }

    /// Reads one state of the data set with the eyes of who asks.
    pub(crate) async fn read<T, F>(
        &self,
        audience: Audience,
        work: F,
    ) -> Result<(Visibility, T), ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let work = self.seen(audience, work);
        self.told(self.service.db.answer(self.client_at_place(), self.kind(), work).await)
    }

    /// Reads a few rows, as [`Self::read`] does, without waiting behind costly questions unless there are replicas.
    pub(crate) async fn look_up<T, F>(
        &self,
        audience: Audience,
        work: F,
    ) -> Result<(Visibility, T), ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let work = self.seen(audience, work);
        let (client, place) = self.client_at_place();
        if place == AnswerPlace::Anywhere && self.service.db.has_replicas() {
            return self.told(self.service.db.answer((client, place), self.kind(), work).await);
        }
        let known = self.service.db.known_state().clone();
        let look_up = move |connection: &mut DbConnection| {
            let seen = SeenState::of_primary(connection, &known)?;
            work(connection, seen)
        };
        self.told(self.service.db.look_up(look_up).await)
    }

    /// Reads a long list to its end, as [`Self::read`] does, for longer than others may.
    pub(crate) async fn read_long<T, F>(
        &self,
        audience: Audience,
        work: F,
    ) -> Result<(Visibility, T), ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let work = self.seen(audience, work);
        self.told(self.service.db.read_long(self.client_at_place(), work).await)
    }

    /// The client, and where it is answered. Only the primary knows which tokens are valid now.
    fn client_at_place(&self) -> (ClientKey, AnswerPlace) {
        let has_token = self.access.has_token();
        let place = if has_token { AnswerPlace::Primary } else { AnswerPlace::Anywhere };
        (self.access.client(), place)
    }

    /// Makes work with a reader out of work with a connection: it sees what the caller may see.
    fn seen<T, F>(
        &self,
        audience: Audience,
        work: F,
    ) -> impl FnOnce(&mut DbConnection, SeenState) -> Result<Seen<T>, ApiError> + Send + 'static
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let (access, caches) = (self.access.clone(), self.service.caches.clone());
        move |connection, seen| {
            let caller = access.identify(connection)?;
            let visibility = if caller.is_some() { Visibility::Drafts } else { Visibility::Public };
            let audience = Audience { visibility, ..audience };
            let mut reader = Reader::seeing(connection, seen, audience, caches)?;
            let answer = work(&mut reader)?;
            Ok(Seen { caller, visibility, answer })
        }
    }

    /// Notes who asked: a wrong token, or the use of a right one.
    fn told<T>(&self, seen: Result<Seen<T>, ApiError>) -> Result<(Visibility, T), ApiError> {
        let Seen { caller, visibility, answer } = self.access.noted(seen)?;
        if let Some(caller) = caller {
            self.service.last_uses.note(&self.service.db, &caller);
        }
        Ok((visibility, answer))
    }

    /// The kind of the question: the address without its id, the parameters, and whether they have several values.
    fn kind(&self) -> QuestionKind {
        let segments = self.path.trim_matches('/').split('/').enumerate();
        let address = segments.map(|(at, segment)| (if at % 2 == 0 { segment } else { "" }, at));
        // However it is written: the same parameters in another order or with other codes are the same question, and
        // one that is repeated has several values.
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(self.query.as_bytes()) {
            let several = value.contains(',');
            parameters.entry(name).and_modify(|several| *several = true).or_insert(several);
        }
        let parameters = parameters.iter().map(|(name, several)| (&**name, *several));
        QuestionKind::of(address, parameters)
    }

    /// Who asks for a change, which looks at the token again: somebody who was known a moment ago is known.
    pub(crate) async fn recent_identity(&self) -> Result<Identity, ApiError> {
        let (recent, now) = (&self.service.recent_identities, Moment::now());
        let Some(token) = self.access.token_hash() else { return self.identity().await };
        if let Some(identity) = recent.of(&token, now) {
            self.access.allow(&identity)?;
            return Ok(identity);
        }
        let identity = self.identity().await?;
        recent.note(token, Some(identity.clone()), now);
        Ok(identity)
    }

    /// Passes the outcome of a change on. A token that was known a moment ago may be wrong now.
    pub(crate) fn changed<T>(&self, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
        if let (Err(ApiError::Unauthorized { .. }), Some(token)) =
            (&outcome, self.access.token_hash())
        {
            self.service.recent_identities.note(token, None, Moment::now());
        }
        self.access.noted(outcome)
    }

    /// Who asks, where somebody needs to be.
    pub(crate) async fn identity(&self) -> Result<Identity, ApiError> {
        let access = self.access.clone();
        let identity = self.service.db.look_up(move |connection| access.admit(connection)).await;
        let identity = self.access.noted(identity)?;
        self.service.last_uses.note(&self.service.db, &identity);
        Ok(identity)
    }

    /// Refuses a token that is not valid, where the answer is the same for everybody.
    pub(crate) async fn refuse_wrong_token(&self) -> Result<(), ApiError> {
        if self.access.has_token() { self.identity().await.map(drop) } else { Ok(()) }
    }

    /// For whom the answer is made; `language` is the one of the parameter.
    pub(crate) fn audience(&self, language: Option<Language>) -> Audience {
        let languages = language.clone().map_or_else(|| self.languages.clone(), |one| vec![one]);
        Audience { lang: language, ..self.service.public_audience(languages) }
    }
}
