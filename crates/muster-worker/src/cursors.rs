//! Cursors: how far one session is with telling the coordinator about each attempt.
//!
//! They belong to a session. A new one begins where the coordinator says that it is, and whatever
//! was said and never confirmed is said again.

use crate::attempt::{Attempt, Ended, Phase};
use muster_api::session::{Grant, KeptGrant};
use std::{collections::BTreeMap, sync::Arc};

/// How much of a log may be under way; the rest waits in the spool.
const WINDOW: u64 = 4 << 20;
/// How much of one log is sent before another attempt has its turn.
const TURN: u64 = 256 * 1024;
/// So much of a log's end travels with the report of the end, so that a short job needs one answer.
pub(crate) const SMALL: u64 = 4096;
/// An end is said again at the second beat after it was said.
const BEATS_BEFORE_REPEAT: u8 = 2;

/// What is to be said next.
#[derive(Debug, Clone)]
pub(crate) enum Due {
    Started(Arc<Attempt>),
    Log {
        attempt: Arc<Attempt>,
        from: u64,
        limit: usize,
    },
    /// With the log's end from this offset on, if that was not sent.
    Finished {
        attempt: Arc<Attempt>,
        ended: Ended,
        tail: Option<u64>,
    },
}

#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    is_start_said: bool,
    sent: u64,
    /// What was stored at the last beat.
    stored_before: u64,
    /// Beats left until the end is said again, if it was said.
    end_said: Option<u8>,
    /// A report with the log's end in it was sent; another is sent without.
    is_tail_said: bool,
    /// The coordinator did not store anything from one beat to the next.
    is_stalled: bool,
}

impl Cursor {
    /// Whether there is a log to send before the end is said.
    fn awaits_log(&self, left: u64) -> bool {
        self.is_tail_said || left > SMALL || self.end_said.is_some()
    }
}

/// The cursors of one session.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    cursors: BTreeMap<Grant, Cursor>,
    /// Whose turn it was last.
    last: Option<Grant>,
}

impl Cursors {
    /// Where a session begins.
    pub(crate) fn new(kept: &[KeptGrant]) -> Self {
        let cursor = |kept: &KeptGrant| {
            let cursor = Cursor { sent: kept.log_next, ..Cursor::default() };
            (kept.grant, cursor)
        };
        Self { cursors: kept.iter().map(cursor).collect(), last: None }
    }

    /// What is to be said next, each attempt in its turn. They are in the order of their grants.
    pub(crate) fn next(&mut self, attempts: &[Arc<Attempt>]) -> Option<Due> {
        let place = |grant: &Grant| attempts.binary_search_by_key(grant, |attempt| attempt.grant);
        self.cursors.retain(|grant, _| place(grant).is_ok());
        let turn = attempts.partition_point(|attempt| Some(attempt.grant) <= self.last);
        let in_turn = attempts[turn..].iter().chain(&attempts[..turn]);
        let due = in_turn.into_iter().find_map(|attempt| self.due(attempt));
        due.map(|(grant, due)| {
            self.last = Some(grant);
            due
        })
    }

    fn due(&mut self, attempt: &Arc<Attempt>) -> Option<(Grant, Due)> {
        let (grant, spooled, stored) = (attempt.grant, attempt.spooled(), attempt.stored());
        let cursor =
            self.cursors.entry(grant).or_insert(Cursor { sent: stored, ..Cursor::default() });
        let room = WINDOW.saturating_sub(cursor.sent.saturating_sub(stored));
        let limit = TURN.min(room).min(spooled.saturating_sub(cursor.sent));
        let left = spooled.saturating_sub(cursor.sent);
        let log = |limit: u64| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            Due::Log { attempt: attempt.clone(), from: cursor.sent, limit }
        };
        let due = match attempt.phase() {
            Phase::Running if !cursor.is_start_said => Due::Started(attempt.clone()),
            Phase::Ended(_) if attempt.has_untold_start() && !cursor.is_start_said => {
                Due::Started(attempt.clone())
            }
            Phase::Running if limit > 0 => log(limit),
            Phase::Ended(_) if limit > 0 && cursor.awaits_log(left) => log(limit),
            Phase::Ended(ended) if cursor.end_said.is_none() => {
                let is_tail_due = left > 0 && left <= SMALL && !cursor.is_tail_said;
                if left > 0 && !is_tail_due && !cursor.is_stalled {
                    return None;
                }
                let tail = is_tail_due.then_some(cursor.sent);
                Due::Finished { attempt: attempt.clone(), ended, tail }
            }
            Phase::Waiting | Phase::Running | Phase::Ended(_) => return None,
        };
        Some((grant, due))
    }

    pub(crate) fn start_said(&mut self, grant: &Grant) {
        self.change(grant, |cursor| cursor.is_start_said = true);
    }
    pub(crate) fn sent(&mut self, grant: &Grant, end: u64) {
        self.change(grant, |cursor| cursor.sent = end);
    }
    pub(crate) fn end_said(&mut self, grant: &Grant) {
        self.change(grant, |cursor| cursor.end_said = Some(BEATS_BEFORE_REPEAT));
    }
    pub(crate) fn tail_said(&mut self, grant: &Grant, end: u64) {
        self.change(grant, |cursor| {
            cursor.sent = end;
            cursor.is_tail_said = true;
        });
    }

    /// At a beat: an end that was not confirmed is said again, and so is a log that does not get on.
    pub(crate) fn beat(&mut self, attempts: &[Arc<Attempt>]) {
        for attempt in attempts {
            let stored = attempt.stored();
            self.change(&attempt.grant, |cursor| {
                if cursor.stored_before != stored {
                    cursor.is_stalled = false;
                } else if cursor.sent > stored {
                    cursor.is_stalled = true;
                    cursor.sent = stored;
                }
                cursor.stored_before = stored;
                cursor.end_said =
                    cursor.end_said.and_then(|left| left.checked_sub(1)).filter(|left| *left > 0);
            });
        }
    }

    fn change(&mut self, grant: &Grant, change: impl FnOnce(&mut Cursor)) {
        if let Some(cursor) = self.cursors.get_mut(grant) {
            change(cursor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::{Fence, JobId, job::AttemptEnd};
    use std::path::Path;

    fn grant(number: i64) -> Grant {
        let fence = Fence { epoch: 1, counter: 1 };
        Grant { job: JobId::from_number(number), attempt: 1, fence }
    }

    fn running(number: i64, spooled: u64) -> Arc<Attempt> {
        let attempt = Attempt::for_test(Path::new("/nowhere"), grant(number));
        attempt.set_spooled(spooled);
        attempt.enter(Phase::Running);
        Arc::new(attempt)
    }

    /// What an earlier run of the agent has left.
    fn left(number: i64, spooled: u64) -> Arc<Attempt> {
        let attempt = Attempt::for_test(Path::new("/nowhere"), grant(number));
        attempt.set_spooled(spooled);
        end(&attempt);
        Arc::new(attempt)
    }

    /// What is due, said as it is found; logs in steps of at most a turn.
    fn say(cursors: &mut Cursors, attempts: &[Arc<Attempt>]) -> Option<String> {
        let due = cursors.next(attempts)?;
        Some(match due {
            Due::Started(attempt) => {
                cursors.start_said(&attempt.grant);
                attempt.start_told();
                format!("{} started", attempt.grant.job)
            }
            Due::Log { attempt, from, limit } => {
                cursors.sent(&attempt.grant, from + limit as u64);
                format!("{} log {from}+{limit}", attempt.grant.job)
            }
            Due::Finished { attempt, ended, tail } => {
                let grant = attempt.grant;
                cursors.end_said(&grant);
                if tail.is_some() {
                    cursors.tail_said(&grant, attempt.spooled());
                }
                let tail = tail.map(|from| format!(" with its log from {from}"));
                format!("{} ended at {}{}", grant.job, ended.log_size, tail.unwrap_or_default())
            }
        })
    }

    fn say_all(cursors: &mut Cursors, attempts: &[Arc<Attempt>]) -> Vec<String> {
        std::iter::from_fn(|| say(cursors, attempts)).collect()
    }

    fn end(attempt: &Attempt) {
        let ended = Ended::new(AttemptEnd::exited(0), attempt.spooled());
        attempt.enter(Phase::Ended(ended));
    }

    #[test]
    fn attempts_take_turns_and_an_end_comes_after_its_whole_log() {
        let attempts = [running(1, 2 * TURN), running(2, 10)];
        let mut cursors = Cursors::default();
        let expected = [
            "job_1 started",
            "job_2 started",
            "job_1 log 0+262144",
            "job_2 log 0+10",
            "job_1 log 262144+262144",
        ];
        assert_eq!(say_all(&mut cursors, &attempts), expected);
        attempts[1].set_spooled(12);
        end(&attempts[1]);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_2 ended at 12 with its log from 10"]);
    }

    #[test]
    fn a_session_begins_where_the_coordinator_is_and_a_start_comes_before_its_end() {
        let attempts = [running(1, 100)];
        attempts[0].set_stored(40);
        end(&attempts[0]);
        let kept = KeptGrant { grant: grant(1), log_next: 40 };
        let mut cursors = Cursors::new(&[kept]);
        let expected = ["job_1 started", "job_1 ended at 100 with its log from 40"];
        assert_eq!(say_all(&mut cursors, &attempts), expected);
        let beyond = KeptGrant { log_next: 900, ..kept };
        let mut cursors = Cursors::new(&[beyond]);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 ended at 100"], "it was told");
    }

    #[test]
    fn no_more_than_the_window_is_under_way() {
        let attempts = [running(1, 3 * WINDOW)];
        let mut cursors = Cursors::default();
        let before = say_all(&mut cursors, &attempts).len() as u64;
        assert_eq!(before, 1 + WINDOW / TURN);
        attempts[0].set_stored(10);
        assert_eq!(say_all(&mut cursors, &attempts), [format!("job_1 log {WINDOW}+10")]);
    }

    #[test]
    fn what_is_not_confirmed_is_said_again_after_two_beats() {
        let attempts = [left(1, 100)];
        let mut cursors = Cursors::default();
        let expected = ["job_1 ended at 100 with its log from 0"];
        assert_eq!(say_all(&mut cursors, &attempts), expected);
        attempts[0].set_stored(60);
        cursors.beat(&attempts);
        assert!(say_all(&mut cursors, &attempts).is_empty(), "its answer may be on the way");
        cursors.beat(&attempts);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 log 60+40", "job_1 ended at 100"]);
        attempts[0].set_stored(100);
        cursors.beat(&attempts);
        cursors.beat(&attempts);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 ended at 100"]);
        assert!(say_all(&mut cursors, &[]).is_empty(), "nothing is said of what is let go");
    }

    #[test]
    fn an_end_is_said_although_its_log_is_not_taken() {
        let attempts = [left(1, 2 * WINDOW)];
        let mut cursors = Cursors::default();
        let said = say_all(&mut cursors, &attempts);
        assert!(said.iter().all(|one| one.starts_with("job_1 log")), "{said:?}");
        cursors.beat(&attempts);
        cursors.beat(&attempts);
        let said = say_all(&mut cursors, &attempts);
        assert_eq!(said.last().unwrap(), &format!("job_1 ended at {}", 2 * WINDOW));
        assert!(say_all(&mut cursors, &attempts).is_empty(), "and not again before its time");
    }

    #[test]
    fn what_the_spool_has_lost_is_not_waited_for() {
        let attempts = [left(1, 2 * SMALL)];
        let mut cursors = Cursors::default();
        let Some(Due::Log { attempt, from: 0, .. }) = cursors.next(&attempts) else { panic!() };
        attempt.lose_log(0);
        let Some(Due::Finished { ended, .. }) = cursors.next(&attempts) else { panic!() };
        assert_eq!((ended.log_size, ended.lost.unwrap().from), (2 * SMALL, 0));
    }
}
