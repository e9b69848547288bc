//! Seeds: each is a world of its own, and in every one of them everything must hold.

use muster_simulation::{Summary, Template, Violated, run, run_many};

const THREADS: usize = 2;

fn must_hold(summary: &Summary) {
    println!("{} runs, {:?} of simulated time", summary.runs, summary.lasted);
    let lines: Vec<_> = summary.violated.iter().map(Violated::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn everything_holds_over_500_seeds() {
    must_hold(&run_many(0..500, THREADS));
}

#[test]
fn long_everything_holds_over_20_000_seeds() {
    must_hold(&run_many(500..20_500, THREADS));
}

#[test]
fn a_seed_takes_the_same_course_again() {
    let template = Template::make();
    for seed in 0..20 {
        let first = run(seed, &template).unwrap_or_else(|violated| panic!("{violated}"));
        let second = run(seed, &template).unwrap_or_else(|violated| panic!("{violated}"));
        assert_eq!(first, second, "seed {seed}");
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
        Ok(held) => println!("seed {seed} holds: {held:?}"),
        Err(violated) => panic!("{}", violated.violations.join("\n")),
    }
}
