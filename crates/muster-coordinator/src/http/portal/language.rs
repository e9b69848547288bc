//! Which of our languages somebody reads best, by `Accept-Language`.

use http::{HeaderMap, header};

/// A language that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
}

impl Language {
    /// The first of the most wanted ones that we speak; English if there is none.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let said = headers.get(header::ACCEPT_LANGUAGE).and_then(|said| said.to_str().ok());
        let mut best = (Self::English, 0.0);
        for (language, weight) in said.unwrap_or_default().split(',').filter_map(wish) {
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

/// A language with its weight, if it is one of ours.
fn wish(said: &str) -> Option<(Language, f32)> {
    let mut parts = said.split(';').map(str::trim);
    let language = match parts.next()?.split('-').next()?.to_ascii_lowercase().as_str() {
        "en" => Language::English,
        "de" => Language::German,
        _ => return None,
    };
    let weight =
        parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
    weight.map(|weight| (language, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_that_we_speak_is_taken() {
        for (said, language) in [
            ("", Language::English),
            ("de", Language::German),
            ("de-AT,de;q=0.9,en;q=0.8", Language::German),
            ("en;q=0.5, DE;q=0.7", Language::German),
            ("fr, de;q=0.1", Language::German),
            ("fr-CA", Language::English),
            ("en, de", Language::English),
            ("de;q=0", Language::English),
            ("de;q=many", Language::English),
            ("*", Language::English),
            ("deutsch", Language::English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, said.parse().unwrap());
            assert_eq!(Language::of(&headers), language, "{said:?}");
        }
    }
}
