//! The roles of tokens.

choices! {
    /// The role of a token. Each role includes the permissions of the one before it.
    pub enum TokenRole {
        /// Can read drafts.
        Reader = "reader",
        /// Can also write, import, and read the history and the audit.
        Editor = "editor",
        /// Can do everything.
        Admin = "admin",
    }
}

impl TokenRole {
    /// Checks whether this role includes `needed`.
    pub fn allows(self, needed: Self) -> bool {
        self >= needed
    }

    /// Describes the permissions of the role in a few words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Reader => "can read drafts",
            Self::Editor => "can also write, import, and read the history and the audit",
            Self::Admin => "can do everything",
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
