//! Tables of the desk. On a narrow screen each row is a card, in which a cell follows the heading of its column.

use maud::{Markup, html};

/// A row.
pub(super) struct DeskRow {
    /// What links to it lead to.
    pub anchor: Option<String>,
    /// The cells, as many as there are columns.
    pub cells: Vec<Markup>,
}

/// A table.
pub(super) struct DeskTable<'t> {
    /// The name for those who hear it.
    pub label: &'t str,
    /// The headings of the columns.
    pub heads: &'t [&'t str],
    /// The column whose cells name their rows.
    pub named_by: usize,
}

impl DeskTable<'_> {
    /// The table with its rows.
    pub(super) fn with(&self, rows: &[DeskRow]) -> Markup {
        html! {
            div.scroll tabindex="0" role="region" aria-label=(self.label) {
                table.fold {
                    thead { tr { @for head in self.heads { th scope="col" { (head) } } } }
                    tbody { @for row in rows { (self.row(row)) } }
                }
            }
        }
    }

    fn row(&self, row: &DeskRow) -> Markup {
        let cells = self.heads.iter().zip(&row.cells).enumerate();
        html! {
            tr id=[row.anchor.as_ref()] {
                @for (at, (head, cell)) in cells {
                    @if at == self.named_by {
                        th scope="row" { (cell) }
                    } @else {
                        td data-label=(head) { (cell) }
                    }
                }
            }
        }
    }
}
