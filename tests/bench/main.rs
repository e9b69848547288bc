//! How fast Muster is, beside what this machine can do at all.
//!
//! Every figure is taken from real programs over public interfaces, and its floor is measured again in
//! the same run, because figures of different machines and days cannot be compared and their ratios can.
//! `cargo xtask bench [--json] [NAME…]` builds what is measured and runs this.

#![expect(
    clippy::disallowed_methods,
    reason = "what is measured is the system's own clock, processes and network"
)]

mod array;
mod fleet;
mod floor;
mod history;
mod http;
mod logs;
mod report;
mod submit;
mod usage;

use anyhow::{Result, bail};
use report::{Figure, Report};

/// What is measured together, since one run shows all of it.
struct Measurement {
    names: &'static [&'static str],
    run: fn() -> Result<Vec<Figure>>,
}

const MEASUREMENTS: &[Measurement] = &[
    Measurement { names: &["array", "array-coordinator", "array-memory"], run: array::run },
    Measurement { names: &["accept"], run: array::accept },
    Measurement { names: &["submit"], run: submit::many },
    Measurement { names: &["latency", "latency-p99"], run: submit::one_by_one },
    Measurement { names: &["claim", "claim-classes"], run: history::claims },
    Measurement { names: &["list", "search", "start"], run: history::lists },
    Measurement {
        names: &["page-jobs", "page-query", "page-workers", "page-overview"],
        run: history::first_pages,
    },
    Measurement { names: &["idle-worker", "idle-wakes"], run: fleet::idle_worker },
    Measurement { names: &["sessions", "sessions-cpu", "reconnect"], run: fleet::many_sessions },
    Measurement { names: &["logs"], run: logs::ingest },
    Measurement {
        names: &[
            "http-register",
            "http-tokens",
            "http-rotate",
            "http-register-two",
            "http-tokens-two",
            "http-rotate-two",
        ],
        run: http::run,
    },
];

fn main() -> Result<()> {
    // `cargo bench` says this to every benchmark.
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let (options, names): (Vec<_>, Vec<_>) = words.partition(|word| word.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| *option != "--json") {
        bail!("there is no option `{unknown}`; there is `--json`");
    }
    let known = || MEASUREMENTS.iter().flat_map(|measurement| measurement.names);
    if let Some(unknown) = names.iter().find(|name| !known().any(|known| is_of(known, name))) {
        let known = known().copied().collect::<Vec<_>>().join(", ");
        bail!("nothing is called `{unknown}`; there are {known}");
    }
    let report = Report { is_json: !options.is_empty() };
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| is_of(name, wanted));
    for measurement in
        MEASUREMENTS.iter().filter(|one| one.names.iter().any(|name| is_wanted(name)))
    {
        let figures = (measurement.run)()?;
        figures.iter().filter(|figure| is_wanted(figure.name)).for_each(|one| report.tell(one));
    }
    Ok(())
}

/// Whether a figure is the one that is asked for, or one of several whose names begin so.
fn is_of(figure: &str, asked: &str) -> bool {
    figure.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
