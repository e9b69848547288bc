//! Why a queued job waits: one sentence, from the same rules that a claim obeys.
//!
//! Workers are grouped by what keeps them from running the job; the sentence names the groups in
//! the order in which a person can do something about them.

use crate::{
    requirement::{Labels, unmet},
    worker::Liveness,
};
use std::collections::BTreeMap;

/// What a claim looks at in a worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What it has.
    pub labels: Labels,
    /// How alive it is.
    pub liveness: Liveness,
    /// How many more jobs it would take now.
    pub free_slots: u32,
}

/// How many workers cannot run the job, by cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The first label that each unfit worker lacks, with how many lack it.
    pub lacking: BTreeMap<String, usize>,
    /// Fit workers that sleep.
    pub asleep: usize,
    /// Fit workers that are disconnected or lost.
    pub away: usize,
    /// Fit workers whose slots are taken.
    pub busy: usize,
    /// Fit workers with a free slot: the job starts at any moment.
    pub ready: usize,
}

impl Waiting {
    /// Sorts the fleet by what keeps each worker from a job with these requirements.
    pub fn explain<'a>(
        requirements: &Labels,
        fleet: impl IntoIterator<Item = &'a Candidate>,
    ) -> Self {
        let mut waiting = Self::default();
        for candidate in fleet {
            waiting.count(requirements, candidate);
        }
        waiting
    }

    fn count(&mut self, requirements: &Labels, candidate: &Candidate) {
        if let Some(label) = unmet(requirements, &candidate.labels).first() {
            *self.lacking.entry((*label).to_owned()).or_default() += 1;
            return;
        }
        let group = match candidate.liveness {
            Liveness::Online if candidate.free_slots > 0 => &mut self.ready,
            Liveness::Online => &mut self.busy,
            Liveness::Asleep => &mut self.asleep,
            Liveness::Disconnected | Liveness::Lost => &mut self.away,
        };
        *group += 1;
    }

    /// The whole in one sentence.
    pub fn sentence(&self) -> String {
        if self.ready > 0 {
            return "starts at any moment".to_owned();
        }
        let lacking =
            self.lacking.iter().map(|(label, count)| format!("{} `{label}`", lacks(*count)));
        let groups = [(self.asleep, "asleep"), (self.away, "disconnected"), (self.busy, "busy")];
        let others = groups
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"));
        let parts: Vec<_> = lacking.chain(others).collect();
        if parts.is_empty() { "no worker has joined yet".to_owned() } else { parts.join(", ") }
    }
}

fn lacks(count: usize) -> String {
    if count == 1 { "1 worker lacks".to_owned() } else { format!("{count} workers lack") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::LabelValue;

    fn candidate(gpu: bool, liveness: Liveness, free_slots: u32) -> Candidate {
        let labels =
            if gpu { [("gpu".to_owned(), LabelValue::Bool(true))].into() } else { Labels::new() };
        Candidate { labels, liveness, free_slots }
    }

    #[test]
    fn the_sentence_says_what_a_person_can_do() {
        let needs_gpu = candidate(true, Liveness::Online, 0).labels;
        let say = |fleet: &[Candidate]| Waiting::explain(&needs_gpu, fleet).sentence();
        assert_eq!(say(&[]), "no worker has joined yet");
        let unfit = candidate(false, Liveness::Online, 4);
        let asleep = candidate(true, Liveness::Asleep, 4);
        let busy = candidate(true, Liveness::Online, 0);
        assert_eq!(
            say(&[unfit.clone(), unfit.clone(), asleep, busy]),
            "2 workers lack `gpu`, 1 asleep, 1 busy"
        );
        assert_eq!(say(&[unfit, candidate(true, Liveness::Online, 1)]), "starts at any moment");
    }
}
