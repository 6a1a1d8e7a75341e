//! How the styles of an Excel workbook show a number: as a date, in hundredths, or as it is.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::parts::{Parts, WorkbookError, attribute, next_event};

/// The maximum number of styles: what Excel can save.
const MOST_STYLES: usize = 65_490;

/// How a style shows a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberStyle {
    /// As a number.
    Plain,
    /// As a date, a time or both.
    Date,
    /// As a month and its year.
    Month,
    /// As a year.
    Year,
    /// In hundredths, with the sign.
    Percentage,
}

/// Returns how each style shows a number.
pub(crate) fn number_styles(parts: &mut Parts<'_>) -> Result<Vec<NumberStyle>, WorkbookError> {
    let Some(mut reader) = parts.part("xl/styles.xml")? else { return Ok(Vec::new()) };
    let (mut own, mut styles): (BTreeMap<u32, NumberStyle>, Vec<_>) = (BTreeMap::new(), Vec::new());
    let (mut buffer, mut is_of_cells) = (Vec::new(), false);
    loop {
        match next_event(&mut reader, &mut buffer)? {
            Event::Start(element) => {
                let format = || -> Result<u32, WorkbookError> {
                    let id = attribute(&element, "numFmtId")?;
                    Ok(id.and_then(|id| id.parse().ok()).unwrap_or_default())
                };
                match element.local_name().as_ref() {
                    "numFmt" if own.len() < MOST_STYLES => {
                        let code = attribute(&element, "formatCode")?.unwrap_or_default();
                        own.insert(format()?, NumberStyle::of(&code));
                    }
                    "cellXfs" => is_of_cells = true,
                    "xf" if is_of_cells && styles.len() < MOST_STYLES => {
                        let format = format()?;
                        let known = own.get(&format).copied();
                        styles.push(known.unwrap_or_else(|| NumberStyle::built_in(format)));
                    }
                    _ => {}
                }
            }
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => return Ok(styles),
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

impl NumberStyle {
    /// Returns how a format shows a number that every program knows (ECMA-376, part 1, section 18.8.30).
    fn built_in(format: u32) -> Self {
        match format {
            9 | 10 => Self::Percentage,
            17 => Self::Month,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            _ => Self::Plain,
        }
    }

    /// Returns how a format shows a number: with a year, a day, an hour or a percent sign, beside quoted texts and
    /// colours.
    fn of(format: &str) -> Self {
        let (mut is_quoted, mut is_bracketed, mut is_escaped) = (false, false, false);
        let (mut has_year, mut has_month) = (false, false);
        for letter in format.chars() {
            match letter {
                _ if is_escaped => is_escaped = false,
                '\\' | '_' | '*' if !is_quoted => is_escaped = true,
                '"' => is_quoted = !is_quoted,
                '[' if !is_quoted => is_bracketed = true,
                ']' if !is_quoted => is_bracketed = false,
                ';' if !is_quoted => break,
                'd' | 'D' | 'h' | 'H' if !is_quoted && !is_bracketed => return Self::Date,
                'y' | 'Y' if !is_quoted && !is_bracketed => has_year = true,
                'm' | 'M' if !is_quoted && !is_bracketed => has_month = true,
                '%' if !is_quoted && !is_bracketed => return Self::Percentage,
                _ => {}
            }
        }
        match (has_year, has_month) {
            (true, true) => Self::Month,
            (true, false) => Self::Year,
            (false, _) => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_date_a_percentage_or_a_number() {
        use NumberStyle::{Date, Month, Percentage, Plain, Year};
        for (format, expected) in [
            ("yyyy\\-mm\\-dd", Date),
            ("[$-415]d mmmm yyyy;@", Date),
            ("DD.MM.YYYY", Date),
            ("mmm-yy", Month),
            ("[$-415]mmmm yyyy;@", Month),
            ("mm.yyyy", Month),
            ("yyyy", Year),
            ("0.00", Plain),
            ("#,##0.00 \"dzień\"", Plain),
            ("[Red]0", Plain),
            ("[$USD] 0", Plain),
            ("General", Plain),
            ("h:mm", Date),
            ("0_d", Plain),
            ("0%", Percentage),
            ("0.00%;[Red]-0.00%", Percentage),
            ("0\\%", Plain),
            ("0\"%\"", Plain),
        ] {
            assert_eq!(NumberStyle::of(format), expected, "{format}");
        }
    }
}
