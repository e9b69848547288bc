//! Defrag's form: `x-tool-signature` is base64url(HMAC-SHA256(secret, "timestamp.user.body")).

use super::{
    Form, NotBelieved, Signer, Unproven, forget_after, header, is_same, seconds, signature, sum,
    within_window,
};
use crate::{Secret, once::Once};
use muster_core::Timestamp;

const USER: &str = "x-user-id";
const TIMESTAMP: &str = "x-tool-timestamp";
const SIGNATURE: &str = "x-tool-signature";
const LONGEST_USER: usize = 256;

pub(super) fn verify(
    request: &Unproven<'_>,
    secrets: &[Secret],
    now: Timestamp,
) -> Result<Once<Signer>, NotBelieved> {
    if secrets.is_empty() {
        return Err(NotBelieved::NotConfigured);
    }
    let user = header(request.headers, USER)?;
    // With a dot in it, another user and another body would have the same text.
    let is_plain = user.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.');
    if !(1..=LONGEST_USER).contains(&user.len()) || !is_plain {
        return Err(NotBelieved::HeaderMalformed(USER));
    }
    let timestamp = header(request.headers, TIMESTAMP)?;
    let sent = seconds(timestamp, TIMESTAMP)?;
    let shown = header(request.headers, SIGNATURE)?;
    let given = signature(shown, SIGNATURE)?;
    let parts = [timestamp.as_bytes(), b".", user.as_bytes(), b".", request.body];
    if !secrets.iter().any(|secret| is_same(&sum(secret, &parts), &given)) {
        return Err(NotBelieved::WrongSignature);
    }
    within_window(sent, now)?;
    let signer = Signer { form: Form::Compatible, key: None, user: Some(user.to_owned()) };
    // There is no nonce; but two requests that differ have different signatures, and one text is one signature.
    Ok(Once::new(format!("tool {shown}"), forget_after(sent), signer))
}
