//! Commands that take more of the machine than there is, or than its owner lends.

use crate::stage::{Stage, grant, shell};
use muster_core::{
    job::{AttemptEnd, FailureReason},
    owner::{Cap, Limits},
};
use std::{fs, path::PathBuf};

/// A control group that has little memory, which goes when it is dropped.
struct Little(PathBuf);

impl Little {
    /// Nothing, where none can be made.
    fn make() -> Option<Self> {
        let name = format!("muster-test-{}", std::process::id());
        let kinds = [("memory", "memory.limit_in_bytes"), ("", "memory.max")];
        kinds.into_iter().find_map(|(hierarchy, limit)| {
            let group = PathBuf::from("/sys/fs/cgroup").join(hierarchy).join(&name);
            fs::create_dir(&group).ok()?;
            let group = Self(group);
            let has_limit = group.0.join(limit).exists();
            (has_limit && fs::write(group.0.join(limit), "67108864").is_ok()).then_some(group)
        })
    }
}

impl Drop for Little {
    fn drop(&mut self) {
        drop(fs::remove_dir(&self.0));
    }
}

#[tokio::test]
async fn what_the_kernel_ends_for_want_of_memory_is_no_ordinary_signal_or_exit_code() {
    let Some(little) = Little::make() else {
        println!("passed over: no control group for memory can be made here");
        return;
    };
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let group = little.0.display();
    // Only what has run for a moment is told apart.
    let enter = format!("sleep 1; echo $$ > {group}/cgroup.procs;");
    let grow = "perl -e 'my @all; push @all, \"a\" x (1 << 20) while 1'";
    for (number, line) in
        [(1, format!("{enter} exec {grow}")), (2, format!("{enter} {grow}; exit $?"))]
    {
        let end = session.complete(shell(grant(number), &line)).await;
        let detail = "it was killed, and memory had run out on its worker meanwhile";
        assert_eq!(end.reason, Some(FailureReason::OomKilled), "{end:?}");
        assert_eq!(end.detail.as_deref(), Some(detail));
        assert!(session.logs[&grant(number)].text().contains(detail));
    }
    let end = session.complete(shell(grant(3), "sleep 1; kill -KILL $$")).await;
    assert_eq!(end.reason, Some(FailureReason::Signal), "nothing had run out meanwhile");
    assert_eq!(
        session.complete(shell(grant(4), "sleep 1; exit 137")).await,
        AttemptEnd::exited(137)
    );
}

#[tokio::test]
async fn a_command_that_fills_more_of_the_disk_than_it_may_is_ended() {
    let stage = Stage::begin();
    let cap = Cap { disk_mib: Some(2), ..Cap::default() };
    stage.allow(&Limits { cap, ..Limits::default() }).await;
    let mut stage = stage.restart().await;
    let line = "while :; do head -c 1000000 /dev/zero >> filled; sleep 0.05; done";
    let mut session = stage.welcome().await;
    let end = session.complete(shell(grant(1), line)).await;
    let detail = "its folders held more than 2 MiB, which is what may be filled";
    assert_eq!((end.reason, end.detail.as_deref()), (Some(FailureReason::DiskQuota), Some(detail)));
    assert!(
        session
            .complete(shell(grant(3), "head -c 1000000 /dev/zero > filled; sleep 0.1"))
            .await
            .is_success()
    );
}
