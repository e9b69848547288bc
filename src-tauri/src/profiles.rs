//! Profiles: the coordinators that this window can show, one at a time.
//!
//! That of this machine is always among them; the others are those that there is a login for, made here
//! or by `muster login`. Each has a connection of its own, so one that is out of reach holds up no other.
//!
//! What the page asks goes to the coordinator for which it was *loaded*, not to the one that was chosen
//! last: between the two, a press on a button would be meant for another one.

use crate::{
    backend::{Backend, Standing},
    dial::Login,
    refusal::{Refusal, advised, refuse},
};
use muster_api::ProblemKind;
use muster_host::{
    Secret,
    logins::{LoginError, Logins},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;
use url::Url;

/// The id of this machine's own coordinator.
pub(crate) const HERE: &str = "here";

/// Which coordinator: that of this machine, or the one at an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Which {
    #[default]
    Here,
    Elsewhere(Url),
}

/// One of the coordinators, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Profile {
    pub(crate) id: String,
    /// What the person calls it; the host, if nothing was said.
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) is_shown: bool,
    #[serde(flatten)]
    pub(crate) standing: Standing,
}

/// The coordinators of this app.
#[derive(Debug)]
pub(crate) struct Profiles {
    here: Backend,
    logins: Arc<Logins>,
    data_dir: PathBuf,
    dialled: Mutex<BTreeMap<Url, Backend>>,
    /// The one that was chosen last.
    wanted: watch::Sender<Which>,
    /// The one for which the page was loaded.
    shown: Mutex<Which>,
}

impl Which {
    /// As the page names it.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Here => HERE,
            Self::Elsewhere(url) => url.as_str(),
        }
    }

    /// The address, if it is one of another machine.
    pub(crate) fn url(&self) -> Option<&Url> {
        match self {
            Self::Here => None,
            Self::Elsewhere(url) => Some(url),
        }
    }
}

impl Profiles {
    pub(crate) fn new(here: Backend, logins: Logins, data_dir: PathBuf) -> Self {
        Self {
            here,
            logins: Arc::new(logins),
            data_dir,
            dialled: Mutex::default(),
            wanted: watch::Sender::new(Which::Here),
            shown: Mutex::default(),
        }
    }

    /// The coordinator of this machine.
    pub(crate) fn here(&self) -> &Backend {
        &self.here
    }

    /// The coordinator for which the page was loaded.
    pub(crate) fn shown(&self) -> Backend {
        let which = self.which_is_shown();
        self.backend(&which)
    }

    /// Which one that is.
    pub(crate) fn which_is_shown(&self) -> Which {
        locked(&self.shown).clone()
    }

    /// The one that was chosen last, and news of each choice.
    pub(crate) fn wanted(&self) -> watch::Receiver<Which> {
        self.wanted.subscribe()
    }

    /// The backend of one of them.
    pub(crate) fn backend(&self, which: &Which) -> Backend {
        let Which::Elsewhere(url) = which else { return self.here.clone() };
        let mut dialled = locked(&self.dialled);
        let new = || Backend::elsewhere(self.login(url.clone()));
        dialled.entry(url.clone()).or_insert_with(new).clone()
    }

    /// Chooses one. Answers its backend if somebody has to dial it now.
    pub(crate) fn choose(&self, which: &Which) -> Option<Backend> {
        let is_new = which.url().is_some_and(|url| !locked(&self.dialled).contains_key(url));
        let backend = self.backend(which);
        backend.hurry();
        self.wanted.send_replace(which.clone());
        is_new.then_some(backend)
    }

    /// A page is being loaded: from now on it is the chosen one that is asked.
    pub(crate) fn turn_page(&self) {
        *locked(&self.shown) = self.wanted.borrow().clone();
    }

    /// The one of this id, if it is among them.
    pub(crate) fn find(&self, id: &str) -> Result<Which, Refusal> {
        if id == HERE {
            return Ok(Which::Here);
        }
        let known = self.elsewhere()?;
        let found = known.into_iter().find(|url| url.as_str() == id);
        found.map(Which::Elsewhere).ok_or_else(|| {
            refuse(ProblemKind::BadRequest, "there is no login for this coordinator")
        })
    }

    /// All of them, this machine's first.
    pub(crate) fn list(&self, names: &BTreeMap<String, String>) -> Result<Vec<Profile>, Refusal> {
        let shown = self.which_is_shown();
        let elsewhere = self.elsewhere()?.into_iter().map(Which::Elsewhere);
        let all = std::iter::once(Which::Here).chain(elsewhere);
        Ok(all
            .map(|which| Profile {
                id: which.id().to_owned(),
                name: names.get(which.id()).cloned().or_else(|| host_of(which.url()?)),
                address: which.url().map(address),
                is_shown: which == shown,
                standing: self.standing(&which),
            })
            .collect())
    }

    /// Makes sure of a coordinator elsewhere and keeps the login. Nothing is kept of what does not work.
    pub(crate) async fn add(&self, url: Url, token: &Secret) -> Result<(), Refusal> {
        let login = self.login(url.clone());
        login.client_with(token).await.map_err(|error| {
            advised(refuse(ProblemKind::BadRequest, error.to_string()), error.hint())
        })?;
        self.logins.keep(&url, token).await.map_err(|error| unkept(&error))?;
        // A connection of an older login would go on with its token.
        if let Some(before) = locked(&self.dialled).remove(&url) {
            before.close();
        }
        Ok(())
    }

    /// Forgets a login. The one that is shown stays.
    pub(crate) async fn forget(&self, which: &Which) -> Result<(), Refusal> {
        let Some(url) = which.url() else {
            return Err(refuse(ProblemKind::Conflict, "this machine's coordinator stays"));
        };
        if *which == self.which_is_shown() {
            return Err(refuse(ProblemKind::Conflict, "this coordinator is shown now"));
        }
        if let Some(backend) = locked(&self.dialled).remove(url) {
            backend.close();
        }
        self.logins.forget(url).await.map_err(|error| unkept(&error))?;
        Ok(())
    }

    fn standing(&self, which: &Which) -> Standing {
        match which.url() {
            None => self.here.standing(),
            Some(url) => locked(&self.dialled).get(url).map_or(Standing::Idle, Backend::standing),
        }
    }

    fn elsewhere(&self) -> Result<Vec<Url>, Refusal> {
        self.logins.all().map_err(|error| unkept(&error))
    }

    fn login(&self, url: Url) -> Login {
        Login { url, logins: self.logins.clone(), data_dir: self.data_dir.clone() }
    }
}

/// An address without the key that may stand behind it.
fn address(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.as_str().trim_end_matches('/').to_owned()
}

fn host_of(url: &Url) -> Option<String> {
    url.host_str().map(str::to_owned)
}

fn unkept(error: &LoginError) -> Refusal {
    let problem = refuse(ProblemKind::Internal, error.to_string());
    let hint = match error {
        LoginError::Secret(secret) => secret.hint().map(str::to_owned),
        LoginError::File(file) => Some(file.hint()),
        LoginError::TooLong { .. } => None,
    };
    advised(problem, hint)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_host::secrets::{SecretStore, Vault};

    const ELSEWHERE: &str = "https://10.0.0.7:7600/#mine";

    async fn profiles() -> (tempfile::TempDir, Profiles) {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = Secret::new("correct horse battery staple");
        let vault = Vault::at(folder.path().join("vault"), passphrase);
        let logins = Logins::of(folder.path(), SecretStore::Vault(vault));
        let token = Secret::new("hunter2hunter2hunter2");
        logins.keep(&ELSEWHERE.parse().unwrap(), &token).await.unwrap();
        let here = Backend::of(folder.path().to_owned());
        let profiles = Profiles::new(here, logins, folder.path().to_owned());
        (folder, profiles)
    }

    #[tokio::test]
    async fn this_machine_comes_first_and_no_token_is_listed() {
        let (_folder, profiles) = profiles().await;
        let names = BTreeMap::from([(ELSEWHERE.to_owned(), "Office".to_owned())]);
        let list = profiles.list(&names).unwrap();
        assert_eq!(list[0].id, HERE);
        assert!(list[0].is_shown && !list[1].is_shown);
        assert_eq!(list[1].name.as_deref(), Some("Office"));
        assert_eq!(list[1].address.as_deref(), Some("https://10.0.0.7:7600"));
        assert_eq!(list[1].standing, Standing::Idle, "nobody is dialled before somebody wants it");
        assert!(!serde_json::to_string(&list).unwrap().contains("hunter2"));
    }

    #[tokio::test]
    async fn a_page_asks_the_coordinator_for_which_it_was_loaded() {
        let (_folder, profiles) = profiles().await;
        let other = profiles.find(ELSEWHERE).unwrap();
        assert!(profiles.choose(&other).is_some(), "somebody has to dial it");
        assert_eq!(profiles.which_is_shown(), Which::Here, "the old page is still there");
        profiles.turn_page();
        assert_eq!(profiles.which_is_shown(), other);
        assert!(profiles.choose(&other).is_none(), "it is dialled once");
    }

    #[tokio::test]
    async fn only_what_there_is_a_login_for_can_be_shown() {
        let (_folder, profiles) = profiles().await;
        for id in ["", "https://evil.example/", "https://10.0.0.7:7600/", "There"] {
            assert_eq!(profiles.find(id).unwrap_err().error, ProblemKind::BadRequest, "{id}");
        }
    }

    #[tokio::test]
    async fn what_is_shown_and_what_is_here_are_not_forgotten() {
        let (_folder, profiles) = profiles().await;
        let other = profiles.find(ELSEWHERE).unwrap();
        profiles.choose(&other);
        profiles.turn_page();
        for which in [&Which::Here, &other] {
            assert_eq!(profiles.forget(which).await.unwrap_err().error, ProblemKind::Conflict);
        }
        profiles.choose(&Which::Here);
        profiles.turn_page();
        profiles.forget(&other).await.unwrap();
        profiles.find(ELSEWHERE).unwrap_err();
    }
}
