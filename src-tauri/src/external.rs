//! External pages: opened in the person's own browser, and only those we know.
//!
//! The page names an address and nothing else: it is parsed, compared with [`PAGES`], and what is
//! opened is our own writing of it. No program and no argument ever comes from the page.

use crate::refusal::{Refusal, refuse};
use muster_api::ProblemKind;
use tauri::{AppHandle, Runtime};
use tauri_plugin_shell::ShellExt;
use url::{Host, Url};

/// Hosts, and where on them the pages begin that the console links to.
const PAGES: &[(&str, &str)] = &[("github.com", "/muster/muster")];

/// Opens an address of our own making in the browser.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, url: &Url) -> Result<(), Refusal> {
    #[expect(deprecated, reason = "the opener plugin would be a second one for this one call")]
    let opened = app.shell().open(url.as_str(), None);
    opened.map_err(|error| {
        tracing::warn!(%error, "cannot open a browser");
        refuse(ProblemKind::Internal, "cannot open a browser")
            .with_hint(format!("open {url} yourself"))
            .into()
    })
}

/// The page's address, if it is one that we open.
pub(crate) fn known(url: &str) -> Result<Url, Refusal> {
    let refused = || {
        refuse(ProblemKind::Forbidden, "this address is not opened from the console")
            .in_field("url")
            .into()
    };
    let url = Url::parse(url).map_err(|_| refused())?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let Some(Host::Domain(host)) = url.host() else { return Err(refused()) };
    let is_known = PAGES.iter().any(|(known, start)| host == *known && is_below(&url, start));
    if url.scheme() == "https" && is_plain && is_known { Ok(url) } else { Err(refused()) }
}

fn is_below(url: &Url, start: &str) -> bool {
    let rest = url.path().strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_we_know_are_opened() {
        for url in [
            "https://github.com/muster/muster",
            "https://GitHub.com/muster/muster/blob/main/docs/api.md#bad_id",
        ] {
            assert_eq!(known(url).unwrap().host_str(), Some("github.com"), "{url}");
        }
        for url in [
            "",
            "github.com/muster/muster",
            "http://github.com/muster/muster",
            "https://github.com",
            "https://github.com/muster/muster-evil",
            "https://github.com/muster/muster/../../evil/evil",
            "https://github.com.evil.example/muster/muster",
            "https://github.com@evil.example/muster/muster",
            "https://user:password@github.com/muster/muster",
            "https://github.com:8443/muster/muster",
            "https://127.0.0.1/muster/muster",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ssh://github.com/muster/muster",
            "--help",
            "https://github.com/muster/muster\n--help\u{0}",
        ] {
            let problem = known(url).map(|url| panic!("opened {url}")).unwrap_err();
            assert_eq!(problem.error, ProblemKind::Forbidden, "{url:?}");
        }
    }
}
