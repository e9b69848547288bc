//! Links: what other programs may ask the window to show, `muster://job/job_12` or `muster://settings`.
//!
//! Any web page can send one. So only the known forms are read, each is only looked at, and the
//! person is asked in the window before anything happens. What the app asks for itself, by a press
//! on one of its own notifications, goes the same way without the question.

use crate::{desk::Desk, window};
use muster_core::{AgentId, JobId, Name, WorkerId};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::{AppHandle, Emitter, Manager, Url};

/// The scheme that is ours.
pub(crate) const SCHEME: &str = "muster";
/// The event at which the console takes the link; it carries nothing.
const ARRIVED: &str = "link_arrived";
/// A link is short; what is longer is none of ours.
const LONGEST: usize = 512;

/// A place in the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Link {
    /// A job.
    Job {
        /// Its number.
        id: JobId,
    },
    /// A worker.
    Worker {
        /// Which.
        id: WorkerId,
    },
    /// An environment.
    Environment {
        /// Which.
        id: Name,
    },
    /// A schedule, in the list of them.
    Schedule {
        /// Its name.
        id: Name,
    },
    /// A template, in the list of them.
    Template {
        /// Its name.
        id: Name,
    },
    /// An agent.
    Agent {
        /// Which.
        id: AgentId,
    },
    /// Back from the page on which something is bought.
    CheckoutReturn,
    /// A page of its own.
    Page {
        /// Which.
        page: Page,
    },
    /// What others need who help, to be read before it is saved. No link from outside leads there.
    SupportBundle,
}

/// A page of the console, as its address calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Page {
    Overview,
    Jobs,
    Workers,
    Environments,
    Schedules,
    Templates,
    Agents,
    Marketplace,
    Usage,
    Billing,
    Audit,
    Doctor,
    Settings,
}

impl Page {
    /// All of them, in the order of the console's frame.
    pub(crate) const ALL: [(&str, Self); 13] = [
        ("overview", Self::Overview),
        ("jobs", Self::Jobs),
        ("workers", Self::Workers),
        ("environments", Self::Environments),
        ("schedules", Self::Schedules),
        ("templates", Self::Templates),
        ("agents", Self::Agents),
        ("marketplace", Self::Marketplace),
        ("usage", Self::Usage),
        ("billing", Self::Billing),
        ("audit", Self::Audit),
        ("doctor", Self::Doctor),
        ("settings", Self::Settings),
    ];

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, page)| *page)
    }
}

impl Link {
    /// Where everything that needs a person stands.
    pub(crate) const OVERVIEW: Self = Self::Page { page: Page::Overview };
}

/// A link that waits for the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Waiting {
    #[serde(flatten)]
    link: Link,
    /// It came from outside: the person is asked first.
    asks: bool,
}

/// The link that waits. A newer one takes its place, so no page can pile them up.
#[derive(Debug, Default)]
pub(crate) struct Inbox(Mutex<Option<Waiting>>);

impl Inbox {
    /// The link, for the one who shows it.
    pub(crate) fn take(&self) -> Option<Waiting> {
        self.lock().take()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_none()
    }

    fn put(&self, waiting: Waiting) {
        *self.lock() = Some(waiting);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an argument claims to be a link of ours; for the command line.
pub(crate) fn claimed(text: &str) -> Result<String, String> {
    match text.split_once(':') {
        Some((scheme, _)) if scheme.eq_ignore_ascii_case(SCHEME) => Ok(text.to_owned()),
        _ => Err(format!("a link begins with `{SCHEME}://`")),
    }
}

/// Another program asks for something. Whatever it is, the window is shown.
pub(crate) fn arrive(app: &AppHandle, text: &str) {
    if let Some(link) = read(text) {
        return show(app, Waiting { link, asks: true });
    }
    tracing::warn!("a link that has none of the known forms was left alone");
    window::show(app);
}

/// The person pressed on something of our own.
pub(crate) fn follow(app: &AppHandle, link: Link) {
    show(app, Waiting { link, asks: false });
}

/// The page hears from now on: a link may have come while it did not.
pub(crate) fn remind(app: &AppHandle) {
    if !app.state::<Desk>().inbox.is_empty() {
        announce(app);
    }
}

fn show(app: &AppHandle, waiting: Waiting) {
    app.state::<Desk>().inbox.put(waiting);
    window::show(app);
    announce(app);
}

fn announce(app: &AppHandle) {
    if let Err(error) = app.emit_to(window::MAIN, ARRIVED, ()) {
        tracing::warn!(%error, "cannot tell the console of a link");
    }
}

/// The place that a link names, if it has one of the known forms.
fn read(text: &str) -> Option<Link> {
    // Whoever reads an address leaves out spaces and line breaks, and then it is another one.
    let is_read = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| is_read)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    if url.scheme() != SCHEME || !is_plain {
        return None;
    }
    let path = url.path().trim_matches('/');
    // A biller adds what it likes to the address of return; none of it is read.
    if url.host_str() == Some("checkout-return") {
        return path.is_empty().then_some(Link::CheckoutReturn);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return None;
    }
    match url.host_str()? {
        "job" => Some(Link::Job { id: path.parse().ok()? }),
        "worker" => Some(Link::Worker { id: path.parse().ok()? }),
        "environment" => Some(Link::Environment { id: path.parse().ok()? }),
        "schedule" => Some(Link::Schedule { id: path.parse().ok()? }),
        "template" => Some(Link::Template { id: path.parse().ok()? }),
        "agent" => Some(Link::Agent { id: path.parse().ok()? }),
        page if path.is_empty() => Page::named(page).map(|page| Link::Page { page }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::{Rng, SeededRng};
    use serde_json::json;

    const WORKER: &str = "wrk_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D";

    #[test]
    fn the_known_forms_are_read() {
        let job = |text: &str| Some(Link::Job { id: text.parse().unwrap() });
        assert_eq!(read("muster://job/job_12"), job("job_12"));
        assert_eq!(read("muster://job/job_12.3/"), job("job_12.3"));
        assert_eq!(
            read(&format!("muster://worker/{WORKER}")),
            Some(Link::Worker { id: WORKER.parse().unwrap() })
        );
        let named = |text: &str| -> Name { text.parse().unwrap() };
        assert_eq!(
            read("muster://environment/env_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D"),
            Some(Link::Environment { id: named("env_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D") })
        );
        assert_eq!(
            read("muster://schedule/nightly-2.1/"),
            Some(Link::Schedule { id: named("nightly-2.1") })
        );
        assert_eq!(read("muster://template/new"), Some(Link::Template { id: named("new") }));
        assert_eq!(
            read("muster://agent/agt_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D"),
            Some(Link::Agent { id: "agt_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D".parse().unwrap() })
        );
        for back in ["muster://checkout-return", "muster://checkout-return/?checkout_id=x#y"] {
            assert_eq!(read(back), Some(Link::CheckoutReturn), "{back}");
        }
    }

    #[test]
    fn every_page_has_a_link_and_tells_the_console_its_own_name() {
        for (name, page) in Page::ALL {
            for text in [format!("muster://{name}"), format!("muster://{name}/")] {
                assert_eq!(read(&text), Some(Link::Page { page }), "{text}");
            }
            let told = serde_json::to_value(Link::Page { page }).unwrap();
            assert_eq!(told, json!({ "kind": "page", "page": name }));
        }
    }

    #[test]
    fn everything_else_is_none() {
        for text in [
            "",
            "muster:",
            "muster://",
            "muster:job/job_12",
            "muster://job",
            "muster://job/",
            "muster://job/12",
            "muster://job/job_0",
            "muster://job/job_12/cancel",
            "muster://job/job_12?run=1",
            "muster://job/job_12#x",
            "muster://job/%6Aob_12",
            "muster://job/../worker/x",
            "muster://user@job/job_12",
            "muster://job:80/job_12",
            "muster://run/echo",
            "muster://worker/job_12",
            "muster://checkout-return/settings",
            "muster://environment",
            "muster://environment/",
            "muster://environment/-x",
            "muster://environment/a/b",
            "muster://environment/..",
            "muster://environment/%2e%2e",
            "muster://environment/env_1?start=1",
            "muster://environments/env_1",
            "muster://schedule/a%20b",
            "muster://schedule/nightly/run",
            "muster://schedule/nightly#run",
            "muster://template/.hidden",
            "muster://template/a:b",
            "muster://agent/wrk_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D",
            "muster://agent/agt_1",
            "muster://agent/agt_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D/credentials",
            "muster://settings/tokens",
            "muster://settings?x=1",
            "muster://settings#Tokens",
            "muster://settings:1",
            "muster://user@settings",
            "muster://doctor/fix",
            "muster://supportbundle",
            "muster://support_bundle",
            "muster://support-bundle",
            "muster://quit",
            "muster://sign-in",
            "https://job/job_12",
            "file:///etc/passwd",
            "--data-dir=/x",
            " muster://job/job_12",
            "muster://job/job_12\n",
        ] {
            assert!(read(text).is_none(), "{text:?}");
        }
        let long = format!("muster://checkout-return?{}", "x".repeat(LONGEST));
        assert_eq!(read(&long), None);
    }

    /// Whatever is put together from the pieces that links are made of: what is read names a place.
    #[test]
    fn no_link_is_more_than_a_place() {
        const PIECES: &[&str] = &[
            "muster://",
            "muster:",
            "job",
            "worker",
            "environment",
            "schedule",
            "agent",
            "settings",
            "doctor",
            "checkout-return",
            "/",
            "//",
            "job_1",
            "..",
            "%2e",
            "?",
            "#",
            "@",
            ":",
            "\\",
            "\u{0}",
            " ",
            "\u{202e}",
            "https://",
        ];
        let rng: &dyn Rng = &SeededRng::from_seed(46);
        let mut known = 0;
        for _ in 0..50_000 {
            let draw = rng.bytes::<7>();
            let pieces = draw[1..].iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]);
            let text: String = pieces.take(usize::from(draw[0] % 7)).collect();
            let Some(link) = read(&text) else { continue };
            known += 1;
            assert!(text.starts_with("muster://"), "{text:?} is {link:?}");
        }
        assert!(known > 10, "the test found {known} links");
    }

    #[test]
    fn the_console_hears_the_place_and_whether_to_ask() {
        let waiting = Waiting { link: Link::Job { id: "job_12".parse().unwrap() }, asks: true };
        let told = serde_json::to_value(waiting).unwrap();
        assert_eq!(told, json!({ "kind": "job", "id": "job_12", "asks": true }));
    }

    #[test]
    fn a_newer_link_takes_the_place_of_the_one_that_waits() {
        let inbox = Inbox::default();
        inbox.put(Waiting { link: Link::OVERVIEW, asks: false });
        inbox.put(Waiting { link: Link::CheckoutReturn, asks: true });
        assert_eq!(inbox.take().unwrap().link, Link::CheckoutReturn);
        assert!(inbox.take().is_none());
    }

    #[test]
    fn the_command_line_takes_links_of_ours_alone() {
        claimed("muster://anything").unwrap();
        claimed("MUSTER://anything").unwrap();
        for other in ["", "file", "https://muster.example", "mustering://x"] {
            claimed(other).unwrap_err();
        }
    }
}
