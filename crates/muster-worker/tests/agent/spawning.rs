//! Starting a command stays cheap, however large the agent is.

use muster_core::owner::Cap;
use muster_seams::{Clock, SystemClock};
use muster_worker::{Launch, Processes, Runner};
use std::{
    os::unix::process::CommandExt,
    process::{Command, Stdio},
};

const COUNT: u32 = 500;

fn launch(number: u32) -> Launch {
    let value = |name| (name, format!("{number}-{}", std::process::id()));
    Launch {
        program: "/bin/true".into(),
        arguments: vec![],
        environment: [].into(),
        directory: "/".into(),
        stdin: None,
        is_shell: false,
        mark: ["MUSTER_JOB_ID", "MUSTER_FENCE", "MUSTER_WORKER_ID"].map(value),
        confinement: None,
        cap: Cap::default(),
    }
}

/// How many commands can be started, awaited and cleared away in a second.
async fn rate(runner: &Processes) -> f64 {
    let begun = SystemClock.boot();
    for number in 0..COUNT {
        let started = runner.start(&launch(number)).unwrap();
        started.running.ended().await;
        started.running.reap().unwrap();
    }
    f64::from(COUNT) / SystemClock.boot().since(begun).as_secs_f64()
}

#[expect(clippy::disallowed_methods, reason = "what the runner is compared with")]
fn bare_rate() -> f64 {
    let begun = SystemClock.boot();
    for _ in 0..COUNT {
        let mut command = Command::new("/bin/true");
        let command = command.env_clear().current_dir("/").process_group(0);
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        piped.spawn().unwrap().wait().unwrap();
    }
    f64::from(COUNT) / SystemClock.boot().since(begun).as_secs_f64()
}

/// A process that is copied to start another one takes fifty times as long beside such a heap.
#[tokio::test(flavor = "multi_thread")]
async fn long_starting_a_command_takes_no_longer_beside_a_large_heap() {
    let (plain, best) = (Processes::without_cgroups(), Processes::new());
    let small = (bare_rate(), rate(&plain).await, rate(&best).await);
    let heap = vec![1_u8; 512 << 20];
    let large = (bare_rate(), rate(&plain).await, rate(&best).await);
    assert_eq!(heap[heap.len() / 2], 1, "it must be there all the time");
    let has_cgroups = best.has_cgroups();
    println!(
        "a second, bare, marked, in cgroups ({has_cgroups}): {small:.0?}, beside a heap {large:.0?}"
    );
    assert!(large.1 > small.1 / 8.0 && large.2 > small.2 / 8.0, "{small:?}, {large:?}");
}
