//! JSON-LD in a page: a block of data, which no browser runs.

use maud::{Markup, PreEscaped, html};

/// Puts a JSON document into a page. `<` is written as an escape of JSON, so that no text can end the block.
pub(crate) fn script(json: &str) -> Markup {
    html! { script type="application/ld+json" { (PreEscaped(json.replace('<', "\\u003c"))) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_block() {
        let block = script(r#"{"name":"</script><script>alert(1)</script>"}"#).into_string();
        assert_eq!(block.matches("</script>").count(), 1);
        let json = block.split_once('>').unwrap().1.trim_end_matches("</script>");
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(value["name"], "</script><script>alert(1)</script>");
    }
}
