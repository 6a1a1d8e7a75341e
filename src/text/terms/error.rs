//! What can be wrong with a search.

use std::fmt;

use super::Query;

/// Why a text is no search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryError {
    /// There is no letter and no digit in it.
    NoWords,
    /// There are more different words than a search may have.
    TooManyWords {
        /// How many there are.
        found: usize,
    },
}

impl fmt::Display for QueryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWords => write!(formatter, "there is no word to search for"),
            Self::TooManyWords { found } => {
                write!(
                    formatter,
                    "{found} different words to search for, at most {} are possible",
                    Query::MAX_WORDS
                )
            }
        }
    }
}

impl std::error::Error for QueryError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        assert_eq!(QueryError::NoWords.to_string(), "there is no word to search for");
        let error = QueryError::TooManyWords { found: 17 };
        assert_eq!(error.to_string(), "17 different words to search for, at most 16 are possible");
    }
}
