//! What the bearer of a token may do.

choices! {
    /// What the bearer of a token may do; each role includes the one before it.
    pub enum TokenRole {
        /// Sees drafts.
        Reader = "reader",
        /// Also writes, imports, and sees history and audit.
        Editor = "editor",
        /// May do everything.
        Admin = "admin",
    }
}

impl TokenRole {
    /// Whether this role may do what needs `needed`.
    pub fn allows(self, needed: Self) -> bool {
        self >= needed
    }

    /// What it may do, in a few words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Reader => "sees drafts",
            Self::Editor => "also writes, imports, and sees history and audit",
            Self::Admin => "may do everything",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::ClosedList;

    #[test]
    fn each_role_may_what_the_one_before_it_may() {
        for (rank, role) in TokenRole::ALL.iter().enumerate() {
            for (needed_rank, needed) in TokenRole::ALL.iter().enumerate() {
                assert_eq!(role.allows(*needed), needed_rank <= rank, "{role:?} {needed:?}");
            }
        }
        assert_eq!(TokenRole::ALL, [TokenRole::Reader, TokenRole::Editor, TokenRole::Admin]);
    }

    #[test]
    fn roles_are_read_exactly() {
        assert_eq!(TokenRole::read("editor"), Some(TokenRole::Editor));
        for text in ["", "Editor", "editor ", "owner"] {
            assert_eq!(TokenRole::read(text), None, "{text}");
        }
    }
}
