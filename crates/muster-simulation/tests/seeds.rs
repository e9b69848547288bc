//! Seeds: each is a world of its own, and in every one of them everything must hold.

use muster_simulation::{Template, Violated, run, run_many};
use std::{ops::Range, thread};

/// Runs every seed on all cores and shows each that failed.
fn must_hold_over(seeds: Range<u64>) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let summary = run_many(seeds, threads);
    eprintln!("{} runs, {:?} of simulated time: {:?}", summary.runs, summary.lasted, summary.ends);
    let lines: Vec<_> = summary.violated.iter().map(Violated::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    let ends = ["succeeded", "failed", "cancelled", "timed_out"];
    for end in ends.into_iter().chain(["worker_lost", "worker_stopped", "given_back"]) {
        assert!(summary.ends.contains_key(end), "no world came to {end}: they are too quiet");
    }
}

#[test]
fn everything_holds_over_500_seeds() {
    must_hold_over(0..500);
}

#[test]
fn long_everything_holds_over_20_000_seeds() {
    must_hold_over(500..20_500);
}

#[test]
fn a_seed_takes_the_same_course_again() {
    let template = Template::make();
    for seed in 0..20 {
        let first = run(seed, &template).unwrap_or_else(|violated| panic!("{violated}"));
        let second = run(seed, &template).unwrap_or_else(|violated| panic!("{violated}"));
        for (one, other) in first.trace.iter().zip(&second.trace) {
            assert_eq!(one, other, "seed {seed} took another course");
        }
        assert_eq!(first, second, "seed {seed} took another course");
    }
}

/// Shows the course of one seed, which the environment names.
#[test]
fn replay() {
    #[expect(clippy::disallowed_methods, reason = "a test has no settings")]
    let Ok(seed) = std::env::var("MUSTER_SEED") else { return };
    let seed = seed.parse().expect("MUSTER_SEED is a number");
    let template = Template::make();
    let shown = tracing_subscriber::fmt().with_env_filter("muster=debug").without_time().finish();
    match tracing::subscriber::with_default(shown, || run(seed, &template)) {
        Ok(held) => println!("seed {seed} holds for {:?}", held.lasted),
        Err(violated) => panic!("{}", violated.violations.join("\n")),
    }
}
