//! Updates of workers: what is asked for, and what each of them is told when it is its turn.

use crate::{
    app::App,
    engine::{
        fleet::{Line, Member},
        programs::{Kept, is_newer},
        steer_worker::{Change, steer},
        views,
    },
    error::{AppError, Chain},
};
use muster_api::{
    ProblemKind,
    program::{Program, platform_of},
    session::{FromCoordinator, UpdateOrder},
    update::{UpdateCounts, UpdateReport, UpdatedWorker},
};
use muster_core::{
    OrganisationId, Scope, Timestamp, WorkerId,
    requirement::{LabelValue, Labels},
    update::{Seen, Stage, Turn, Update, may_begin},
    worker::Link,
};
use muster_session::{ProgramTicket, sign_order};
use muster_store::{StoreError, worker::WorkerRow};
use std::{collections::BTreeMap, time::Duration};

/// The protocol with which a worker can be told to update itself.
const FIRST_PROTOCOL: u32 = 3;
/// A program is fetched within this time, or not at all.
const TICKET_LASTS: Duration = Duration::from_mins(30);

/// Asks for updates of these workers, or of all that can be updated from here. Answers how many it asked for.
pub(crate) async fn ask(
    app: &App,
    scope: Scope,
    named: Option<Vec<WorkerId>>,
) -> Result<u64, AppError> {
    let fleet = app.fleet.list(&scope.organisation);
    if let Some(name) = fleet.iter().find_map(under_way) {
        let detail = format!("an update is under way, of {name} for one; stop it first");
        return Err(AppError::told(ProblemKind::NotNow, detail));
    }
    let programs = app.programs.newest().await?;
    let actor = scope.actor.to_string();
    let by = app.store.read(move |tx| views::name_of(tx, &actor)).await?;
    let now = app.seams.clock.now();
    let mut asked = 0;
    for member in fleet.iter().filter(|member| is_meant(member, named.as_deref())) {
        let next = begin(member, &programs, &by, now);
        let is_begun = next.stage == Stage::Waiting;
        let is_kept = advance(app, scope.clone(), member, next).await?;
        asked += u64::from(is_begun && is_kept);
    }
    Ok(asked)
}

/// Brings an update on, unless somebody else has done so since it was looked at. Answers whether it did.
async fn advance(
    app: &App,
    scope: Scope,
    member: &Member,
    next: Update,
) -> Result<bool, StoreError> {
    let change = Change::Update { before: member.row.update.clone(), next };
    steer(app, scope, member.row.id.clone(), change).await
}

/// Stops what has not begun to change.
pub(crate) async fn stop(app: &App, scope: Scope) -> Result<u64, AppError> {
    let (mut stopped, now) = (0, app.seams.clock.now());
    for member in app.fleet.list(&scope.organisation) {
        let Some(update) = &member.row.update else { continue };
        if matches!(update.stage, Stage::Waiting | Stage::Draining) {
            let next = update.at(Stage::Stopped, Some("somebody stopped it"), now);
            stopped += u64::from(advance(app, scope.clone(), &member, next).await?);
        }
    }
    Ok(stopped)
}

/// How far the updates are that were asked for last, counted over the whole fleet.
pub(crate) fn report(app: &App, organisation: &OrganisationId) -> UpdateReport {
    let fleet = app.fleet.list(organisation);
    let workers = fleet.iter().filter(|member| is_meant(member, None)).count() as u64;
    let updates = fleet.iter().filter_map(|member| Some((member, member.row.update.as_ref()?)));
    let asked_at = updates.clone().map(|(_, update)| update.asked_at).max();
    let last = asked_at.map(|asked_at| {
        counts(&updates.filter(|(_, update)| update.asked_at == asked_at).collect::<Vec<_>>())
    });
    UpdateReport { workers, last: last.flatten() }
}

fn counts(together: &[(&Member, &Update)]) -> Option<UpdateCounts> {
    let (_, first) = together.first()?;
    let at = |stage| together.iter().find(|(_, update)| update.stage == stage);
    let one = at(Stage::Failed).or_else(|| at(Stage::Changing)).or_else(|| at(Stage::Draining));
    let named = together.iter().find(|(_, update)| !update.version.is_empty());
    let count = |is: &dyn Fn(&Member, &Update) -> bool| {
        together.iter().filter(|(member, update)| is(member, update)).count() as u64
    };
    Some(UpdateCounts {
        version: named.map_or_else(String::new, |(_, update)| update.version.clone()),
        by: first.by.clone(),
        asked_at: first.asked_at,
        total: together.len() as u64,
        over: count(&|member, _| under_way(member).is_none()),
        failed: count(&|_, update| update.stage == Stage::Failed),
        one: one.map(|(member, update)| UpdatedWorker {
            id: member.row.id.clone(),
            name: member.row.name.clone(),
            update: (*update).clone().into(),
        }),
    })
}

/// Who only waits until it comes back holds nobody up.
fn under_way(member: &Member) -> Option<&str> {
    let update = member.row.update.as_ref()?;
    let is_away = update.stage == Stage::Waiting && member.line.is_none();
    (!update.stage.is_over() && !is_away).then_some(member.row.name.as_str())
}

/// A worker that is to become this program, and is not yet.
pub(crate) fn on_its_way_to(app: &App, program: &Program) -> Option<String> {
    let is_bound = |row: &WorkerRow| {
        let update = row.update.as_ref().filter(|update| !update.stage.is_over());
        update.is_some_and(|update| update.version == program.version)
            && platform(row.labels.all()) == program.platform
    };
    app.fleet.all().into_iter().map(|member| member.row).find(is_bound).map(|row| row.name)
}

/// Who is part of another program or polls is only meant by name, and then told why not.
fn is_meant(member: &Member, named: Option<&[WorkerId]>) -> bool {
    match named {
        Some(named) => named.contains(&member.row.id),
        None => member.row.link == Link::Session && !member.row.is_this_machine,
    }
}

/// How an update begins: it waits, or there is nothing to do.
fn begin(member: &Member, programs: &BTreeMap<String, Kept>, by: &str, now: Timestamp) -> Update {
    let platform = platform(member.row.labels.all());
    let Some(kept) = programs.get(&platform) else {
        let why = format!("there is no program for {platform} here; bring one");
        return Update::new("", by, now).at(Stage::Skipped, Some(&why), now);
    };
    let update = Update::new(&kept.program.version, by, now);
    let has = member.row.version.as_deref().unwrap_or_default();
    if has == update.version {
        return update.at(Stage::Skipped, Some("it has this version already"), now);
    }
    if is_newer(has, &update.version) {
        return update.at(Stage::Skipped, Some("its own version is newer"), now);
    }
    update
}

fn platform(labels: &Labels) -> String {
    let word = |label: &str| match labels.get(label) {
        Some(LabelValue::Text(text)) => text.as_str(),
        _ => "unknown",
    };
    platform_of(word("os"), word("arch"))
}

/// Brings every update that is under way one step further.
pub(crate) async fn pass(app: &App) -> Result<u64, StoreError> {
    let mut done = 0;
    for organisation in app.fleet.updating() {
        done += pass_of(app, &organisation).await?;
    }
    Ok(done)
}

async fn pass_of(app: &App, organisation: &OrganisationId) -> Result<u64, StoreError> {
    let fleet = app.fleet.list(organisation);
    let under_way = fleet.iter().filter_map(|member| member.row.update.as_ref());
    let under_way = under_way.filter(|update| !update.stage.is_over());
    let Some(asked_at) = under_way.map(|update| update.asked_at).max() else { return Ok(0) };
    let together: Vec<_> = fleet
        .into_iter()
        .filter_map(|member| Some((member.row.update.clone()?, member)))
        .filter(|(update, _)| update.asked_at == asked_at)
        .collect();
    let (mut quotas, never, mut done) = (quotas(&together), failed(&together), 0);
    for (update, member) in &together {
        let quota = quotas.entry(platform(member.row.labels.all())).or_default();
        let turn = match &never {
            Some(why) => Turn::Never(why.clone()),
            None if *quota > 0 => Turn::Now,
            None => Turn::Later,
        };
        let now = app.seams.clock.now();
        if let Some(next) = update.next(seen(app, member, now), &turn, now) {
            *quota = quota.saturating_sub(usize::from(next.stage == Stage::Draining));
            done += u64::from(advance(app, app.own_scope(organisation), member, next).await?);
        } else if update.stage == Stage::Changing {
            order(app, member, update).await;
        }
    }
    Ok(done)
}

/// How many more may begin, of each kind of machine: what one has tried out says nothing about another.
fn quotas(together: &[(Update, Member)]) -> BTreeMap<String, usize> {
    let mut stages = BTreeMap::<_, Vec<_>>::new();
    for (update, member) in together {
        stages.entry(platform(member.row.labels.all())).or_default().push(update.stage);
    }
    stages.into_iter().map(|(platform, stages)| (platform, may_begin(&stages))).collect()
}

/// Why nobody else may begin, if one has failed.
fn failed(together: &[(Update, Member)]) -> Option<String> {
    let failed = together.iter().find(|(update, _)| update.stage == Stage::Failed);
    failed.map(|(_, member)| format!("{} could not be updated", member.row.name))
}

fn seen<'a>(app: &App, member: &'a Member, now: Timestamp) -> Seen<'a> {
    Seen {
        version: member.row.version.as_deref(),
        is_here: member.presence(now).here_since.is_some() && !member.is_leaving,
        is_busy: app.leases.count_of(&member.row.id) > 0,
        cannot: cannot(member),
    }
}

/// Why a worker cannot be updated from here, if it cannot.
fn cannot(member: &Member) -> Option<&str> {
    match &member.line {
        _ if member.row.owner.limits.no_updates => Some("its owner does not want it"),
        _ if member.row.link == Link::Polling => Some("a node that polls is updated by hand"),
        Some(line) if line.protocol < FIRST_PROTOCOL => {
            Some("its program is too old to update itself; update it by hand this once")
        }
        Some(line) => line.cannot_update.as_deref(),
        None => None,
    }
}

/// Tells a worker to change, once in each session.
async fn order(app: &App, member: &Member, update: &Update) {
    let Some(line) = member.line.as_ref().filter(|line| line.is_first_order(update.asked_at))
    else {
        return;
    };
    let platform = platform(member.row.labels.all());
    let kept = app.programs.newest().await.ok().and_then(|mut all| all.remove(&platform));
    if let Some(kept) = kept.filter(|kept| kept.program.version == update.version) {
        return say(app, line, member, update, &kept);
    }
    let why = "the program that it was to have is not here any more";
    let WorkerRow { organisation, id, .. } = &member.row;
    if let Err(error) = failed_at(app, organisation, id, update.asked_at, why).await {
        tracing::error!(error = %Chain(&error), worker = %id, "cannot keep that {why}");
    }
}

fn say(app: &App, line: &Line, member: &Member, update: &Update, kept: &Kept) {
    let (worker, sha256) = (&member.row.id, kept.sha256.as_str().to_owned());
    let until = app.seams.clock.now().after(TICKET_LASTS);
    let ticket = ProgramTicket { worker: worker.clone(), sha256: sha256.clone(), until };
    let order = UpdateOrder {
        asked_at: update.asked_at,
        version: update.version.clone(),
        size: kept.size,
        sha256,
        ticket: ticket.sign(&app.key),
        signature: String::new(),
    };
    line.send_or_cut(FromCoordinator::Update(sign_order(order, worker, &app.key)));
}

/// A worker says why it has not changed.
pub(crate) async fn failed_at(
    app: &App,
    organisation: &OrganisationId,
    id: &WorkerId,
    asked_at: Timestamp,
    why: &str,
) -> Result<(), StoreError> {
    let Some(member) = app.fleet.find(organisation, id) else { return Ok(()) };
    let update = member.row.update.as_ref();
    let is_this = |it: &&Update| it.stage == Stage::Changing && it.asked_at == asked_at;
    let Some(update) = update.filter(is_this) else { return Ok(()) };
    let failed = update.at(Stage::Failed, Some(why), app.seams.clock.now());
    advance(app, app.own_scope(organisation), &member, failed).await.map(drop)
}
