//! Markup in which nothing is markup but what this program's own text says.
//!
//! A template is a `&'static str`, so nothing that somebody has written can be one; what fills its gaps is escaped unless
//! it is markup already.

/// Markup that is safe to send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html(String);

/// Something that fills a gap.
pub(super) trait Piece {
    /// Writes it as markup.
    fn write(&self, page: &mut String);
}

/// A template with its gaps `{}` filled, one after the other.
pub(super) fn html(template: &'static str, pieces: &[&dyn Piece]) -> Html {
    let mut page = String::new();
    let (mut parts, mut pieces) = (template.split("{}"), pieces.iter());
    page.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let piece = pieces.next();
        debug_assert!(piece.is_some(), "a gap is left in {template}");
        if let Some(piece) = piece {
            piece.write(&mut page);
        }
        page.push_str(part);
    }
    debug_assert!(pieces.next().is_none(), "there is no gap for a piece in {template}");
    Html(page)
}

/// Nothing at all.
pub(super) fn nothing() -> Html {
    Html::default()
}

/// Text in which backticks mark code.
pub(super) fn marked(text: &str) -> Html {
    let parts = text.split('`').enumerate();
    parts
        .map(|(place, part)| match place % 2 {
            0 => html("{}", &[&part]),
            _ => html("<code>{}</code>", &[&part]),
        })
        .collect()
}

impl Html {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The reference of the API, which escapes what it takes from the document.
    pub(super) fn of_reference(written: String) -> Self {
        Self(written)
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(parts: I) -> Self {
        Self(parts.into_iter().map(|part| part.0).collect())
    }
}

impl Piece for Html {
    fn write(&self, page: &mut String) {
        page.push_str(&self.0);
    }
}

impl Piece for str {
    fn write(&self, page: &mut String) {
        for letter in self.chars() {
            match letter {
                '&' => page.push_str("&amp;"),
                '<' => page.push_str("&lt;"),
                '>' => page.push_str("&gt;"),
                '"' => page.push_str("&quot;"),
                '\'' => page.push_str("&#39;"),
                other => page.push(other),
            }
        }
    }
}

impl Piece for &str {
    fn write(&self, page: &mut String) {
        (**self).write(page);
    }
}

impl Piece for String {
    fn write(&self, page: &mut String) {
        self.as_str().write(page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fills_a_gap_is_text_unless_it_is_markup_already() {
        let hostile = "\"><script>alert('x')</script>&amp;{}";
        let name = html("<a title=\"{}\">{}</a>", &[&hostile, &"b"]);
        let page = html("<p>{}</p>", &[&name]);
        assert_eq!(
            page.as_str(),
            "<p><a title=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;{}\">b</a></p>"
        );
        assert_eq!(marked("run `a <b>` now").as_str(), "run <code>a &lt;b&gt;</code> now");
    }

    proptest! {
        #[test]
        fn no_text_opens_a_tag_or_leaves_its_attribute(text in "\\PC*") {
            let page = html("{}", &[&text]);
            prop_assert!(!page.as_str().contains(['<', '>', '"', '\'']));
        }
    }
}
