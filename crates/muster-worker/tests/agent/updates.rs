//! What the agent does when it is told to become another version.

use crate::stage::{Session, Stage, within};
use aws_lc_rs::digest::{SHA256, digest};
use muster_api::{
    artefact::hex,
    session::{FailedUpdate, FromCoordinator, FromWorker, UpdateOrder},
};
use muster_core::{Timestamp, owner::Limits};
use muster_seams::{Io, Seams};
use muster_session::sign_order;
use muster_worker::Updater;
use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
};

/// Notes what it is given, and changes nothing.
#[derive(Debug, Default)]
struct Notes {
    taken: Mutex<Vec<u8>>,
    is_taken: Notify,
}

impl Updater for Notes {
    fn cannot(&self) -> Option<String> {
        None
    }
    fn failed_before(&self) -> Option<FailedUpdate> {
        None
    }
    fn take(&self, program: &Path, _: &UpdateOrder) -> Result<(), String> {
        *self.taken.lock().unwrap() = fs::read(program).unwrap();
        self.is_taken.notify_one();
        Ok(())
    }
}

fn stage() -> (Stage, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let updater = notes.clone();
    (Stage::with(Seams::real(), |options| options.updater = updater), notes)
}

/// An order that this worker's coordinator gives for a program.
fn order(stage: &Stage, program: &[u8], asked_at: Timestamp) -> UpdateOrder {
    let order = UpdateOrder {
        asked_at,
        version: "2.0.0".to_owned(),
        size: program.len() as u64,
        sha256: hex(digest(&SHA256, program).as_ref()),
        ticket: "t".to_owned(),
        signature: String::new(),
    };
    sign_order(order, &stage.options.worker, &stage.coordinator_key)
}

fn now(stage: &Stage) -> Timestamp {
    stage.seams.clock.now()
}

/// Answers one request of the agent with these bytes; answers which offset it asked for.
async fn give(io: &mut Box<dyn Io>, bytes: &[u8]) -> usize {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(within(io.read_u8()).await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let from = head.split_once("from=").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", bytes.len());
    within(io.write_all(answer.as_bytes())).await.unwrap();
    within(io.write_all(bytes)).await.unwrap();
    from
}

/// Why the worker says that it has not changed.
async fn why(session: &mut Session) -> String {
    match session.next().await {
        FromWorker::Changed { failed_update: Some(failed), .. } => failed.why,
        other => panic!("expected why it has not changed, got {other:?}"),
    }
}

#[tokio::test]
async fn a_program_goes_on_where_its_connection_broke_and_is_taken_whole() {
    let (mut stage, notes) = stage();
    let mut session = stage.welcome().await;
    let program = b"first half, second half";
    session.say(FromCoordinator::Update(order(&stage, program, now(&stage)))).await;
    let mut first = stage.connection().await;
    assert_eq!(give(&mut first, &program[..11]).await, 0);
    drop(first);
    let mut second = stage.connection().await;
    assert_eq!(give(&mut second, &program[11..]).await, 11);
    within(notes.is_taken.notified()).await;
    assert_eq!(*notes.taken.lock().unwrap(), program);
}

#[tokio::test]
async fn bytes_that_were_not_ordered_are_handed_to_nobody() {
    let (mut stage, notes) = stage();
    let mut session = stage.welcome().await;
    session.say(FromCoordinator::Update(order(&stage, b"a program", now(&stage)))).await;
    let mut io = stage.connection().await;
    give(&mut io, b"Another 1").await;
    assert_eq!(why(&mut session).await, "what arrived has another SHA-256 than was ordered");
    assert_eq!(*notes.taken.lock().unwrap(), b"");
}

#[tokio::test]
async fn an_order_counts_only_as_its_coordinator_gave_it_and_not_again_after_a_later_one() {
    let (mut stage, _notes) = stage();
    let mut session = stage.welcome().await;
    let program = b"a program";
    let recorded = order(&stage, program, now(&stage));
    let changed = UpdateOrder { version: "1.0.0".to_owned(), ..recorded.clone() };
    session.say(FromCoordinator::Update(changed)).await;
    assert_eq!(why(&mut session).await, "the order is not signed by its coordinator");

    let later = order(&stage, program, now(&stage).after(Duration::from_secs(1)));
    session.say(FromCoordinator::Update(later)).await;
    let mut io = stage.connection().await;
    give(&mut io, b"Another 1").await;
    why(&mut session).await;
    session.say(FromCoordinator::Update(recorded)).await;
    assert_eq!(why(&mut session).await, "the order is older than the last one");

    let long_ago = Timestamp::from_millis(now(&stage).millis() - 10 * 24 * 3_600_000);
    let mut stage = stage.restart().await;
    let mut session = stage.welcome().await;
    session.say(FromCoordinator::Update(order(&stage, program, long_ago))).await;
    assert_eq!(why(&mut session).await, "the order is too old");
}

#[tokio::test]
async fn an_owner_who_wants_no_updates_gets_none() {
    let (mut stage, notes) = stage();
    let mut session = stage.welcome().await;
    stage.allow(&Limits { no_updates: true, ..Limits::default() }).await;
    let FromWorker::Changed { owner, .. } = session.next().await else {
        panic!("the owner's word")
    };
    assert!(owner.limits.no_updates);
    session.say(FromCoordinator::Update(order(&stage, b"a program", now(&stage)))).await;
    assert_eq!(why(&mut session).await, "its owner does not want it");
    assert_eq!(*notes.taken.lock().unwrap(), b"");
}
