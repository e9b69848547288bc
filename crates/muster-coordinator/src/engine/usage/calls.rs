//! Calls: requests to the API, as plans count them.
//!
//! One that writes is counted in the transaction in which it first does, so it is counted exactly if what it did is
//! there. One that only reads is counted in memory until the next flush; a program that is killed forgets those.

use super::Usage;
use crate::{app::App, caller::Caller};
use http::Method;
use muster_api::usage::{LimitedThing, UsageMeter};
use muster_core::{Actor, Day, OrganisationId};
use muster_store::{Rider, usage_count, usage_count::Count};
use std::collections::BTreeMap;

/// Calls of an organisation, as far as this process knows.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The day that `stored` and `since` are about.
    pub(super) day: Option<Day>,
    /// How many there were when the summary was read.
    pub(super) stored: u64,
    /// How many there were since, written down or not.
    pub(super) since: u64,
    /// How many of these nobody else was told of.
    unpublished: u64,
    /// How many were refused, or would have been, and are not written down.
    pub(super) refused: BTreeMap<(Day, &'static str), u64>,
    /// Who called, and is not written down.
    pub(super) unwritten: BTreeMap<(Day, String), u64>,
}

impl Tally {
    /// Begins anew with each day.
    fn on(&mut self, day: Day) -> &mut Self {
        if self.day != Some(day) {
            (self.day, self.stored, self.since, self.unpublished) = (Some(day), 0, 0, 0);
        }
        self
    }

    fn used(&self) -> u64 {
        self.stored + self.since
    }
}

/// A request that counts.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    organisation: OrganisationId,
    person: String,
    day: Day,
    part: u8,
    is_safe: bool,
}

impl Call {
    /// Nothing, if requests of this caller do not count: those of the operator of this machine and of its console.
    pub(crate) fn of(app: &App, caller: &Caller, method: &Method) -> Option<Self> {
        let counts = match caller.actor {
            Actor::Operator | Actor::Worker(_) | Actor::Coordinator => false,
            Actor::Token(_)
            | Actor::Person(_)
            | Actor::Agent(_)
            | Actor::Workflow(_)
            | Actor::Gateway => true,
        };
        if !counts || caller.is_console {
            return None;
        }
        let [part] = app.seams.rng.bytes();
        Some(Self {
            organisation: caller.organisation.clone(),
            person: caller.actor.to_string(),
            day: Day::of(app.seams.clock.now()),
            part,
            is_safe: method.is_safe(),
        })
    }

    /// Lets a handler answer, and counts that it did.
    pub(crate) async fn answered<T>(self, app: &App, answer: impl Future<Output = T>) -> T {
        if self.is_safe {
            app.usage.count(&self);
            return answer.await;
        }
        let call = self.clone();
        let rider = Rider::new(move |tx| {
            usage_count::add(tx, &call.organisation, call.part, &[(call.count(), 1)])
        });
        let response = rider.clone().with(answer).await;
        if rider.waits() {
            app.usage.count(&self);
        }
        response
    }

    pub(super) fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    pub(super) fn day(&self) -> Day {
        self.day
    }

    fn count(&self) -> Count {
        counted(self.day, UsageMeter::ApiCalls.as_str(), self.person.clone())
    }
}

fn counted(day: Day, meter: &'static str, person: String) -> Count {
    Count { day, meter, worker: String::new(), person }
}

/// The count of what was refused, or would have been.
pub(crate) fn refusals(limited: LimitedThing) -> &'static str {
    match limited {
        LimitedThing::Agents => "refused_agents",
        LimitedThing::ApiCalls => "refused_api_calls",
    }
}

impl Usage {
    /// How many calls there were on this day; if there may be one more by this, there is.
    pub(super) fn admit(&self, call: &Call, may: impl FnOnce(u64) -> bool) -> Result<(), u64> {
        let mut tallies = self.tallies();
        let tally = tallies.entry(call.organisation.clone()).or_default().on(call.day);
        let used = tally.used();
        if !may(used) {
            return Err(used);
        }
        tally.since += 1;
        tally.unpublished += 1;
        Ok(())
    }

    /// One was refused because of a limit, or would have been.
    pub(super) fn refuse(&self, organisation: &OrganisationId, day: Day, limited: LimitedThing) {
        let mut tallies = self.tallies();
        let tally = tallies.entry(organisation.clone()).or_default();
        *tally.refused.entry((day, refusals(limited))).or_default() += 1;
    }

    fn count(&self, call: &Call) {
        let mut tallies = self.tallies();
        let tally = tallies.entry(call.organisation.clone()).or_default();
        *tally.unwritten.entry((call.day, call.person.clone())).or_default() += 1;
    }

    /// How many calls of an organisation there were on a day, as far as this process knows.
    pub(crate) fn calls_on(&self, organisation: &OrganisationId, day: Day) -> u64 {
        self.tallies().entry(organisation.clone()).or_default().on(day).used()
    }

    /// How many were refused on a day, or would have been, and are not written down yet.
    pub(crate) fn refused_on(
        &self,
        organisation: &OrganisationId,
        day: Day,
        limited: LimitedThing,
    ) -> u64 {
        let tallies = self.tallies();
        let tally = tallies.get(organisation);
        tally.and_then(|tally| tally.refused.get(&(day, refusals(limited))).copied()).unwrap_or(0)
    }

    /// Takes out what is not written down.
    pub(super) fn take(&self, organisation: &OrganisationId) -> Vec<(Count, u64)> {
        let mut tallies = self.tallies();
        let Some(tally) = tallies.get_mut(organisation) else { return Vec::new() };
        let calls =
            std::mem::take(&mut tally.unwritten).into_iter().map(|((day, person), calls)| {
                (counted(day, UsageMeter::ApiCalls.as_str(), person), calls)
            });
        let refused = std::mem::take(&mut tally.refused)
            .into_iter()
            .map(|((day, meter), refused)| (counted(day, meter, String::new()), refused));
        calls.chain(refused).collect()
    }

    /// Puts back what could not be written down.
    pub(super) fn put_back(&self, organisation: &OrganisationId, counts: Vec<(Count, u64)>) {
        let mut tallies = self.tallies();
        let tally = tallies.entry(organisation.clone()).or_default();
        for (Count { day, meter, person, .. }, quantity) in counts {
            if meter == UsageMeter::ApiCalls.as_str() {
                *tally.unwritten.entry((day, person)).or_default() += quantity;
            } else {
                *tally.refused.entry((day, meter)).or_default() += quantity;
            }
        }
    }

    /// Takes out how many calls nobody else was told of.
    pub(super) fn unpublished(&self, organisation: &OrganisationId, day: Day) -> u64 {
        let mut tallies = self.tallies();
        std::mem::take(&mut tallies.entry(organisation.clone()).or_default().on(day).unpublished)
    }

    /// Goes by another summary from now on; what came meanwhile and is not written down counts on top.
    pub(super) fn summed(&self, organisation: &OrganisationId, day: Day, stored: u64) {
        let mut tallies = self.tallies();
        let tally = tallies.entry(organisation.clone()).or_default().on(day);
        let unwritten = tally.unwritten.iter().filter(|((on, _), _)| *on == day);
        (tally.stored, tally.since) = (stored, unwritten.map(|(_, calls)| calls).sum());
    }
}
