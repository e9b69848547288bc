//! What a job has waited for, put together from what is known: its attempts, what it needs, who held it, and what its lane
//! waited for meanwhile (`waits`). Nothing of it is kept with the job.

use muster_api::explanation::{JobWait, WaitCause};
use muster_core::{
    JobId, Timestamp,
    explain::Cause,
    job::{JobState, LONGEST_BACKOFF, Price},
};
use muster_store::{
    Read, StoreError,
    attempt::{self, AttemptRow},
    audit_event,
    job::{JobRow, need},
    past_span::{self, Subject},
};
use std::time::Duration;

/// The last so many are told.
const MOST: usize = 20;
/// Of what its lane waited for, and of who held it.
const MOST_READ: u32 = 200;
/// What is over so soon was no wait that anybody asks about.
const SHORTEST_MS: i64 = 1000;

/// What a job has waited for, oldest first.
pub(crate) fn waited(
    tx: &mut dyn Read,
    row: &JobRow,
    now: Timestamp,
) -> Result<Vec<JobWait>, StoreError> {
    let attempts = attempt::list(tx, &row.organisation, row.id)?;
    let times = times(row, &attempts, now);
    let mut waits = of_lane(tx, row, now)?;
    for over in [retries(row, &attempts, now), held(tx, row, now)?, needs(tx, row, now)?] {
        for piece in over {
            lay(&mut waits, piece);
        }
    }
    Ok(told(within(waits, &times), now))
}

/// Something that it waited for, from a moment to another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    from: Timestamp,
    to: Timestamp,
    cause: WaitCause,
    said: Option<String>,
}

impl Piece {
    fn of(cause: WaitCause, from: Timestamp, to: Timestamp) -> Self {
        Self { from, to, cause, said: None }
    }

    fn cut(&self, from: Timestamp, to: Timestamp) -> Option<Self> {
        let (from, to) = (self.from.max(from), self.to.min(to));
        (from < to).then(|| Self { from, to, ..self.clone() })
    }
}

/// When it waited at all: before its first attempt, and between one and the next.
fn times(row: &JobRow, attempts: &[AttemptRow], now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let (mut times, mut since) = (Vec::new(), Some(row.created_at));
    for attempt in attempts {
        times.extend(since.map(|since| (since, attempt.leased_at)));
        since = attempt.ended_at;
    }
    // An array waits until its first task begins.
    let begun = row.started_at.filter(|_| row.progress.is_some());
    let last = begun.or(row.finished_at).unwrap_or(now);
    times.extend(since.map(|since| (since, last)));
    times
}

/// What its lane waited for.
fn of_lane(tx: &mut dyn Read, row: &JobRow, now: Timestamp) -> Result<Vec<Piece>, StoreError> {
    let Some(lane) = row.lane else { return Ok(Vec::new()) };
    let end = row.finished_at.unwrap_or(now).after(Duration::from_millis(1));
    let subject = Subject::Lane(lane);
    let spans = past_span::page(tx, &row.organisation, &subject, Some(end), MOST_READ)?;
    // What a newer coordinator has written in another word is left out.
    let pieces = spans.into_iter().rev().filter_map(|span| {
        let cause = Cause::ALL.into_iter().find(|one| one.as_str() == span.state)?;
        let said = Some(span.said).filter(|said| !said.is_empty());
        let to = span.ended_at.unwrap_or(now);
        Some(Piece { said, ..Piece::of(cause.into(), span.began_at, to) })
    });
    Ok(pieces.collect())
}

/// After an attempt that cost something the next one waits on purpose. How long is left to chance, and half of it at least.
fn retries(row: &JobRow, attempts: &[AttemptRow], now: Timestamp) -> Vec<Piece> {
    let mut priced = 0_u32;
    let mut pieces: Vec<_> = attempts
        .iter()
        .filter_map(|attempt| {
            let (ended_at, reason) = (attempt.ended_at?, attempt.end.as_ref()?.reason?);
            if reason.price() == Price::Nothing {
                return None;
            }
            priced += 1;
            let span = LONGEST_BACKOFF.min(Duration::from_secs(1 << (priced - 1).min(16)));
            Some(Piece::of(WaitCause::Retry, ended_at, ended_at.after(span)))
        })
        .collect();
    if let (JobState::RetryWait { .. }, Some(last)) = (&row.life.state, pieces.last_mut()) {
        last.to = now;
    }
    pieces
}

/// Who held it is told by the audit log; of a task, who held its array.
fn held(tx: &mut dyn Read, row: &JobRow, now: Timestamp) -> Result<Vec<Piece>, StoreError> {
    let target = row.id.as_task().map_or(row.id, |(array, _): (JobId, _)| array).to_string();
    let done = audit_event::deeds(tx, &row.organisation, &target, MOST_READ)?;
    let mut deeds: Vec<_> = done
        .into_iter()
        .filter_map(|(at, action)| match &*action {
            "job.hold" => Some((at, true)),
            "job.release" => Some((at, false)),
            _ => None,
        })
        .collect();
    deeds.sort_unstable();
    // Who submitted it on hold held it from its beginning, and no event says so.
    let is_held = row.hold.is_some();
    if deeds.first().map_or(is_held, |(_, holds)| !holds) {
        deeds.insert(0, (row.created_at, true));
    }
    Ok(between(&deeds, now))
}

/// From each hold to the release after it.
fn between(deeds: &[(Timestamp, bool)], now: Timestamp) -> Vec<Piece> {
    let (mut pieces, mut since) = (Vec::new(), None);
    for (at, holds) in deeds {
        if *holds {
            since.get_or_insert(*at);
        } else if let Some(from) = since.take() {
            pieces.push(Piece::of(WaitCause::Held, from, *at));
        }
    }
    pieces.extend(since.map(|from| Piece::of(WaitCause::Held, from, now)));
    pieces
}

/// It was blocked until the last job that it needs was over, of those that are still there.
fn needs(tx: &mut dyn Read, row: &JobRow, now: Timestamp) -> Result<Vec<Piece>, StoreError> {
    let needed = need::needs(tx, &row.organisation, row.id)?;
    let over = needed.iter().filter_map(|one| one.finished_at).max();
    let to = if row.life.state == JobState::Blocked { Some(now) } else { over };
    Ok(to.map(|to| Piece::of(WaitCause::Needs, row.created_at, to)).into_iter().collect())
}

/// Lays a piece over the others: where it is, they are not.
fn lay(pieces: &mut Vec<Piece>, over: Piece) {
    if over.from >= over.to {
        return;
    }
    let mut all: Vec<_> = pieces
        .iter()
        .flat_map(|piece| [piece.cut(piece.from, over.from), piece.cut(over.to, piece.to)])
        .flatten()
        .collect();
    all.push(over);
    all.sort_by_key(|piece| piece.from);
    *pieces = all;
}

/// What of it lies in these times.
fn within(pieces: Vec<Piece>, times: &[(Timestamp, Timestamp)]) -> Vec<Piece> {
    let in_times = |piece: Piece| {
        let cuts = times.iter().filter_map(|(from, to)| piece.cut(*from, *to));
        cuts.collect::<Vec<_>>()
    };
    pieces.into_iter().flat_map(in_times).collect()
}

/// The last of it, as it is shown: pieces of one cause that meet are one.
fn told(pieces: Vec<Piece>, now: Timestamp) -> Vec<JobWait> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.cause == piece.cause && last.to == piece.from => last.to = piece.to,
            _ => joined.push(piece),
        }
    }
    joined.retain(|piece| piece.to.millis() - piece.from.millis() >= SHORTEST_MS);
    let first = joined.len().saturating_sub(MOST);
    let wait = |Piece { from, to, cause, said }| JobWait {
        from,
        until: Some(to).filter(|to| *to < now),
        cause,
        said,
    };
    joined.drain(first..).map(wait).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1000)
    }

    fn piece(cause: WaitCause, from: i64, to: i64) -> Piece {
        Piece::of(cause, at(from), at(to))
    }

    #[test]
    fn what_somebody_held_is_not_called_a_wait_for_a_slot() {
        let mut waits = vec![piece(WaitCause::Fit, 0, 60), piece(WaitCause::Slot, 60, 200)];
        let deeds = [(at(90), true), (at(95), true), (at(120), false), (at(190), true)];
        for held in between(&deeds, at(300)) {
            lay(&mut waits, held);
        }
        let told = told(within(waits, &[(at(10), at(250))]), at(300));
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.cause, one.from.millis() / 1000, one.until.unwrap().millis() / 1000))
            .collect();
        assert_eq!(
            told,
            [
                (WaitCause::Fit, 10, 60),
                (WaitCause::Slot, 60, 90),
                (WaitCause::Held, 90, 120),
                (WaitCause::Slot, 120, 190),
                (WaitCause::Held, 190, 250),
            ]
        );
    }

    proptest! {
        #[test]
        fn no_two_pieces_are_at_one_time_and_the_last_that_was_laid_is_whole(
            laid in vec((0..9_usize, 0..1000_i64, 1..400_i64), 1..30)
        ) {
            let causes = [
                WaitCause::Needs, WaitCause::Held, WaitCause::Retry, WaitCause::Paused, WaitCause::Turn,
                WaitCause::Slot, WaitCause::Owner, WaitCause::Worker, WaitCause::Fit,
            ];
            let mut pieces = Vec::new();
            for (cause, from, length) in laid {
                let over = piece(causes[cause], from, from + length);
                lay(&mut pieces, over.clone());
                prop_assert!(pieces.contains(&over));
            }
            for pair in pieces.windows(2) {
                prop_assert!(pair[0].from < pair[0].to && pair[0].to <= pair[1].from);
            }
        }
    }
}
