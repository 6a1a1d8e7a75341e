//! Which styles of an Excel workbook show a number as a date or a time.

use quick_xml::events::Event;

use super::parts::{Parts, WorkbookError, attribute, next_event};

/// The maximum number of styles: what Excel can save.
const MOST_STYLES: usize = 65_490;

/// Returns for each style whether it shows a number as a date or a time.
pub(crate) fn date_styles(parts: &mut Parts<'_>) -> Result<Vec<bool>, WorkbookError> {
    let Some(mut reader) = parts.part("xl/styles.xml")? else { return Ok(Vec::new()) };
    let (mut own_dates, mut styles): (Vec<u32>, Vec<bool>) = (Vec::new(), Vec::new());
    let (mut buffer, mut is_of_cells) = (Vec::new(), false);
    loop {
        match next_event(&mut reader, &mut buffer)? {
            Event::Start(element) => {
                let format = || -> Result<u32, WorkbookError> {
                    let id = attribute(&element, "numFmtId")?;
                    Ok(id.and_then(|id| id.parse().ok()).unwrap_or_default())
                };
                match element.local_name().as_ref() {
                    "numFmt" if own_dates.len() < MOST_STYLES => {
                        let code = attribute(&element, "formatCode")?.unwrap_or_default();
                        own_dates.extend(is_date(&code).then(format).transpose()?);
                    }
                    "cellXfs" => {
                        is_of_cells = true;
                        own_dates.sort_unstable();
                    }
                    "xf" if is_of_cells && styles.len() < MOST_STYLES => {
                        let format = format()?;
                        styles
                            .push(is_built_in(format) || own_dates.binary_search(&format).is_ok());
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

/// Returns whether a format that every program knows is that of a date or a time (ECMA-376, part 1, section 18.8.30).
fn is_built_in(format: u32) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Returns whether a format shows a year, a day or an hour: letters beside quoted texts and colours.
fn is_date(format: &str) -> bool {
    let (mut is_quoted, mut is_bracketed, mut is_escaped) = (false, false, false);
    for letter in format.chars() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' | '_' | '*' if !is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => is_bracketed = true,
            ']' if !is_quoted => is_bracketed = false,
            ';' if !is_quoted => return false,
            'd' | 'D' | 'y' | 'Y' | 'h' | 'H' if !is_quoted && !is_bracketed => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_with_days_or_hours_are_dates() {
        for (format, expected) in [
            ("yyyy\\-mm\\-dd", true),
            ("[$-415]d mmmm yyyy;@", true),
            ("DD.MM.YYYY", true),
            ("mmm-yy", true),
            ("0.00", false),
            ("#,##0.00 \"dzień\"", false),
            ("[Red]0", false),
            ("[$USD] 0", false),
            ("General", false),
            ("h:mm", true),
            ("0_d", false),
        ] {
            assert_eq!(is_date(format), expected, "{format}");
        }
    }
}
