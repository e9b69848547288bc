//! Sweeps: what providers have is compared with what the store says.
//!
//! A *stray* is at its provider and has no row here. It is shown, and adopted if somebody wants it. Only a
//! worker that was deleted here once is deleted anew: nothing else can have its id. An environment's key may
//! have been given again in a store that was lost, and its files are somebody's. A *ghost* has a row and is
//! certainly not at its provider: its row says so from then on. A list proves no absence, so each ghost is
//! looked for by itself.

use crate::{
    act::Wish,
    advance::{observe, show},
    operations::Operations,
    providers::Providers,
};
use muster_core::{
    Name, OrganisationId, RequestId, Timestamp,
    cloud::{Account, Ask, Belief, OperationKind, Phase, ResourceKind, Status},
};
use muster_providers::{environment::Place, worker::FoundWorker};
use muster_store::{StoreError, operation, resource, resource::ResourceRow};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How often everything is compared.
pub(crate) const SWEEP_EVERY: Duration = Duration::from_mins(5);
// A list may show for some minutes what is gone.
const LISTS_LAG: Duration = Duration::from_mins(10);

/// Something at a provider that no row here is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// At which provider.
    pub provider: String,
    /// What it is called there.
    pub name: String,
    /// In which region, if the list says.
    pub region: Option<String>,
    /// Whose credentials show it, if not those of the installation.
    pub owner: Option<OrganisationId>,
    /// Since when it is seen.
    pub seen_since: Timestamp,
}

impl Stray {
    fn which(&self) -> (String, String, Option<OrganisationId>) {
        (self.provider.clone(), self.name.clone(), self.owner.clone())
    }
}

/// Whose credentials show what an organisation has entered, or nobody.
pub(crate) fn account_of(owner: Option<&OrganisationId>) -> Account {
    owner.map_or(Account::Installation, |_| Account::Organisation)
}

/// Whether something is asked about with these credentials.
fn is_asked_with(row: &ResourceRow, owner: Option<&OrganisationId>) -> bool {
    row.account == account_of(owner) && owner.is_none_or(|owner| *owner == row.organisation)
}

/// What a sweep found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// At a provider and not here.
    pub strays: Vec<Stray>,
    /// Here and certainly not at its provider, found out by this sweep, and whose each was.
    pub ghosts: Vec<(OrganisationId, Name)>,
    /// Workers that were deleted once and are there again: they are deleted anew.
    pub returned: Vec<Name>,
    /// Providers that could not be asked, and who entered the credentials, if somebody did.
    pub unanswered: Vec<(String, Option<OrganisationId>)>,
}

/// What the sweeps so far have found.
#[derive(Debug, Default)]
pub(crate) struct Sweeps(Mutex<Option<Swept>>);

impl Sweeps {
    fn held(&self) -> MutexGuard<'_, Option<Swept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that a list shows.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) provider: &'static str,
    pub(crate) kind: ResourceKind,
    pub(crate) name: String,
    /// Its id here, if it is ours.
    pub(crate) id: String,
    pub(crate) region: Option<String>,
    pub(crate) handle: Option<String>,
    pub(crate) tags: Vec<(String, String)>,
}

impl Operations {
    /// What the last sweep found, if there was one.
    pub fn swept(&self) -> Option<Swept> {
        self.sweeps.held().clone()
    }

    /// Compares everything once.
    pub async fn sweep(self: &Arc<Self>) -> Result<Swept, StoreError> {
        let request = self.own_request();
        let mut swept = Swept::default();
        for (owner, providers) in self.everybody() {
            for (provider, found) in list(&providers, &request).await {
                let rows = self.rows_of(provider).await?;
                match found {
                    Some(found) => self.compare(found, &rows, owner.as_ref(), &mut swept).await?,
                    None => swept.unanswered.push((provider.to_owned(), owner.clone())),
                }
                let theirs = rows.iter().filter(|row| is_asked_with(row, owner.as_ref()));
                for row in theirs.filter(|row| !row.life.is_nowhere()) {
                    if self.look_at(&providers, row, &request).await? {
                        swept.ghosts.push((row.organisation.clone(), row.id.clone()));
                    }
                }
            }
        }
        self.remember(&mut swept);
        Ok(swept)
    }

    async fn rows_of(&self, provider: &'static str) -> Result<Vec<ResourceRow>, StoreError> {
        let rows =
            self.store.read(move |tx| resource::at_provider_in_any_organisation(tx, provider));
        rows.await
    }

    /// Finds strays, and deletes anew what should be gone.
    async fn compare(
        self: &Arc<Self>,
        found: Vec<Found>,
        rows: &[ResourceRow],
        owner: Option<&OrganisationId>,
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        let now = self.seams.clock.now();
        for found in found {
            if rows.iter().any(|row| row.provider_name == found.name) {
                continue;
            }
            match self.named(found.provider, &found.name).await? {
                Some(gone) if may_be_a_late_list(&gone, now) => {}
                Some(gone) if gone.kind == ResourceKind::Worker && is_asked_with(&gone, owner) => {
                    if self.delete_anew(&gone, found).await? {
                        swept.returned.push(gone.id);
                    }
                }
                Some(_) | None => swept.strays.push(found.stray(owner, now)),
            }
        }
        Ok(())
    }

    async fn named(
        &self,
        provider: &'static str,
        name: &str,
    ) -> Result<Option<ResourceRow>, StoreError> {
        let name = name.to_owned();
        let named =
            self.store.read(move |tx| resource::named_in_any_organisation(tx, provider, &name));
        named.await
    }

    /// Somebody wanted it gone, and it is there: a create that came late, or a delete that was not done.
    async fn delete_anew(
        self: &Arc<Self>,
        gone: &ResourceRow,
        found: Found,
    ) -> Result<bool, StoreError> {
        let scope = self.own_scope(&gone.organisation);
        let wish = Wish { kind: OperationKind::Delete, is_forced: true };
        let (id, now) = (self.new_operation_id(), self.seams.clock.now());
        let operation = wish.operation(&scope, id, &gone.id, (now, &self.pace(gone)));
        let mut row = gone.clone();
        row.life.instance = Belief::Known { phase: Phase::Unseen };
        row.life.handle = found.handle;
        (row.status, row.gone_at, row.updated_at) = (Status::Deleting, None, now);
        let written = self.store.write(move |tx| {
            resource::save(tx, &row)?;
            operation::insert(tx, &scope, &operation)
        });
        match written.await {
            Ok(()) => {
                self.announce(&gone.organisation, &gone.id);
                Ok(true)
            }
            Err(StoreError::Conflict) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Looks how something is that nobody is changing. True if it is certainly not there any more.
    async fn look_at(
        self: &Arc<Self>,
        providers: &Providers,
        row: &ResourceRow,
        request: &RequestId,
    ) -> Result<bool, StoreError> {
        let Some(_turn) = self.turn(&row.organisation, &row.id) else { return Ok(false) };
        let report = self.question(providers, row, false, request).ask(Ask::Look).await;
        let mut seen = row.clone();
        observe(&mut seen, &report, self.moment(providers, row));
        if seen.life == row.life {
            return Ok(false);
        }
        show(&mut seen);
        let has_gone = row.life.instance != Belief::Absent && seen.life.instance == Belief::Absent;
        Ok(self.keep_look(seen).await? && has_gone)
    }

    /// Keeps what was seen, unless somebody wants something of it meanwhile.
    async fn keep_look(&self, seen: ResourceRow) -> Result<bool, StoreError> {
        let (organisation, id) = (seen.organisation.clone(), seen.id.clone());
        let kept = self.store.write(move |tx| {
            if operation::open(tx, &seen.organisation, &seen.id)?.is_some() {
                return Err(StoreError::Conflict);
            }
            resource::save(tx, &seen)
        });
        match kept.await {
            Ok(()) => {
                self.changes.tell(&organisation, &id);
                Ok(true)
            }
            Err(StoreError::Conflict) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Keeps what was found, with the moment at which each stray was first seen.
    fn remember(&self, swept: &mut Swept) {
        let mut last = self.sweeps.held();
        let known: BTreeMap<_, _> = last
            .iter()
            .flat_map(|last| &last.strays)
            .map(|stray| (stray.which(), stray.clone()))
            .collect();
        for stray in &mut swept.strays {
            let before = known.get(&stray.which());
            stray.seen_since = before.map_or(stray.seen_since, |before| before.seen_since);
        }
        // Of a provider that did not answer, what was seen last is still the latest.
        let is_silent = |it: &Stray| {
            let (provider, _, owner) = it.which();
            swept.unanswered.contains(&(provider, owner))
        };
        let unseen: Vec<_> = known.into_values().filter(is_silent).collect();
        swept.strays.extend(unseen);
        *last = Some(swept.clone());
    }
}

/// Whether it was deleted so lately that lists may still show it.
pub(crate) fn may_be_a_late_list(gone: &ResourceRow, now: Timestamp) -> bool {
    gone.gone_at.is_some_and(|at| now.since(at) < LISTS_LAG)
}

/// What every provider shows; nothing for one that did not answer.
pub(crate) async fn list(
    providers: &Providers,
    request: &RequestId,
) -> Vec<(&'static str, Option<Vec<Found>>)> {
    let mut lists = Vec::new();
    for it in &providers.workers {
        let provider = it.engine.provider().as_str();
        let found = it.engine.list(request).await.inspect_err(told);
        let found = found
            .ok()
            .map(|all| all.into_iter().map(|found| Found::worker(provider, found)).collect());
        lists.push((provider, found));
    }
    for it in &providers.environments {
        let provider = it.engine.provider().as_str();
        let found = it.engine.list(request).await.inspect_err(told);
        let found = found.ok().map(|all| {
            let found = all.into_iter();
            found.map(|it| Found::environment(provider, it.place, it.tags)).collect()
        });
        lists.push((provider, found));
    }
    lists
}

fn told(error: &muster_providers::ProviderError) {
    tracing::warn!(%error, request = error.provider_request, "a provider's list cannot be had");
}

impl Found {
    fn stray(self, owner: Option<&OrganisationId>, seen_since: Timestamp) -> Stray {
        let Self { name, region, provider, .. } = self;
        let (provider, owner) = (provider.to_owned(), owner.cloned());
        Stray { provider, name, region, owner, seen_since }
    }

    fn worker(provider: &'static str, found: FoundWorker) -> Self {
        Self {
            provider,
            kind: ResourceKind::Worker,
            name: found.name.to_string(),
            id: found.worker.to_string(),
            region: None,
            handle: Some(found.handle),
            tags: Vec::new(),
        }
    }

    fn environment(provider: &'static str, place: Place, tags: Vec<(String, String)>) -> Self {
        Self {
            provider,
            kind: ResourceKind::Environment,
            name: place.key.to_string(),
            id: place.key.to_string(),
            region: Some(place.region),
            handle: None,
            tags,
        }
    }
}
