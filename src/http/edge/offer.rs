//! What an address takes, as the response to OPTIONS tells it.

/// The methods of read-only paths.
pub(crate) const READING: &str = "GET, HEAD, OPTIONS";

/// The methods of addresses to which pages send forms.
const FORM: &str = "GET, HEAD, POST, OPTIONS";

/// The methods of addresses to which pages send forms, and that have no page.
const POSTED: &str = "POST, OPTIONS";

/// The methods of an address, and the media types of their bodies.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Offer {
    /// The methods, for `Allow`.
    pub methods: String,
    /// The media types of PATCH, for `Accept-Patch`.
    pub patches: Option<String>,
    /// The media types of POST, for `Accept-Post`.
    pub posts: Option<String>,
}

impl Offer {
    /// What an address takes to which a page sends its form.
    pub(crate) fn posted_form() -> Self {
        Self { methods: FORM.to_owned(), ..Self::default() }
    }

    /// What an address takes that has no page of its own.
    pub(crate) fn only_posted() -> Self {
        Self { methods: POSTED.to_owned(), ..Self::default() }
    }

    /// What an address takes that is only read.
    pub(crate) fn reading() -> Self {
        Self { methods: READING.to_owned(), ..Self::default() }
    }
}
