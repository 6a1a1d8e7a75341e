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

use std::{
    io::Write as _,
    sync::{Arc, OnceLock},
};

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    body::{BoxBody, MessageBody as _},
    http::{
        StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, Encoding, HeaderValue},
    },
    web::Bytes,
};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::etag::with_coding;
use crate::http::processors::compute;

/// Smaller answers travel in one packet anyway.
const LEAST: usize = 1_024;

/// Larger ones (there are none but by mistake) are sent as they are.
const MOST: usize = 8 << 20;

/// Larger ones are compressed on another thread: this takes about a millisecond.
const AT_ONCE: usize = 32 << 10;

/// The effort for a body of at most so many bytes, as qualities of brotli and gzip. (Brotli 5 is smaller than gzip 6
/// and as quick.) What a client asks for does not cost more than a few hundredths of a second.
const EFFORT: [(usize, i32, u32); 3] = [(256 << 10, 5, 6), (1 << 20, 3, 4), (MOST, 1, 1)];

/// A body that is the same for every reader. It is compressed when somebody first accepts a coding, and kept. A
/// clone is the same body.
#[derive(Clone)]
pub(crate) struct FixedBody(Arc<Forms>);

/// The forms of one body; a coding that does not make it smaller has none.
struct Forms {
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl FixedBody {
    /// Keeps it.
    pub(crate) fn new(plain: impl Into<Bytes>) -> Self {
        Self(Arc::new(Forms {
            plain: plain.into(),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }))
    }

    /// The answer with this body; which of its forms is sent, [`compress`] decides.
    pub(crate) fn answer(&self, response: &mut HttpResponseBuilder) -> HttpResponse {
        let mut response = response.body(self.0.plain.clone());
        response.extensions_mut().insert(self.clone());
        response
    }

    fn compressed(&self, coding: ContentEncoding) -> Option<Bytes> {
        let form = if coding == ContentEncoding::Brotli { &self.0.brotli } else { &self.0.gzip };
        form.get_or_init(|| smaller(coding, &self.0.plain)).clone()
    }
}

/// Compresses the answer as the reader accepts it.
pub(crate) async fn compress(
    accepted: &AcceptEncoding,
    response: HttpResponse<BoxBody>,
) -> HttpResponse<BoxBody> {
    let Some(coding) = coding(accepted, &response) else { return response };
    let fixed = response.extensions().get::<FixedBody>().cloned();
    let (mut response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return response.set_body(body),
    };
    let plain = body.clone();
    let compressing = move || match fixed {
        Some(fixed) => fixed.compressed(coding),
        None => smaller(coding, &plain),
    };
    let compressed = if body.len() <= AT_ONCE {
        compressing()
    } else {
        compute(compressing).await.unwrap_or_default()
    };
    let Some(compressed) = compressed else {
        return response.set_body(BoxBody::new(body));
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name(coding)));
    let tag = headers
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok())
        .map(|tag| with_coding(tag, name(coding)));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    response.set_body(BoxBody::new(compressed))
}

fn name(coding: ContentEncoding) -> &'static str {
    match coding {
        ContentEncoding::Brotli => "br",
        ContentEncoding::Gzip => "gzip",
        _ => "identity",
    }
}

/// The coding that the reader likes best among ours, for answers that are text.
fn coding(accepted: &AcceptEncoding, response: &HttpResponse<BoxBody>) -> Option<ContentEncoding> {
    let headers = response.headers();
    if response.status() != StatusCode::OK || headers.contains_key(header::CONTENT_ENCODING) {
        return None;
    }
    let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_text =
        ["json", "text/", "javascript", "xml", "svg"].iter().any(|part| media_type.contains(part));
    let ours = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    if !is_text {
        return None;
    }
    match accepted.negotiate(ours.iter())? {
        Encoding::Known(coding @ (ContentEncoding::Brotli | ContentEncoding::Gzip)) => Some(coding),
        _ => None,
    }
}

/// The body in this coding, if that is worth it.
fn smaller(coding: ContentEncoding, body: &[u8]) -> Option<Bytes> {
    let compressed = (LEAST..MOST).contains(&body.len()).then(|| encode(coding, body)).flatten()?;
    (compressed.len() < body.len()).then(|| compressed.into())
}

fn encode(coding: ContentEncoding, body: &[u8]) -> Option<Vec<u8>> {
    let (_, brotli, gzip) = EFFORT.into_iter().find(|(most, ..)| body.len() <= *most)?;
    if coding == ContentEncoding::Brotli {
        let mut compressed = Vec::with_capacity(body.len() / 3);
        let params = BrotliEncoderParams { quality: brotli, ..Default::default() };
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
            for coding in [ContentEncoding::Brotli, ContentEncoding::Gzip] {
                assert!(smaller(coding, &vec![b'a'; size]).is_some(), "{size}");
            }
        }
        assert!(smaller(ContentEncoding::Gzip, &vec![b'a'; MOST]).is_none());
    }
}
