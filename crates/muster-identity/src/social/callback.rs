//! Callbacks: what a browser brings back from a provider.

use crate::Secret;

const LONGEST: usize = 8_192;

/// What a browser has brought.
#[derive(Debug, Clone)]
pub struct Callback {
    /// What we had sent along.
    pub state: Secret,
    /// What an identity is given for; nothing, if somebody has declined.
    pub code: Option<Secret>,
}

/// A query that no provider sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCallback {
    /// It is too long.
    #[error("the query is too long")]
    TooLong,
    /// A name stands twice in it.
    #[error("a name stands twice in the query")]
    Twice,
    /// It does not say which sign-in it belongs to.
    #[error("`state` is missing")]
    NoState,
    /// It says neither yes nor no, or both.
    #[error("there is not one of `code` and `error`")]
    NoAnswer,
}

impl Callback {
    /// Reads the query, without its question mark.
    pub fn read(query: &str) -> Result<Self, BadCallback> {
        if query.len() > LONGEST {
            return Err(BadCallback::TooLong);
        }
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let only = |name: &str| {
            let mut values = pairs.iter().filter(|(it, _)| it == name).map(|(_, value)| value);
            match (values.next(), values.next()) {
                (_, Some(_)) => Err(BadCallback::Twice),
                (found, None) => Ok(found.filter(|value| !value.is_empty())),
            }
        };
        let (state, code, error) = (only("state")?, only("code")?, only("error")?);
        let state = state.ok_or(BadCallback::NoState)?;
        if code.is_some() == error.is_some() {
            return Err(BadCallback::NoAnswer);
        }
        let secret = |text: &std::borrow::Cow<'_, str>| Secret::new(text.clone().into_owned());
        Ok(Self { state: secret(state), code: code.map(secret) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_says_yes_or_no_once() {
        let read =
            |query| Callback::read(query).map(|it| it.code.map(|code| code.reveal().to_owned()));
        assert_eq!(read("state=s&code=c%2B1&scope=x"), Ok(Some("c+1".to_owned())));
        assert_eq!(read("error=access_denied&state=s"), Ok(None));
        assert_eq!(read("code=c"), Err(BadCallback::NoState));
        assert_eq!(read("state=&code=c"), Err(BadCallback::NoState));
        assert_eq!(read("state=s"), Err(BadCallback::NoAnswer));
        assert_eq!(read("state=s&code=c&error=e"), Err(BadCallback::NoAnswer));
        assert_eq!(read("state=s&code=c&code=d"), Err(BadCallback::Twice));
        assert_eq!(read("state=s&state=t&code=c"), Err(BadCallback::Twice));
        assert_eq!(read(&"x".repeat(8_193)), Err(BadCallback::TooLong));
    }
}
