//! What was used, after `kill -9` and across changes of what is switched on.

use crate::http::{authority, request};
use muster_api::{
    audit::AuditQuery,
    instance::Verdict,
    job::JobQuery,
    token::TokenRequest,
    usage::{SeriesQuery, UsageBy, UsageMeter},
};
use muster_client::Client;
use muster_core::token::TokenKind;
use muster_testkit::{Plan, Serve, shell, until};
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

/// What callers did.
#[derive(Default)]
struct Told {
    /// Requests that were sent, answered or not.
    sent: AtomicU64,
    /// Submissions that were answered.
    written: AtomicU64,
    /// Everything that was answered well.
    answered: AtomicU64,
    is_over: AtomicBool,
}

impl Told {
    fn get(&self) -> [u64; 3] {
        [&self.sent, &self.written, &self.answered].map(|it| it.load(Ordering::SeqCst))
    }
}

fn ask(url: &str, token: &str, asked: &str, body: &str) -> Option<u16> {
    let (method, path) = asked.split_once(' ')?;
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Host", authority(url)),
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    let mut stream = TcpStream::connect(authority(url)).ok()?;
    stream.write_all(&request(method, path, &headers, body)).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.get(9..12)?.parse().ok()
}

/// Submits jobs and reads lists in turns until it is over or nobody answers.
fn load(url: &str, token: &str, told: &Arc<Told>, turns: u64) -> thread::JoinHandle<()> {
    let (url, token, told) = (url.to_owned(), token.to_owned(), told.clone());
    thread::spawn(move || {
        for turn in 0..turns {
            if told.is_over.load(Ordering::SeqCst) {
                return;
            }
            let is_write = turn % 2 == 0;
            let (asked, body) = if is_write {
                ("POST /v1/jobs", r#"{"command":"true"}"#)
            } else {
                ("GET /v1/workers", "")
            };
            told.sent.fetch_add(1, Ordering::SeqCst);
            match ask(&url, &token, asked, body) {
                Some(200 | 201) => {
                    told.written.fetch_add(u64::from(is_write), Ordering::SeqCst);
                    told.answered.fetch_add(1, Ordering::SeqCst);
                }
                Some(_) => {}
                None => return,
            }
        }
    })
}

async fn total(client: &Client, meter: UsageMeter) -> f64 {
    let query = SeriesQuery { meter, by: Some(UsageBy::Day), since: None, until: None };
    client.usage_series(&query).await.unwrap().total
}

async fn calls(client: &Client) -> u64 {
    client.billing_usage().await.unwrap().api_calls
}

async fn token(client: &Client) -> String {
    let (name, kind) = ("load".to_owned(), TokenKind::Operator);
    let request = TokenRequest { name, kind, expires_in_seconds: None };
    client.create_token(&request, None).await.unwrap().token
}

/// The milliseconds that all attempts ran, computed anew from the attempts themselves.
async fn milliseconds_of_attempts(client: &Client) -> u64 {
    let (mut sum, mut query) = (0, JobQuery { limit: Some(500), ..JobQuery::default() });
    loop {
        let page = client.list_jobs(&query).await.unwrap();
        for job in &page.items {
            for attempt in client.list_attempts(job.id).await.unwrap() {
                if let (Some(began), Some(ended)) = (attempt.started_at, attempt.ended_at) {
                    sum += u64::try_from(ended.since(began).as_millis()).unwrap();
                }
            }
        }
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return sum,
        }
    }
}

/// Tokens that agents' workers were given, as the audit log has them.
async fn tokens_in_the_log(client: &Client) -> usize {
    let (mut count, mut cursor) = (0, None);
    loop {
        let query = AuditQuery {
            action: Some("agent_token.issued".to_owned()),
            limit: Some(100),
            cursor,
            ..AuditQuery::default()
        };
        let page = client.list_audit(&query).await.unwrap();
        count += page.items.len();
        cursor = page.next_cursor;
        if cursor.is_none() {
            return count;
        }
    }
}

async fn totals_after(kills: u64) {
    let secret = "known-to-the-workers-of-agents-alone";
    let mut plan = Plan::default()
        .variable("MUSTER_USAGE_FLUSH_SECONDS", "1")
        .variable("MUSTER_AGENT_JWT_SECRET", secret);
    let serve = plan.start();
    let token = token(&serve.client().await).await;
    let before = calls(&serve.client().await).await;
    plan = serve.kill();
    let told = Arc::new(Told::default());
    for round in 0..kills {
        let serve = plan.start();
        let callers: Vec<_> = (0..3).map(|_| load(&serve.url, &token, &told, u64::MAX)).collect();
        let [_, written, _] = told.get();
        until(async || {
            ask(&serve.url, muster_testkit::TOKEN, "POST /auth/agent-token", "{}");
            told.get()[1] > written + 3 + round % 13
        })
        .await;
        plan = serve.kill();
        told.is_over.store(true, Ordering::SeqCst);
        for caller in callers {
            caller.join().unwrap();
        }
        told.is_over.store(false, Ordering::SeqCst);
    }
    let serve = plan.start();
    let client = serve.client().await;
    until(async || {
        let open = client.list_jobs(&JobQuery::default()).await.unwrap();
        open.items.iter().all(|job| job.finished_at.is_some())
    })
    .await;
    check(&client, &told, before).await;
    println!("{:?} sent, written and answered over {kills} kills", told.get());
}

async fn check(client: &Client, told: &Told, before: u64) {
    let [sent, written, answered] = told.get();
    let counted = calls(client).await - before;
    assert!(counted >= written, "{counted} are counted and {written} submissions were answered");
    assert!(counted <= sent, "{counted} are counted and {sent} were sent");
    println!("{counted} of {answered} answered calls are counted");
    let ran = milliseconds_of_attempts(client).await;
    let seconds = total(client, UsageMeter::JobSeconds).await;
    #[expect(clippy::cast_precision_loss, reason = "a test runs for less than 2^53 ms")]
    let expected = ran as f64 / 1_000.0;
    assert!((seconds - expected).abs() < 0.0005, "{seconds} s are counted and {expected} s ran");
    let tokens = total(client, UsageMeter::TokenIssuances).await;
    #[expect(clippy::cast_precision_loss, reason = "a test issues fewer")]
    let logged = tokens_in_the_log(client).await as f64;
    assert!(logged > 0.0 && (tokens - logged).abs() < 0.5, "{tokens} counted and {logged} logged");
    let doctor = client.doctor().await.unwrap();
    let rows = doctor.checks.iter().find(|check| check.name == "rows").unwrap();
    assert_eq!(rows.verdict, Verdict::Good, "{rows:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn totals_are_the_sums_of_their_facts_after_five_kills_under_load() {
    totals_after(5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn long_totals_are_the_sums_of_their_facts_after_two_hundred_kills_under_load() {
    totals_after(200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_only_read_is_written_down_when_the_coordinator_stops() {
    let plan = Plan::default().without_local_worker();
    let serve = plan.start();
    let token = token(&serve.client().await).await;
    for _ in 0..7 {
        assert_eq!(ask(&serve.url, &token, "GET /v1/workers", ""), Some(200));
    }
    assert!(total(&serve.client().await, UsageMeter::ApiCalls).await < 0.5, "not yet");
    serve.stop();
    let serve = plan.start();
    assert_eq!(calls(&serve.client().await).await, 7);
}

/// Each switch of the roll-out, its off and its on.
const FLAGS: [(&str, [&str; 2]); 4] = [
    ("REDIS_RATE_LIMIT_ENABLED", ["false", "true"]),
    ("MARKETPLACE_ENABLED", ["false", "true"]),
    ("BILLING_ENABLED", ["false", "true"]),
    ("BILLING_ENFORCE", ["on", "observe"]),
];

async fn ledger(serve: &Serve) -> (u64, usize) {
    let client = serve.client().await;
    let jobs = client.list_jobs(&JobQuery { limit: Some(500), ..JobQuery::default() }).await;
    (calls(&client).await, jobs.unwrap().items.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_flag_goes_on_and_off_under_load_and_nothing_is_lost() {
    let base = Plan::default().without_local_worker();
    let serve = base.start();
    let token = token(&serve.client().await).await;
    let web = serve.url.clone();
    assert_eq!(ask(&web, &token, "GET /v1/workers", ""), Some(200));
    let (mut calls, mut jobs) = ledger(&serve).await;
    serve.stop();
    for (flag, values) in FLAGS {
        for value in [values[1], values[0], values[1], values[0]] {
            let serve = base.clone().variable(flag, value).start();
            assert_eq!(ledger(&serve).await, (calls, jobs), "after {flag}={value}");
            let told = Arc::new(Told::default());
            let callers: Vec<_> = (0..2).map(|_| load(&serve.url, &token, &told, 10)).collect();
            for caller in callers {
                caller.join().unwrap();
            }
            let [sent, written, answered] = told.get();
            assert_eq!(sent, answered, "nobody was refused while {flag} was {value}");
            (calls, jobs) = (calls + answered, jobs + usize::try_from(written).unwrap());
            assert_eq!(ledger(&serve).await, (calls, jobs), "{flag}={value}");
            serve.client().await.submit_job(&shell("true"), None).await.unwrap();
            jobs += 1;
            serve.stop();
        }
    }
}
