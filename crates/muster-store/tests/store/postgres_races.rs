//! PostgreSQL when two coordinators have it, and when the answer to a commit is lost.
#![cfg(unix)]

use crate::builders::{NOW, home, organisation_id, read, scope_with_key, submitted, write};
use crate::builders::{later, said, scope};
use muster_store::{
    Store, StoreError, coordinator,
    idempotency::{self, Answer},
    job,
    job::JobFilter,
};
use muster_testkit::PrivatePostgres;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
};

async fn jobs(store: &Store) -> u64 {
    read(store, |tx| job::count(tx, &organisation_id(1), &JobFilter::default())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_older_of_two_coordinators_writes_nothing_more_and_is_told() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.fresh_database().await;
    let older = Store::connect_postgres(&address).await.unwrap();
    let newer = Store::connect_postgres(&address).await.unwrap();
    home(&older).await;
    write(&older, |tx| coordinator::take(tx, "older", NOW)).await.unwrap();
    older.guard("older".to_owned()).await.unwrap();
    submitted(&older, scope(), &["mine"]).await;

    write(&newer, |tx| coordinator::take(tx, "newer", NOW)).await.unwrap();
    newer.guard("newer".to_owned()).await.unwrap();
    let late = write(&older, |tx| job::insert(tx, &scope(), &said("late"), NOW)).await;
    assert!(matches!(late, Err(StoreError::Superseded)), "{late:?}");
    let end = tokio::time::timeout(Duration::from_mins(1), older.failed()).await;
    assert_eq!(end.expect("its host is told").code(), "superseded");
    submitted(&newer, scope(), &["theirs"]).await;
    assert_eq!(jobs(&newer).await, 2);
}

/// A link to the server that can be cut between a commit and its answer.
struct Link {
    address: String,
    /// Cut after the next commit was passed on.
    cuts: Arc<AtomicBool>,
}

impl Link {
    /// A link to the server of this address, which names a socket in a folder or a port.
    async fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (user, place) = address.trim_start_matches("postgres://").split_once('@').unwrap();
        let (host, rest) = place.split_once('/').unwrap();
        let (host, cuts) = (host.replace("%2F", "/"), Arc::new(AtomicBool::new(false)));
        let own = cuts.clone();
        #[expect(clippy::disallowed_methods, reason = "the link ends with the test's runtime")]
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass_on(client, host.clone(), own.clone()));
            }
        });
        Self { address: format!("postgres://{user}@127.0.0.1:{port}/{rest}"), cuts }
    }
}

async fn pass_on(client: TcpStream, host: String, cuts: Arc<AtomicBool>) {
    if host.starts_with('/') {
        let server = UnixStream::connect(format!("{host}/.s.PGSQL.5432")).await.unwrap();
        relay(client, server, cuts).await;
    } else {
        relay(client, TcpStream::connect(host).await.unwrap(), cuts).await;
    }
}

async fn relay(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    cuts: Arc<AtomicBool>,
) {
    let (mut up, mut down) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(size @ 1..) = read else { return };
                let is_commit = up[..size].windows(7).any(|bytes| bytes == b"COMMIT\0");
                if server.write_all(&up[..size]).await.is_err() {
                    return;
                }
                if is_commit && cuts.swap(false, Ordering::SeqCst) {
                    // It was done once the server has answered; nobody else hears that.
                    drop(server.read(&mut down).await);
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(size @ 1..) = read else { return };
                if client.write_all(&down[..size]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Submits a job once per key: the second time finds the answer of the first.
async fn submit_once(store: &Store) -> Result<String, StoreError> {
    write(store, |tx| {
        let scope = scope_with_key("only-once");
        if let Some(answer) = idempotency::find(tx, &scope, "/v1/jobs", NOW)? {
            return Ok(format!("found {}", answer.body));
        }
        let job = job::insert(tx, &scope, &said("x"), NOW)?;
        let body = job.id.to_string();
        let answer = Answer { fingerprint: vec![1], status: 201, body: body.clone() };
        idempotency::insert(tx, &scope, "/v1/jobs", &answer, NOW, later(60))?;
        Ok(format!("made {body}"))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_commit_is_unknown_and_a_repeat_finds_the_first() {
    let Some(server) = PrivatePostgres::start() else { return };
    let link = Link::to(&server.fresh_database().await).await;
    let store = Store::connect_postgres(&link.address).await.unwrap();
    home(&store).await;
    link.cuts.store(true, Ordering::SeqCst);
    let error = submit_once(&store).await.expect_err("nobody can know whether it was done");
    assert_eq!(error.code(), "commit_unknown", "{error:?}");
    assert!(!link.cuts.load(Ordering::SeqCst), "the link was cut at the commit");
    let again = submit_once(&store).await.expect("the next connection works");
    assert!(again.starts_with("found "), "{again}");
    assert_eq!(jobs(&store).await, 1);
}
