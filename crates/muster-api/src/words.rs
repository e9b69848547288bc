//! Words of a newer program: every frame of a session can be read whatever word is in it.

use crate::session::{
    ArtefactOrder, Assignment, ByeReason, FailedUpdate, Finished, FromCoordinator, FromWorker,
    Grant, Hello, KeptGrant, LogHead, LogPart, Lost, Order, UpdateOrder,
};
use muster_core::{
    Fence, JobId, Timestamp, WorkerId,
    job::{AttemptEnd, Command, FailureReason, Isolation, OnDisconnect},
    log::{GapReason, Stream},
    owner::{Closed, Limits, Only, Owner, Running},
    requirement::{LabelValue, Labels},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::{fmt::Debug, iter};

const NEW: &str = "a word of tomorrow";
/// The field that tells frames apart.
const TAG: &str = "type";
/// Fields that hold an identity, a moment or bytes, and no word of a vocabulary.
const NO_WORDS: [&str; 6] = ["job", "fence", "worker", "at", "asked_at", "bytes"];

fn grant() -> Grant {
    Grant { job: JobId::from_number(12), attempt: 7, fence: Fence { epoch: 4, counter: 7 } }
}

fn labels() -> Labels {
    [("os".to_owned(), LabelValue::Text("linux".into()))].into()
}

fn owner() -> Owner {
    let only = Only {
        programs: ["make".to_owned()].into(),
        submitters: ["tok_1".to_owned()].into(),
        isolation: Isolation::Landlock,
    };
    let limits = Limits {
        hours: Some("22:00-07:00".parse().unwrap()),
        running: Running::GoesOn,
        only,
        ..Limits::default()
    };
    Owner { limits, closed: Some(Closed::OnBattery) }
}

fn hello() -> Hello {
    Hello {
        worker: WorkerId::from_random([3; 16]),
        oldest_protocol: 1,
        protocol: 1,
        nonce: "n".into(),
        version: "0.1.0".into(),
        slots: 2,
        labels: labels(),
        grants: vec![grant()],
        bookmark: Some("b".into()),
        audit_head: Some("h".into()),
        keeps_heads: true,
        gives_back: true,
        owner: owner(),
        cannot_update: Some("c".into()),
        failed_update: Some(failed_update()),
    }
}

fn failed_update() -> FailedUpdate {
    FailedUpdate { asked_at: Timestamp::from_millis(5), why: "w".into() }
}

fn changed() -> FromWorker {
    let failed_update = Some(failed_update());
    FromWorker::Changed { labels: labels(), owner: owner(), failed_update }
}

fn update_order() -> UpdateOrder {
    UpdateOrder {
        asked_at: Timestamp::from_millis(5),
        version: "0.2.0".into(),
        size: 1,
        sha256: "s".into(),
        ticket: "t".into(),
        signature: "s".into(),
    }
}

fn finished() -> Finished {
    let end = AttemptEnd {
        detail: Some("d".into()),
        left_out: vec!["x: too large".into()],
        ..AttemptEnd::because(FailureReason::TakenBack)
    };
    let (stream, at) = (Stream::Stderr, Timestamp::from_millis(5));
    let part = LogPart { offset: 0, stream, at, is_gap: false, bytes: b"x".to_vec() };
    let lost = Some(Lost { from: 1, reason: GapReason::WorkerDisk });
    Finished { lost, tail: vec![part], ..Finished::new(grant(), end, 1) }
}

fn assignment() -> Assignment {
    let artefacts = ArtefactOrder {
        patterns: vec!["*".into()],
        largest_bytes: 1,
        total_bytes: 1,
        ticket: "t".into(),
    };
    Assignment {
        grant: grant(),
        command: Command::Shell("true".into()),
        timeout_ms: 1,
        environment: [("A".to_owned(), "b".to_owned())].into(),
        on_disconnect: OnDisconnect::Keep,
        lost_after_ms: 1,
        secret_environment: ["A".to_owned()].into(),
        log_limit: Some(1),
        working_dir: Some("/".into()),
        stdin: Some("i".into()),
        artefacts: Some(artefacts),
        request_id: "req_1".into(),
        submitter: "operator".into(),
        slots: 2,
        isolation: Isolation::Landlock,
        is_ahead: true,
    }
}

/// The frame that comes after this one in a list of all. A new one does not compile until it has its place.
fn next_of_worker(frame: &FromWorker) -> Option<FromWorker> {
    Some(match frame {
        FromWorker::Hello(_) => FromWorker::Proof { signature: "s".into() },
        FromWorker::Proof { .. } => FromWorker::Heartbeat { grants: vec![grant()] },
        FromWorker::Heartbeat { .. } => FromWorker::Started { grant: grant() },
        FromWorker::Started { .. } => FromWorker::Finished(finished()),
        FromWorker::Finished(_) => changed(),
        FromWorker::Changed { .. } => FromWorker::Bye { reason: ByeReason::Sleep },
        FromWorker::Bye { .. } => FromWorker::Unknown,
        FromWorker::Unknown => return None,
    })
}

fn next_of_coordinator(frame: &FromCoordinator) -> Option<FromCoordinator> {
    use FromCoordinator as F;
    let (error, detail) = ("worker_not_found".to_owned(), "d".to_owned());
    Some(match frame {
        F::Challenge { .. } => F::Welcome {
            heartbeat_ms: 1,
            lease_ms: 1,
            kept: vec![KeptGrant { grant: grant(), log_next: 1 }],
            dropped: vec![grant()],
            urls: vec!["http://127.0.0.1:1".into()],
        },
        F::Welcome { .. } => F::Bookmark { bookmark: "b".into() },
        F::Bookmark { .. } => F::AuditHead { head: "h".into() },
        F::AuditHead { .. } => F::Run(assignment().into()),
        F::Run(_) => F::Stop { grant: grant() },
        F::Stop { .. } => F::TakeBack { grant: grant() },
        F::TakeBack { .. } => F::Update(update_order()),
        F::Update(_) => F::Renewed { grants: vec![grant()] },
        F::Renewed { .. } => F::LogStored { grant: grant(), next: 1 },
        F::LogStored { .. } => F::FinishStored { grant: grant() },
        F::FinishStored { .. } => F::Refused { error, detail },
        F::Refused { .. } => F::Bye { retry_ms: 1 },
        F::Bye { .. } => F::Unknown,
        F::Unknown => return None,
    })
}

/// The value with one word replaced by one that nobody knows, for each of its words.
fn with_new_words(value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::String(_) => vec![(String::new(), NEW.into())],
        Value::Array(items) => {
            let at = |place: usize| {
                with_new_words(&items[place]).into_iter().map(move |(path, new)| {
                    let mut items = items.clone();
                    items[place] = new;
                    (format!("[]{path}"), items.into())
                })
            };
            (0..items.len()).flat_map(at).collect()
        }
        Value::Object(fields) => of_fields(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![],
    }
}

fn of_fields(fields: &Map<String, Value>) -> Vec<(String, Value)> {
    let named = fields.iter().filter(|(name, _)| !NO_WORDS.contains(&name.as_str()));
    let mut all: Vec<_> = named
        .flat_map(|(name, value)| {
            with_new_words(value).into_iter().map(move |(path, new)| {
                let mut fields = fields.clone();
                fields.insert(name.clone(), new);
                (format!(".{name}{path}"), fields.into())
            })
        })
        .collect();
    // A single name may be a word too: this is how a choice with a content is written.
    let only = fields.iter().next().filter(|(name, _)| fields.len() == 1 && *name != TAG);
    if let Some((name, value)) = only {
        all.push((format!("[{name}]"), json!({ NEW: value })));
    }
    all
}

/// Feeds every word of a sample in turn; answers where there were some.
fn survives<T: Serialize + DeserializeOwned + Debug>(sample: &T) -> Vec<String> {
    let said = serde_json::to_value(sample).unwrap();
    let with_new_words = with_new_words(&said).into_iter().map(|(path, changed)| {
        let read: Result<T, _> = serde_json::from_value(changed);
        assert!(read.is_ok(), "{said}: an unknown word at {path}: {read:?}");
        path
    });
    with_new_words.collect()
}

#[test]
fn a_worker_may_say_any_word_that_its_coordinator_does_not_know() {
    let all = iter::successors(Some(FromWorker::Hello(hello().into())), next_of_worker);
    let words: Vec<_> = all.flat_map(|frame| survives(&frame)).collect();
    for expected in [".type", ".end.reason", ".lost.reason", ".tail[].stream", ".owner.closed"] {
        assert!(words.iter().any(|word| word == expected), "{expected} is not in {words:?}");
    }
    let (grant, at) = (grant(), Timestamp::from_millis(5));
    survives(&LogHead { grant, offset: 0, stream: Stream::Stdout, at, is_gap: false });
}

#[test]
fn a_coordinator_may_say_any_word_that_its_worker_does_not_know() {
    let (nonce, signature) = ("n".to_owned(), "s".to_owned());
    let first = FromCoordinator::Challenge { protocol: 1, nonce, signature };
    let all = iter::successors(Some(first), next_of_coordinator);
    let words: Vec<_> = all.flat_map(|frame| survives(&frame)).collect();
    for expected in [".type", ".isolation", ".on_disconnect", ".command[shell]"] {
        assert!(words.iter().any(|word| word == expected), "{expected} is not in {words:?}");
    }
}

fn read<T: DeserializeOwned>(sample: &impl Serialize, pointer: &str, new: Value) -> T {
    let mut said = serde_json::to_value(sample).unwrap();
    *said.pointer_mut(pointer).unwrap() = new;
    serde_json::from_value(said).unwrap()
}

#[test]
fn what_is_not_understood_of_an_end_leaves_the_rest_of_it() {
    let mut report = finished();
    let heard = read(&report, "/end/reason", NEW.into());
    report.end.reason = Some(FailureReason::Other);
    assert_eq!(report, heard);
    let head: LogPart = read(&report.tail[0], "/stream", NEW.into());
    assert_eq!(head.stream, Stream::System);
}

#[test]
fn what_is_not_understood_of_an_owner_or_a_label_is_left_out() {
    let (frame, failed_update) = (changed(), Some(failed_update()));
    for (pointer, left) in [
        ("/owner/limits/hours", Limits { hours: None, ..owner().limits }),
        ("/owner/limits/running", Limits { running: Running::GivesWay, ..owner().limits }),
        ("/owner/limits/only", Limits { only: Only::default(), ..owner().limits }),
    ] {
        let owner = Owner { limits: left, ..owner() };
        let expected =
            FromWorker::Changed { labels: labels(), owner, failed_update: failed_update.clone() };
        assert_eq!(read::<FromWorker>(&frame, pointer, NEW.into()), expected, "{pointer}");
    }
    let owner = Owner { closed: Some(Closed::Other), ..owner() };
    let closed = FromWorker::Changed {
        labels: labels(),
        owner: owner.clone(),
        failed_update: failed_update.clone(),
    };
    assert_eq!(read::<FromWorker>(&frame, "/owner/closed", NEW.into()), closed);
    let bare = FromWorker::Changed { labels: [].into(), owner, failed_update };
    assert_eq!(read::<FromWorker>(&closed, "/labels/os", json!(["linux"])), bare);
}

#[test]
fn an_assignment_that_is_not_understood_names_its_grant_and_nothing_else() {
    let order = FromCoordinator::Run(assignment().into());
    assert_eq!(read::<FromCoordinator>(&order, "/stdin", Value::Null), {
        FromCoordinator::Run(Assignment { stdin: None, ..assignment() }.into())
    });
    let unknown = FromCoordinator::Run(Order::Unknown { grant: grant() });
    for (pointer, new) in [
        ("/isolation", json!(NEW)),
        ("/on_disconnect", json!(NEW)),
        ("/command", json!({ NEW: ["true"] })),
    ] {
        assert_eq!(read::<FromCoordinator>(&order, pointer, new), unknown, "{pointer}");
    }
}
