//! Looking at a whole fleet without taking it along: only what is shown is copied.

use super::{Fleet, Member};
use muster_api::{overview::WorkerCounts, query::WorkerTerms, worker::WorkerLiveness};
use muster_core::{
    OrganisationId, Timestamp, WorkerId,
    cloud::Status,
    requirement::{LabelValue, Labels},
    worker::Liveness,
};
use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
};

/// Where a worker is in the list: by name, then by id.
pub(crate) type Place = (String, WorkerId);

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) members: Vec<Member>,
    /// How many match in all.
    pub(crate) total: u64,
    pub(crate) has_more: bool,
}

/// A fleet in numbers.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) workers: WorkerCounts,
    /// Slots in all workers that are online.
    pub(crate) slots: u32,
    /// How many of those are taken. What another worker was given may run there, and takes nothing that there is.
    pub(crate) busy_slots: u32,
    /// Some of those that went away without a word, the last ones first.
    pub(crate) away: Vec<Member>,
}

impl Fleet {
    /// The workers of an organisation that match, behind a place, by name.
    pub(crate) fn page(
        &self,
        organisation: &OrganisationId,
        terms: &WorkerTerms,
        after: Option<&Place>,
        limit: usize,
        now: Timestamp,
    ) -> Listed {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        let text = terms.text.as_ref().map(|text| text.to_lowercase());
        let is_found = |member: &Member| text.as_ref().is_none_or(|text| contains(member, text));
        let matching = own.filter(|member| matches(member, terms, now) && is_found(member));
        let matching: Vec<_> = matching.collect();
        let total = matching.len() as u64;
        let is_behind =
            |member: &&Member| after.is_none_or(|after| place(member) > (&after.0, &after.1));
        let behind: Vec<_> = matching.into_iter().filter(is_behind).collect();
        let has_more = behind.len() > limit;
        let shown = first(behind, limit, |one, other| place(one).cmp(&place(other)));
        Listed { members: shown.into_iter().cloned().collect(), total, has_more }
    }

    /// The workers of an organisation that joined last, newest first.
    pub(crate) fn newest(&self, organisation: &OrganisationId, limit: usize) -> Vec<Member> {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        let newest = first(own.collect(), limit, |one, other| {
            let (one, other) = (&one.row, &other.row);
            (other.joined_at, &other.id).cmp(&(one.joined_at, &one.id))
        });
        newest.into_iter().cloned().collect()
    }

    /// The workers of an organisation in numbers, with some of those that went away. Those that are off did not.
    pub(crate) fn tally(
        &self,
        organisation: &OrganisationId,
        busy: &BTreeMap<WorkerId, u32>,
        off: &BTreeMap<WorkerId, Status>,
        now: Timestamp,
        most_away: usize,
    ) -> Tally {
        let members = self.members();
        let (mut tally, mut away) = (Tally::default(), Vec::new());
        for member in members.values().filter(|one| one.row.organisation == *organisation) {
            let counts = &mut tally.workers;
            counts.total += 1;
            let (liveness, machine) = (member.liveness(now), off.get(&member.row.id));
            if let (Liveness::Disconnected | Liveness::Lost, Some(machine)) = (liveness, machine) {
                count_off(counts, *machine);
                continue;
            }
            match liveness {
                Liveness::Online => {
                    counts.online += 1;
                    tally.slots = tally.slots.saturating_add(member.row.slots);
                    tally.busy_slots += member.busy_slots(busy);
                }
                Liveness::Asleep => counts.asleep += 1,
                Liveness::Disconnected => {
                    counts.disconnected += 1;
                    away.push(member);
                }
                Liveness::Lost => {
                    counts.lost += 1;
                    away.push(member);
                }
            }
        }
        let seen = |member: &Member| Reverse(member.row.last_seen_at);
        let last = first(away, most_away, |one, other| {
            (seen(one), place(one)).cmp(&(seen(other), place(other)))
        });
        Tally { away: last.into_iter().cloned().collect(), ..tally }
    }
}

/// One whose machine does not run.
fn count_off(counts: &mut WorkerCounts, machine: Status) {
    counts.off += 1;
    match machine {
        Status::Stopped => counts.stopped += 1,
        Status::Failed => counts.failed += 1,
        Status::Creating
        | Status::Starting
        | Status::Running
        | Status::Stopping
        | Status::Deleting
        | Status::Gone => counts.moving += 1,
    }
}

fn place(member: &Member) -> (&String, &WorkerId) {
    (&member.row.name, &member.row.id)
}

/// The first so many in an order; the others are not put in order.
fn first(
    mut all: Vec<&Member>,
    limit: usize,
    order: impl Fn(&Member, &Member) -> Ordering,
) -> Vec<&Member> {
    if limit > 0 && all.len() > limit {
        all.select_nth_unstable_by(limit - 1, |one, other| order(one, other));
    }
    all.truncate(limit);
    all.sort_by(|one, other| order(one, other));
    all
}

/// Whether everything is met but the text.
fn matches(member: &Member, terms: &WorkerTerms, now: Timestamp) -> bool {
    let row = &member.row;
    let is_in_state = || terms.states.contains(&WorkerLiveness::from(member.liveness(now)));
    (terms.states.is_empty() || is_in_state())
        && terms.destination.is_none_or(|destination| row.destination == destination)
        && terms.labels.iter().all(|label| has(row.labels.all(), label))
}

/// Whether name or id contain a text in small letters.
fn contains(member: &Member, text: &str) -> bool {
    let names = [&member.row.name, member.row.id.as_str()];
    names.iter().any(|name| name.to_lowercase().contains(text))
}

/// Whether a label is there: with this value, or at all if none is named.
fn has(labels: &Labels, label: &str) -> bool {
    let (name, wanted) = label.split_once('=').map_or((label, None), |(name, it)| (name, Some(it)));
    labels.get(name).is_some_and(|value| match (wanted, value) {
        (None, value) => *value != LabelValue::Bool(false),
        (Some(wanted), LabelValue::Text(text)) => text == wanted,
        (Some(wanted), value) => value.to_string() == wanted,
    })
}
