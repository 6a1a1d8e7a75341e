//! Compressing answers: whole, in one piece.
//!
//! Answers are in memory when they reach this, so they are compressed in one piece and sent with their length: no
//! small writes that wait for each other, and no decoder for request bodies in the binary (a few kilobytes of
//! which could become gigabytes of memory).
//!
//! A large one is compressed on another thread, as many at a time as there are processors: a thread of the network
//! has all the other clients to serve.
//!
//! What is [`FixedBody`] is compressed once and not for each request.

use std::{io::Write as _, ops::RangeInclusive, sync::Arc};

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    body::{BoxBody, MessageBody as _},
    http::{
        StatusCode,
        header::{self, AcceptEncoding, HeaderMap, HeaderValue},
    },
    web::Bytes,
};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use tokio::sync::OnceCell;

use super::{coding::Coding, etag::with_coding};
use crate::http::processors::compute;

/// Smaller answers travel in one packet anyway.
const LEAST: usize = 1_024;

/// Larger ones (there are none but by mistake) are sent as they are.
const MOST: usize = 8 << 20;

/// Larger ones are compressed on another thread: this takes about a millisecond.
const AT_ONCE: usize = 32 << 10;

/// The effort for a body of at most so many bytes, as qualities of brotli and gzip. (Brotli 5 is smaller than gzip 6
/// and as quick.) What a client asks for does not cost more than a few hundredths of a second.
const EFFORT: [(usize, i32, u32); 4] =
    [(AT_ONCE, 5, 6), (256 << 10, 4, 5), (1 << 20, 3, 4), (MOST, 1, 1)];

/// The sizes of brotli's window, as powers of two: with a smaller one than these, it searches in another way, which is
/// slower by far.
const WINDOWS: RangeInclusive<u32> = 17..=22;

/// A body that is the same for several readers. It is compressed when somebody first accepts a coding, and kept. A
/// clone is the same body.
#[derive(Clone)]
pub(crate) struct FixedBody(Arc<Forms>);

/// The forms of one body; a coding that does not make it smaller has none.
struct Forms {
    plain: Bytes,
    /// Whether it is there for as long as the service, so that who reads it slowly occupies no memory.
    is_lasting: bool,
    brotli: OnceCell<Option<Bytes>>,
    gzip: OnceCell<Option<Bytes>>,
}

impl FixedBody {
    /// Keeps it for as long as the service.
    pub(crate) fn new(plain: impl Into<Bytes>) -> Self {
        Self::of(plain.into(), true)
    }

    /// Keeps it until others are wanted more.
    pub(crate) fn for_a_while(plain: Bytes) -> Self {
        Self::of(plain, false)
    }

    fn of(plain: Bytes, is_lasting: bool) -> Self {
        let (brotli, gzip) = (OnceCell::new(), OnceCell::new());
        Self(Arc::new(Forms { plain, is_lasting, brotli, gzip }))
    }

    /// Whether it is there for as long as the service.
    pub(crate) fn is_lasting(&self) -> bool {
        self.0.is_lasting
    }

    /// The bytes without a coding.
    pub(crate) fn plain(&self) -> &Bytes {
        &self.0.plain
    }

    /// The answer with this body; which of its forms is sent, [`compress`] decides.
    pub(crate) fn answer(&self, response: &mut HttpResponseBuilder) -> HttpResponse {
        let mut response = response.body(self.0.plain.clone());
        response.extensions_mut().insert(self.clone());
        response
    }

    /// The body in this coding, and the coding that it has: none where that is not worth it. `None` if it was never made.
    pub(crate) fn ready(&self, coding: Coding) -> Option<(Coding, Bytes)> {
        let plain = (Coding::Identity, self.0.plain.clone());
        match self.form(coding) {
            Some(form) if is_worth(&self.0.plain) => {
                form.get().map(|made| made.clone().map_or(plain, |bytes| (coding, bytes)))
            }
            _ => Some(plain),
        }
    }

    /// The body in this coding, which is made when it is first asked for, once for all who ask meanwhile.
    pub(crate) async fn coded(&self, coding: Coding) -> (Coding, Bytes) {
        if let Some(ready) = self.ready(coding) {
            return ready;
        }
        let plain = self.0.plain.clone();
        let compressing = move || smaller(coding, &plain);
        let made = match self.form(coding) {
            Some(form) => form.get_or_try_init(|| compute(compressing)).await.ok().cloned(),
            None => None,
        };
        match made.flatten() {
            Some(bytes) => (coding, bytes),
            None => (Coding::Identity, self.0.plain.clone()),
        }
    }

    fn form(&self, coding: Coding) -> Option<&OnceCell<Option<Bytes>>> {
        match coding {
            Coding::Identity => None,
            Coding::Gzip => Some(&self.0.gzip),
            Coding::Brotli => Some(&self.0.brotli),
        }
    }
}

/// Compresses the answer as the reader accepts it.
pub(crate) async fn compress(
    accepted: &AcceptEncoding,
    response: HttpResponse<BoxBody>,
) -> HttpResponse<BoxBody> {
    if response.status() != StatusCode::OK || !is_text(response.headers()) {
        return response;
    }
    let coding = Coding::preferred(accepted);
    if coding == Coding::Identity {
        return response;
    }
    let fixed = response.extensions().get::<FixedBody>().cloned();
    let (mut response, body) = response.into_parts();
    let plain = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return response.set_body(body),
    };
    let (coding, bytes) = match fixed {
        Some(fixed) => fixed.coded(coding).await,
        None => coded(coding, plain).await,
    };
    name_coding(response.headers_mut(), coding);
    response.set_body(BoxBody::new(bytes))
}

/// Says which coding a body has, also in its tag.
fn name_coding(headers: &mut HeaderMap, coding: Coding) {
    let Some(name) = coding.name() else { return };
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    let tag = headers
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok())
        .map(|tag| with_coding(tag, name));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
}

/// Whether a body of these headers is text that has no coding yet.
pub(crate) fn is_text(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    !headers.contains_key(header::CONTENT_ENCODING)
        && media_type.is_some_and(|media_type| {
            let text = ["json", "text/", "javascript", "xml", "svg"];
            text.iter().any(|part| media_type.contains(part))
        })
}

/// A body that is sent once, in this coding if that is worth it.
async fn coded(coding: Coding, plain: Bytes) -> (Coding, Bytes) {
    let body = plain.clone();
    let compressing = move || smaller(coding, &body);
    let compressed = if plain.len() <= AT_ONCE {
        compressing()
    } else {
        compute(compressing).await.unwrap_or_default()
    };
    compressed.map_or((Coding::Identity, plain), |bytes| (coding, bytes))
}

/// Whether a body may become smaller.
fn is_worth(body: &[u8]) -> bool {
    (LEAST..MOST).contains(&body.len())
}

/// The body in this coding, if that is worth it.
fn smaller(coding: Coding, body: &[u8]) -> Option<Bytes> {
    let compressed = is_worth(body).then(|| encode(coding, body)).flatten()?;
    (compressed.len() < body.len()).then(|| compressed.into())
}

/// The smallest window that has the whole body: a larger one finds no more, and making it ready takes longer than
/// compressing a small body.
fn window(body: &[u8]) -> i32 {
    let whole = body.len().next_power_of_two().ilog2();
    whole.clamp(*WINDOWS.start(), *WINDOWS.end()).cast_signed()
}

fn encode(coding: Coding, body: &[u8]) -> Option<Vec<u8>> {
    let (_, brotli, gzip) = EFFORT.into_iter().find(|(most, ..)| body.len() <= *most)?;
    if coding == Coding::Brotli {
        let mut compressed = Vec::with_capacity(body.len() / 3);
        let params =
            BrotliEncoderParams { quality: brotli, lgwin: window(body), ..Default::default() };
        brotli::BrotliCompress(&mut &*body, &mut compressed, &params).ok()?;
        return Some(compressed);
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(gzip));
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::http::request::accept::codings;

    #[actix_web::test]
    async fn a_fixed_body_is_compressed_once_for_each_coding() {
        let fixed = FixedBody::new("text ".repeat(20_000));
        let send = async |accepted: &str| {
            let request = TestRequest::default().insert_header((header::ACCEPT_ENCODING, accepted));
            let accepted = codings(request.to_http_request().headers());
            let mut response = HttpResponse::Ok();
            response.content_type("text/plain").insert_header((header::ETAG, "\"0-a\""));
            let response = compress(&accepted, fixed.answer(&mut response)).await;
            let tag = response.headers().get(header::ETAG).cloned();
            (tag, response.into_body().try_into_bytes().ok())
        };
        for (accepted, tag) in
            [("br", "\"0-a-br\""), ("gzip", "\"0-a-gzip\""), ("identity", "\"0-a\"")]
        {
            let (first, again) = (send(accepted).await, send(accepted).await);
            assert_eq!(first, again, "{accepted}");
            assert_eq!(first.0, HeaderValue::from_str(tag).ok());
            assert_eq!(first.1.is_some_and(|body| body.len() < 1_000), accepted != "identity");
            let places = [send(accepted).await, send(accepted).await]
                .map(|(_, body)| body.map(|body| body.as_ptr()));
            assert_eq!(places[0], places[1], "{accepted}: nothing is made anew or copied");
        }
    }

    #[test]
    fn every_size_has_its_effort() {
        for size in [LEAST, AT_ONCE, 300 << 10, 2 << 20, MOST - 1] {
            for coding in [Coding::Brotli, Coding::Gzip] {
                assert!(smaller(coding, &vec![b'a'; size]).is_some(), "{size}");
            }
        }
        assert!(smaller(Coding::Gzip, &vec![b'a'; MOST]).is_none());
    }
}
