//! Secrets in what a provider says: whatever it echoes is cut out.

use muster_core::Secret;

/// Replaces every secret in a text that somebody else wrote.
pub fn redacted(text: &str, secrets: &[Secret]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().map(Secret::reveal).filter(|secret| !secret.is_empty()) {
        for form in [secret.to_owned(), as_in_json(secret), as_in_form(secret)] {
            clean = clean.replace(&form, "***");
        }
    }
    clean
}

/// How a text looks inside a JSON string, which is how providers echo what they were sent.
fn as_in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The same in a form or a query.
fn as_in_form(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echoed_secret_is_cut_out_in_every_form() {
        let secrets = [Secret::new("line\n\"quoted\""), Secret::new("")];
        let echo = "bad value line\\n\\\"quoted\\\" or line\n\"quoted\" or line%0A%22quoted%22";
        assert_eq!(redacted(echo, &secrets), "bad value *** or *** or ***");
    }
}
