//! The queue: which waiting job is next, and for whom.
//!
//! Submitters take turns: next is whoever of those with a fitting job was granted the fewest slots.
//! Among the jobs of one submitter the place decides, and jobs that ask for the same are never passed.
//!
//! A job that needs more slots than are free anywhere is not passed either: of the workers that could run
//! it, the one with the most free slots gets nothing else until they are enough.

mod line;
#[cfg(test)]
mod tests;

use self::line::{Line, Takes};
use crate::engine::{
    fleet::Offer,
    life::{Applied, Moment, NotApplied},
};
use muster_core::{JobId, OrganisationId, Scope, WorkerId, job::Event, owner::Only, worker::Link};
use muster_store::{
    StoreError, Write,
    job::{
        self, JobRow, Place,
        lane::{self, Lane},
    },
};
use std::collections::BTreeMap;

/// How much each submitter was granted, as far as it still matters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns {
    granted: BTreeMap<(OrganisationId, String), u64>,
    /// Where the last turn began. Nobody saves up turns while nothing of theirs waits.
    now: u64,
}

impl Turns {
    fn of(&self, lane: &Lane) -> u64 {
        let key = (lane.organisation.clone(), lane.submitter.clone());
        self.granted.get(&key).copied().unwrap_or_default().max(self.now)
    }

    fn take(&mut self, lane: &Lane) {
        self.now = self.of(lane);
        let key = (lane.organisation.clone(), lane.submitter.clone());
        self.granted.insert(key, self.now + u64::from(lane.slots));
        self.granted.retain(|_, granted| *granted > self.now);
    }
}

/// What one transaction granted, and whose turn it is after that.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) granted: Vec<Applied>,
    /// What was granted to workers that have no slot for it yet.
    pub(crate) ahead: Vec<Applied>,
    /// Workers that are given nothing, for the sake of a job that needs more than is free of them.
    pub(crate) kept: BTreeMap<WorkerId, JobId>,
    /// What was passed over.
    pub(crate) unreadable: Vec<(Place, StoreError)>,
    pub(crate) unreadable_lanes: Vec<((OrganisationId, i64), StoreError)>,
    /// Whether jobs were left because their secrets cannot be opened now.
    pub(crate) left_sealed: bool,
    pub(crate) turns: Turns,
}

impl Claims {
    fn none(turns: Turns) -> Self {
        Self {
            granted: Vec::new(),
            ahead: Vec::new(),
            kept: BTreeMap::new(),
            unreadable: Vec::new(),
            unreadable_lanes: Vec::new(),
            left_sealed: false,
            turns,
        }
    }

    fn count(&self) -> usize {
        self.granted.len() + self.ahead.len()
    }

    fn add(&mut self, more: Self) {
        self.granted.extend(more.granted);
        self.ahead.extend(more.ahead);
        self.kept.extend(more.kept);
        self.unreadable.extend(more.unreadable);
        self.unreadable_lanes.extend(more.unreadable_lanes);
        self.left_sealed |= more.left_sealed;
        self.turns = more.turns;
    }
}

/// What can be granted at all now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// The epoch of the grants.
    pub(crate) epoch: u32,
    /// How many there may be.
    pub(crate) most: usize,
    /// Whether jobs with secrets can be given them.
    pub(crate) opens_secrets: bool,
}

/// Grants what waits to whoever offers.
///
/// Owners who allow certain programs only, or want jobs kept apart, see other queues than everybody else, so those who allow
/// the same are served together, and those who allow all of them first.
pub(crate) fn claim(
    tx: &mut dyn Write,
    offers: Vec<Offer>,
    turns: &Turns,
    terms: Terms,
    moment: &Moment,
) -> Result<Claims, NotApplied> {
    let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for offer in offers {
        // A lane knows whose its jobs are.
        let only = Only { submitters: [].into(), ..offer.row.owner.limits.only.clone() };
        alike.entry(only).or_default().push(offer);
    }
    let mut claims = Claims::none(turns.clone());
    for (only, offers) in alike {
        let terms = Terms { most: terms.most - claims.count(), ..terms };
        claims.add(claim_alike(tx, offers, only, &claims.turns, terms, moment)?);
    }
    Ok(claims)
}

/// The same for workers whose owners allow the same.
fn claim_alike(
    tx: &mut dyn Write,
    mut offers: Vec<Offer>,
    only: Only,
    turns: &Turns,
    Terms { epoch, most, opens_secrets }: Terms,
    moment: &Moment,
) -> Result<Claims, NotApplied> {
    // A node that polls is told a command and nothing else, so it could not know which task it runs.
    let takes_tasks = offers.iter().any(|offer| offer.row.link == Link::Session);
    let takes = Takes { tasks: takes_tasks, secrets: opens_secrets, only };
    let waiting = lane::waiting(tx)?;
    let lines = waiting.lanes.into_iter().map(|lane| Line::of(lane, takes.clone())).collect();
    let mut round = Round { lines, arrays: Vec::new(), turns: turns.clone(), epoch, moment };
    let (mut granted, mut kept) = (Vec::new(), BTreeMap::new());
    while granted.len() < most {
        let next = next(&round.lines, &offers, &round.turns);
        if round.has_to_read(tx, &next.kept)? {
            continue;
        }
        kept = next.kept;
        let Some((at, offer)) = next.grant else { break };
        let offer = &mut offers[offer];
        let Some(one) = round.grant(tx, at, &offer.row.id)? else { continue };
        offer.free_slots -= round.lines[at].lane.slots;
        granted.push(one);
    }
    let kept = round.who_is_kept(&offers, &kept);
    let ahead = round.grant_ahead(tx, &offers, most - granted.len())?;
    round.save_arrays(tx)?;
    let Round { lines, turns, .. } = round;
    let left_sealed = lines.iter().any(|line| line.left_sealed);
    let unreadable = lines.into_iter().flat_map(|line| line.unreadable).collect();
    let unreadable_lanes = waiting.unreadable;
    Ok(Claims { granted, ahead, kept, unreadable, unreadable_lanes, left_sealed, turns })
}

/// One transaction's worth of grants.
struct Round<'a> {
    lines: Vec<Line>,
    /// Arrays of which tasks were granted, before and after.
    arrays: Vec<(JobRow, JobRow)>,
    turns: Turns,
    epoch: u32,
    moment: &'a Moment,
}

impl Round<'_> {
    /// Grants the first job of a line, if there is one after all.
    fn grant(
        &mut self,
        tx: &mut dyn Write,
        at: usize,
        worker: &WorkerId,
    ) -> Result<Option<Applied>, NotApplied> {
        let line = &mut self.lines[at];
        let Some(job) = line.first(tx)? else { return Ok(None) };
        let event = Event::Claim { worker: worker.clone(), epoch: self.epoch };
        let scope = Scope { organisation: job.organisation.clone(), ..self.moment.scope.clone() };
        let moment = Moment { scope, ..self.moment.clone() };
        let granted = line.grant(tx, job, event, &moment, &mut self.arrays)?;
        self.turns.take(&line.lane);
        Ok(Some(granted))
    }

    /// Nothing is kept for a line of which nothing can be granted: reads those that were not read yet.
    fn has_to_read(
        &mut self,
        tx: &mut dyn Write,
        kept: &BTreeMap<usize, usize>,
    ) -> Result<bool, StoreError> {
        let unread: Vec<_> = kept.values().filter(|at| self.lines[**at].is_unread()).collect();
        for at in &unread {
            self.lines[**at].read_on(tx)?;
        }
        Ok(!unread.is_empty())
    }

    /// Names the workers that are kept, and for what.
    fn who_is_kept(
        &self,
        offers: &[Offer],
        kept: &BTreeMap<usize, usize>,
    ) -> BTreeMap<WorkerId, JobId> {
        let named = kept.iter().filter_map(|(offer, at)| {
            let job = self.lines[*at].known_first()?;
            Some((offers[*offer].row.id.clone(), job.id))
        });
        named.collect()
    }

    /// Lets workers hold tasks of the array that they get on with, where nothing else waits for them.
    fn grant_ahead(
        &mut self,
        tx: &mut dyn Write,
        offers: &[Offer],
        most: usize,
    ) -> Result<Vec<Applied>, NotApplied> {
        let mut granted = Vec::new();
        for (offer, ahead) in offers.iter().filter_map(|offer| Some((offer, offer.ahead?))) {
            let Some(at) = self.only_line_for(offer) else { continue };
            for _ in 0..ahead.count.min(u32::try_from(most - granted.len()).unwrap_or(0)) {
                if !self.lines[at].goes_on_with(tx, ahead.array)? {
                    break;
                }
                granted.extend(self.grant(tx, at, &offer.row.id)?);
            }
        }
        Ok(granted)
    }

    /// The line that waits for a worker, if only one does.
    fn only_line_for(&self, offer: &Offer) -> Option<usize> {
        let fits = |lane: &Lane| offer.could_take(&lane.organisation, lane.ask());
        let waits = |line: &Line| line.head().is_some() && fits(&line.lane);
        let mut waiting = (0..self.lines.len()).filter(|at| waits(&self.lines[*at]));
        let first = waiting.next();
        let only = first.filter(|_| waiting.next().is_none());
        // Of wider ones it would hold more than it could begin soon.
        only.filter(|at| self.lines[*at].lane.slots == 1)
    }

    fn save_arrays(&mut self, tx: &mut dyn Write) -> Result<(), StoreError> {
        let open = self.lines.iter_mut().filter_map(Line::take_array);
        self.arrays.extend(open);
        self.arrays.iter().try_for_each(|(before, after)| job::save(tx, before, after))
    }
}

/// What comes next.
struct Next {
    /// The line whose turn it is, and the offer that takes its first job.
    grant: Option<(usize, usize)>,
    /// The offers that are kept for lines which are ahead of it.
    kept: BTreeMap<usize, usize>,
}

fn next(lines: &[Line], offers: &[Offer], turns: &Turns) -> Next {
    let waiting = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line, line.head()?)));
    let mut order: Vec<_> = waiting.collect();
    order.sort_by_key(|(_, line, head)| (turns.of(&line.lane), *head));
    let mut kept = BTreeMap::new();
    for (at, Line { lane, .. }, _) in order {
        let takes = |offer: &Offer| offer.takes(&lane.organisation, lane.ask());
        if let Some(offer) = freest(offers, &kept, takes) {
            return Next { grant: Some((at, offer)), kept };
        }
        if lane.slots > 1 {
            let could = |offer: &Offer| {
                offer.free_slots > 0 && offer.could_take(&lane.organisation, lane.ask())
            };
            kept.extend(freest(offers, &kept, could).map(|offer| (offer, at)));
        }
    }
    Next { grant: None, kept }
}

/// The fitting offer with the most free slots, of those that are not kept.
fn freest(
    offers: &[Offer],
    kept: &BTreeMap<usize, usize>,
    fits: impl Fn(&Offer) -> bool,
) -> Option<usize> {
    let free = offers.iter().enumerate().filter(|(at, _)| !kept.contains_key(at));
    let fitting = free.filter(|(_, offer)| fits(offer));
    fitting.max_by_key(|(_, offer)| offer.free_slots).map(|(at, _)| at)
}
