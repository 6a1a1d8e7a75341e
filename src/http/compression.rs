//! Compressing answers: whole, in one piece.
//!
//! Answers are in memory when they reach this, so they are compressed at once and sent with their length: no
//! small writes that wait for each other, and no decoder for request bodies in the binary (a few kilobytes of
//! which could become gigabytes of memory).

use std::io::Write as _;

use actix_web::{
    HttpResponse,
    body::{BoxBody, MessageBody as _},
    http::{
        StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, Encoding, HeaderValue},
    },
};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::conditional::with_coding;

/// Smaller answers travel in one packet anyway.
const LEAST: usize = 1_024;

/// Larger ones (there are none but by mistake) would hold up the thread.
const MOST: usize = 8 << 20;

/// Quality of brotli: 5 is smaller than gzip 6 and as quick.
const BROTLI_QUALITY: i32 = 5;

/// Compresses the answer as the reader accepts it.
pub fn compress(accepted: Option<&AcceptEncoding>, response: HttpResponse<BoxBody>) -> HttpResponse<BoxBody> {
    let Some(coding) = coding(accepted, &response) else { return response };
    let (mut response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return response.set_body(body),
    };
    let compressed = (LEAST..MOST).contains(&body.len()).then(|| encode(coding, &body)).flatten();
    let Some(compressed) = compressed.filter(|compressed| compressed.len() < body.len()) else {
        return response.set_body(BoxBody::new(body));
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name(coding)));
    let tag =
        headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| with_coding(tag, name(coding)));
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
fn coding(accepted: Option<&AcceptEncoding>, response: &HttpResponse<BoxBody>) -> Option<ContentEncoding> {
    let headers = response.headers();
    if response.status() != StatusCode::OK || headers.contains_key(header::CONTENT_ENCODING) {
        return None;
    }
    let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_text = ["json", "text/", "javascript", "xml", "svg"].iter().any(|part| media_type.contains(part));
    let ours = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    match accepted.filter(|_| is_text)?.negotiate(ours.iter())? {
        Encoding::Known(coding @ (ContentEncoding::Brotli | ContentEncoding::Gzip)) => Some(coding),
        _ => None,
    }
}

fn encode(coding: ContentEncoding, body: &[u8]) -> Option<Vec<u8>> {
    if coding == ContentEncoding::Brotli {
        let mut compressed = Vec::with_capacity(body.len() / 3);
        let params = BrotliEncoderParams { quality: BROTLI_QUALITY, ..Default::default() };
        brotli::BrotliCompress(&mut &*body, &mut compressed, &params).ok()?;
        return Some(compressed);
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(6));
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}
