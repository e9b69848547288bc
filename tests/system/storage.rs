//! When the store cannot be trusted any more, the program ends and says why; and it never holds up
//! the rest when descriptors run out.
#![cfg(target_os = "linux")]

use muster_api::ProblemKind;
use muster_client::{Client, ClientError};
use muster_testkit::{Plan, Serve, shell};

/// Submits until the coordinator refuses or is gone. Answers how many jobs were acknowledged.
async fn submit_until_refused(client: &Client, line: &str) -> usize {
    let mut acknowledged = 0;
    while acknowledged < 10_000 && client.submit_job(&shell(line), None).await.is_ok() {
        acknowledged += 1;
    }
    acknowledged
}

#[tokio::test]
async fn a_coordinator_whose_store_was_taken_ends_with_its_own_code() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    client.submit_job(&shell("true"), None).await.unwrap();
    let store = rusqlite::Connection::open(serve.plan.data_dir().join("muster.db")).unwrap();
    store.busy_timeout(muster_testkit::PATIENCE).unwrap();
    // What a second coordinator does that got past the lock.
    store.execute("UPDATE coordinator SET epoch = epoch + 1, holder = 'another'", []).unwrap();
    drop(store);
    assert!(client.submit_job(&shell("true"), None).await.is_err(), "it acknowledges nothing more");
    let (status, said) = serve.end();
    assert_eq!(status.code(), Some(75), "{said}");
    assert!(said.contains("another coordinator has taken the store over"), "{said}");
}

/// A limit on the size of files makes the system refuse to write, as a dying disk does.
#[tokio::test]
async fn a_disk_that_fails_ends_the_program_and_nothing_acknowledged_is_lost() {
    // 3 MiB in blocks of 512 bytes, as a POSIX shell counts: enough for the store, not for its log.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 6144; exec \"$@\"", "sh"];
    let plan = Plan::default().without_local_worker();
    let serve = plan.clone().under(&limited).start();
    let client = serve.client().await;
    let acknowledged = submit_until_refused(&client, &"x".repeat(20_000)).await;
    let (status, said) = serve.end();
    assert_eq!(status.code(), Some(74), "after {acknowledged} jobs: {said}");
    assert!(said.contains("the disk did not keep"), "{said}");

    let again = plan.start();
    let counted = again.client().await.overview().await.unwrap().jobs.total;
    assert_eq!(counted, acknowledged as u64, "everything acknowledged is there");
}

#[tokio::test]
async fn when_descriptors_run_out_it_waits_and_goes_on() {
    let few = ["sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"];
    let serve: Serve = Plan::default().without_local_worker().under(&few).start();
    let address = serve.url.trim_start_matches("http://").to_owned();
    // More than it has descriptors for; those that it cannot take wait in the system's queue.
    let held: Vec<_> = (0..80).map(|_| std::net::TcpStream::connect(&address).unwrap()).collect();
    let client = serve.client().await;
    let job = shell("true");
    let refused = client.submit_job(&job, None);
    let answer = tokio::time::timeout(std::time::Duration::from_secs(1), refused).await;
    drop(held);
    if let Ok(Err(error)) = answer {
        assert!(
            !matches!(&error, ClientError::Problem(told) if told.error == ProblemKind::Internal)
        );
    }
    muster_testkit::until(async || client.submit_job(&shell("true"), None).await.is_ok()).await;
    let (status, said) = serve.stop();
    assert_eq!(status.code(), Some(0), "{said}");
}
