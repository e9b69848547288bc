//! Many runs, on as many threads as wanted.

use crate::{
    run::{Ends, Held, Violated, run},
    template::Template,
};
use std::{
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// After so many failures nobody reads the next.
const MOST_FAILURES: usize = 20;

/// What many runs came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many runs there were.
    pub runs: u64,
    /// How much time passed in all of their worlds.
    pub lasted: Duration,
    /// How many attempts and jobs ended in which way, in those that held.
    pub ends: Ends,
    /// The runs that failed.
    pub violated: Vec<Violated>,
}

impl Summary {
    fn add(&mut self, held: Held) {
        self.lasted += held.lasted;
        for (end, count) in held.ends {
            *self.ends.entry(end).or_default() += count;
        }
    }
}

/// Runs every seed of a range.
pub fn run_many(seeds: Range<u64>, threads: usize) -> Summary {
    let template = Template::make();
    let (next, summary) = (AtomicU64::new(seeds.start), Mutex::new(Summary::default()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&seeds, &next, &summary, &template));
        }
    });
    summary.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn work(seeds: &Range<u64>, next: &AtomicU64, summary: &Mutex<Summary>, template: &Arc<Template>) {
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if !seeds.contains(&seed) {
            return;
        }
        let outcome = run(seed, template);
        let mut summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
        summary.runs += 1;
        match outcome {
            Ok(held) => summary.add(held),
            Err(violated) => summary.violated.push(violated),
        }
        if summary.violated.len() >= MOST_FAILURES {
            return;
        }
    }
}
