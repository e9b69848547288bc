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
/// An end is said again at the second beat after it was said.
const BEATS_BEFORE_REPEAT: u8 = 2;

/// What is to be said next.
#[derive(Debug, Clone)]
pub(crate) enum Due {
    Started(Grant),
    Log { attempt: Arc<Attempt>, from: u64, limit: usize },
    Finished(Grant, Ended),
}

#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    is_start_said: bool,
    sent: u64,
    /// What was stored at the last beat.
    stored_before: u64,
    /// Beats left until the end is said again, if it was said.
    end_said: Option<u8>,
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

    /// What is to be said next, each attempt in its turn.
    pub(crate) fn next(&mut self, attempts: &[Arc<Attempt>]) -> Option<Due> {
        let grants: Vec<_> = attempts.iter().map(|attempt| attempt.grant).collect();
        self.cursors.retain(|grant, _| grants.contains(grant));
        let turn = grants.partition_point(|grant| Some(*grant) <= self.last);
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
        let due = match attempt.phase() {
            Phase::Running if !cursor.is_start_said => Due::Started(grant),
            Phase::Running | Phase::Ended(_) if limit > 0 => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                Due::Log { attempt: attempt.clone(), from: cursor.sent, limit }
            }
            Phase::Ended(ended) if cursor.sent >= ended.log_size && cursor.end_said.is_none() => {
                Due::Finished(grant, ended)
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

    /// At a beat: an end that was not confirmed is said again, and so is a log that does not get on.
    pub(crate) fn beat(&mut self, attempts: &[Arc<Attempt>]) {
        for attempt in attempts {
            let stored = attempt.stored();
            self.change(&attempt.grant, |cursor| {
                if cursor.sent > stored && cursor.stored_before == stored {
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
