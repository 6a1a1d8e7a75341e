//! The encoding of a CSV file, and its text as UTF-8.
//!
//! Spreadsheet programs write UTF-8, UTF-16 (“Unicode text”) or the code page of the country. Nothing in a file with a
//! code page says so, and a wrong guess would change letters unseen. So a code page is taken only where the bytes cannot
//! be UTF-8 and look like Polish, and the report says which was taken.

use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    CoderResult, Decoder, Encoding, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250,
};

/// The code pages that are taken: those of Polish in Windows and in other programs.
const CODE_PAGES: [&Encoding; 2] = [WINDOWS_1250, ISO_8859_2];

/// The letters `ąĄ` of Windows, whose other four are no letters of ISO 8859-2.
const IN_WINDOWS: &[u8] = b"\xb9\xa5";

/// The letters `ąśźĄŚŹ` of ISO 8859-2.
const IN_ISO: &[u8] = b"\xb1\xb6\xbc\xa1\xa6\xac";

/// Returns the encoding of a file that begins with these bytes. Of a file that is neither UTF-16 nor a known code page
/// it is UTF-8, so that the faulty cell is named.
pub(crate) fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(head) {
        return marked;
    }
    if let Some(wide) = without_mark(head) {
        return wide;
    }
    if is_utf8(head) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guessed = detector.guess(Some(b"pl"), Utf8Detection::Deny);
    let is_polish = CODE_PAGES.into_iter().any(|page| page == guessed);
    if is_polish { code_page(head) } else { UTF_8 }
}

/// Returns which of the code pages it is. They differ in six letters of Polish, and the detector takes ą of Windows for š
/// of the other: so the letters that are Polish in each are counted, and what says nothing is of Windows.
fn code_page(head: &[u8]) -> &'static Encoding {
    let count = |letters: &[u8]| head.iter().filter(|byte| letters.contains(byte)).count();
    // No letters in ISO 8859-2 at all.
    let of_windows_alone = head.iter().any(|byte| (0x80..0xa0).contains(byte));
    if !of_windows_alone && count(IN_ISO) > count(IN_WINDOWS) { ISO_8859_2 } else { WINDOWS_1250 }
}

/// Returns the UTF-16 of a text without a byte order mark: the names of columns are ASCII, so that every other byte is 0.
fn without_mark(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [first, 0, second, 0, ..] if *first > 0 && *second > 0 => Some(UTF_16LE),
        [0, first, 0, second, ..] if *first > 0 && *second > 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Returns whether the bytes are UTF-8 in which at most few letters are damaged: a code page has hardly any sequence of
/// bytes that is a letter in UTF-8.
fn is_utf8(head: &[u8]) -> bool {
    let (mut letters, mut damaged) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        // The last letter may continue after the head.
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    damaged == 0 || letters >= damaged
}

/// A text in UTF-8, decoded as it is read. Of UTF-8 only the byte order mark is removed: who reads it says which cell
/// is damaged.
pub(crate) struct DecodedText<R> {
    source: R,
    decoder: Option<Decoder>,
    text: Vec<u8>,
    at: usize,
    is_done: bool,
}

impl<R: BufRead> DecodedText<R> {
    /// Begins to decode.
    pub(crate) fn begin(source: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self { source, decoder, text: Vec::new(), at: 0, is_done: false }
    }

    /// Decodes the next part, unless some is left.
    fn decode(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        while self.at >= self.text.len() && !self.is_done {
            let bytes = self.source.fill_buf()?;
            let is_last = bytes.is_empty();
            self.text.resize(16 << 10, 0);
            let (result, read, written, _) = decoder.decode_to_utf8(bytes, &mut self.text, is_last);
            self.text.truncate(written);
            self.at = 0;
            self.source.consume(read);
            self.is_done = is_last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for DecodedText<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for DecodedText<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decode()?;
        if self.decoder.is_some() {
            Ok(self.text.get(self.at..).unwrap_or_default())
        } else {
            self.source.fill_buf()
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.decoder.is_some() {
            self.at += amount;
        } else {
            self.source.consume(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id;title.pl\r\na;Święto żółwi w Kętrzynie – „źdźbło”\r\n";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn decoded(bytes: &[u8]) -> (&'static str, String) {
        let (encoding, mut text) = (encoding_of(bytes), String::new());
        let source = io::BufReader::with_capacity(3, bytes);
        DecodedText::begin(source, encoding).read_to_string(&mut text).unwrap();
        (encoding.name(), text)
    }

    #[test]
    fn what_spreadsheet_programs_write_is_read() {
        let marked = format!("\u{feff}{TEXT}");
        let cp1250 = WINDOWS_1250.encode(TEXT).0.into_owned();
        let latin2 =
            ISO_8859_2.encode("id;title.pl\r\na;Święto żółwi w Kętrzynie, łąka, źdźbło\r\n");
        for (bytes, name, text) in [
            (TEXT.as_bytes().to_vec(), "UTF-8", TEXT),
            (utf16(TEXT, u16::to_le_bytes), "UTF-16LE", TEXT),
            (utf16(TEXT, u16::to_be_bytes), "UTF-16BE", TEXT),
            (utf16(&marked, u16::to_le_bytes), "UTF-16LE", TEXT),
            (utf16(&marked, u16::to_be_bytes), "UTF-16BE", TEXT),
            (cp1250, "windows-1250", TEXT),
            (
                latin2.0.into_owned(),
                "ISO-8859-2",
                "id;title.pl\r\na;Święto żółwi w Kętrzynie, łąka, źdźbło\r\n",
            ),
            (b"id;kind\n".to_vec(), "UTF-8", "id;kind\n"),
        ] {
            assert_eq!(decoded(&bytes), (name, text.to_owned()));
        }
    }

    #[test]
    fn the_letters_of_polish_tell_the_code_pages_apart() {
        for text in [
            "id;name.pl\na;Bydgoszcz\nb;Ząbki\nc;Mrągowo\nd;Łomża\n",
            "id;name.pl\na;Dąbrowa\n",
            "id;name.pl\na;Związek Gmin Mauron, książka, będą\n",
            "id;name.pl\na;Święto w Źródle, ąę\n",
            "id;name.pl\na;Węgorzewo, Kętrzyn, Giżycko\n",
        ] {
            let bytes = WINDOWS_1250.encode(text).0.into_owned();
            assert_eq!(decoded(&bytes), ("windows-1250", text.to_owned()));
            let bytes = ISO_8859_2.encode(text).0.into_owned();
            assert_eq!(decoded(&bytes).1, text, "the letters of both are the same otherwise");
        }
    }

    #[test]
    fn damaged_utf8_is_no_code_page() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend(b"b;\xb3");
        assert_eq!(encoding_of(&bytes), UTF_8);
    }
}
