//! The one place where an HTTP client is made.

use crate::{error::BoxError, target::Checked};
use muster_tls::dialling;
use std::time::Duration;

/// Longer than any handshake across the world; a host that takes more is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A live stream says something every 15 s; three times that means that nobody is there any more.
const SILENT_AT_MOST: Duration = Duration::from_secs(45);

/// A client for one address: with time-outs, past every proxy, and following no redirect, so that a
/// token goes nowhere but to the address that was checked.
#[expect(clippy::disallowed_methods, reason = "this is the constructor that the lint asks for")]
pub(crate) fn client(checked: &Checked) -> Result<reqwest::Client, BoxError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_WITHIN)
        .read_timeout(SILENT_AT_MOST)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tcp_nodelay(true);
    if checked.url.scheme() == "http" {
        // Without this the certificates of the system are read first, and a machine that has none
        // could not even talk to itself.
        builder = builder.tls_certs_only([]);
    }
    if let Some(pin) = checked.pin {
        builder = builder.tls_backend_preconfigured((*dialling(pin)?).clone());
    }
    if let Some((name, addresses)) = &checked.pinned {
        builder = builder.resolve_to_addrs(name, addresses);
    }
    Ok(builder.build()?)
}
