//! The audit log over HTTP: whatever is done to its database is named.

use crate::{
    bench::{Bench, Set},
    limits::{ask_for, serve},
};
use aws_lc_rs::digest::{Context, SHA256, digest};
use muster_api::{audit::AuditQuery, worker::JoinTokenRequest};
use muster_audit::{
    HeadSigner,
    export::{Trust, verify_file},
};
use muster_core::{
    Actor, Scope,
    requirement::Labels,
    token::{ClearToken, TokenKind},
};
use muster_store::{
    StoreError, organisation,
    token::{self, TokenRow},
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::SocketAddr, path::Path, time::Duration};

/// A coordinator that is asked over a socket.
struct Asked {
    bench: Bench,
    at: SocketAddr,
    token: String,
}

impl Asked {
    /// One whose log has these many events.
    async fn with_events(count: usize) -> Self {
        let bench = Bench::start().await;
        let token = token_without_event(&bench).await;
        let asked = Self { at: serve(&bench, "127.0.0.1").await, bench, token };
        asked.happen(count).await;
        asked
    }

    async fn happen(&self, count: usize) {
        for _ in 0..count {
            let request = JoinTokenRequest::default();
            self.bench.client.create_join_token(&request, None).await.unwrap();
        }
    }

    /// The same after it was stopped, and something was done to its database.
    async fn after(self, change: impl FnOnce(&Path)) -> Self {
        let bench = self.bench.restart_after(|dir| change(&dir.join("muster.db"))).await;
        Self { at: serve(&bench, "127.0.0.1").await, bench, token: self.token }
    }

    async fn after_sql(self, sql: &str) -> Self {
        Box::pin(self.after(|path| tamper(path, sql))).await
    }

    async fn answer(&self, path: &str) -> String {
        ask_for(self.at, path, &self.token, 1).await.remove(0)
    }

    async fn body(&self, path: &str) -> String {
        let answer = self.answer(path).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        if is_chunked { unchunked(body) } else { body.to_owned() }
    }

    async fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.body(path).await).unwrap()
    }

    /// Every event, the first one first.
    async fn events(&self) -> Vec<Value> {
        let page = self.json("/v1/audit/events?limit=500").await;
        let mut items = page["items"].as_array().unwrap().clone();
        items.reverse();
        items
    }

    async fn ids(&self) -> Vec<Value> {
        self.events().await.into_iter().map(|event| event["id"].clone()).collect()
    }
}

async fn token_without_event(bench: &Bench) -> String {
    let clear = ClearToken::from_random(TokenKind::Readonly, [1; 16], [2; 32]);
    let (text, now) = (clear.reveal(), bench.seams.clock.now());
    let made = bench.store.write(move |tx| {
        let organisation = organisation::all(tx)?.remove(0);
        let row = TokenRow {
            organisation: organisation.clone(),
            id: clear.id.clone(),
            kind: clear.kind,
            name: "test".to_owned(),
            secret_hash: digest(&SHA256, clear.secret()).as_ref().to_vec(),
            created_at: now,
            created_by: "operator".to_owned(),
            expires_at: now.after(Duration::from_hours(9_000)),
            last_used_at: None,
            revoked_at: None,
            used_at: None,
            labels: Labels::new(),
        };
        let request_id = "req-1".parse().expect("it is plain");
        let scope =
            Scope { organisation, actor: Actor::Operator, request_id, idempotency_key: None };
        token::insert(tx, &scope, &row)
    });
    let made: Result<(), StoreError> = made.await;
    made.unwrap();
    text
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    loop {
        let (size, rest) = body.split_once("\r\n").unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        whole += &rest[..size];
        if size == 0 {
            return whole;
        }
        body = &rest[size + 2..];
    }
}

/// Does to a database what no coordinator would.
fn tamper(path: &Path, sql: &str) {
    const OPEN: &str = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
        DROP TRIGGER audit_record_refuses_update; DROP TRIGGER audit_record_refuses_delete;
        DROP TRIGGER audit_seal_refuses_update; DROP TRIGGER audit_seal_refuses_delete;
        DROP TRIGGER audit_event_refuses_update; DROP TRIGGER audit_event_refuses_delete;";
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(OPEN).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn copied(from: &Path, to: &Path) {
    assert!(std::fs::copy(from, to).unwrap() > 0);
}

const COLUMNS: &str =
    "organisation, at, actor, action, target, outcome, detail, request_id, idempotency_key";

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_nobody_touched_is_proven_and_the_answer_has_exactly_five_fields() {
    let asked = Asked::with_events(6).await;
    let expected = json!({
        "verified": true, "checkedCount": 6, "brokenAtEventId": null,
        "integrity": "proven", "completeness": "proven",
    });
    for path in ["/v1/audit/verify", "/audit/verify", "/audit/verify?fromDate=2020-01-01"] {
        assert_eq!(asked.json(path).await, expected, "{path}");
    }
    let none = asked.json("/audit/verify?toDate=2020-01-01").await;
    assert_eq!((&none["verified"], &none["checkedCount"]), (&json!(true), &json!(0)));
    let places: Vec<_> = asked.events().await.iter().map(|it| it["place"].clone()).collect();
    assert_eq!(places, [1, 2, 3, 4, 5, 6].map(Value::from));

    let asked = asked.after(|_| {}).await;
    assert_eq!(asked.json("/audit/verify").await, expected, "nor by being started again");
}

/// Each case: what is done, the word for it, at which event, and the two verdicts.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_to_the_database_is_named_with_its_event() {
    let insert = format!(
        "INSERT INTO audit_record (number, {COLUMNS}) SELECT 99, {COLUMNS} FROM audit_record
          WHERE number = 1"
    );
    let insert_sealed = format!(
        "{insert}; INSERT INTO audit_seal SELECT organisation, 7, 99, link, code, key
           FROM audit_seal WHERE sequence = 6"
    );
    let reorder = "UPDATE audit_seal SET number = -2 WHERE sequence = 2;
        UPDATE audit_seal SET number = 2 WHERE sequence = 4;
        UPDATE audit_seal SET number = 4 WHERE sequence = 2";
    let delete = "DELETE FROM audit_seal WHERE sequence = 3;
        DELETE FROM audit_record WHERE number = 3";
    let cut =
        "DELETE FROM audit_seal WHERE sequence > 4; DELETE FROM audit_record WHERE number > 4";
    for (sql, code, at, integrity, completeness) in [
        (
            "UPDATE audit_record SET target = 'else' WHERE number = 3",
            "edited",
            3,
            "broken",
            "unproven",
        ),
        ("UPDATE audit_record SET at = at + 1 WHERE number = 6", "edited", 6, "broken", "unproven"),
        (
            "UPDATE audit_seal SET link = zeroblob(32) WHERE sequence = 3",
            "seal_replaced",
            3,
            "broken",
            "unproven",
        ),
        (
            "UPDATE audit_seal SET code = zeroblob(32) WHERE sequence = 3",
            "forged",
            3,
            "broken",
            "unproven",
        ),
        (delete, "missing", 4, "broken", "broken"),
        ("DELETE FROM audit_record WHERE number = 3", "missing", 4, "broken", "broken"),
        (&insert, "inserted", 99, "broken", "unproven"),
        (&insert_sealed, "seal_replaced", 99, "broken", "unproven"),
        (reorder, "reordered", 4, "broken", "unproven"),
        (cut, "tail_cut", 4, "proven", "broken"),
        ("DELETE FROM audit_seal WHERE sequence > 4", "tail_cut", 4, "proven", "broken"),
        ("DELETE FROM audit_record WHERE number = 6", "tail_cut", 5, "proven", "broken"),
        ("DELETE FROM audit_seal; DELETE FROM audit_record", "tail_cut", 0, "proven", "broken"),
    ] {
        let asked = Asked::with_events(6).await;
        assert_eq!(asked.json("/audit/verify").await["verified"], true);
        let mut ids = asked.ids().await;
        ids.resize(98, Value::Null);
        ids.push(json!("aud_00000000000000000000000033"));
        let asked = asked.after_sql(sql).await;
        let verdict = asked.json("/audit/verify").await;
        let event = if at == 0 { Value::Null } else { ids[at - 1].clone() };
        assert_eq!(verdict["brokenAtEventId"], event, "{sql}: {verdict}");
        assert_eq!(verdict["verified"], false, "{sql}");
        let both = [&verdict["integrity"], &verdict["completeness"]];
        assert_eq!(both, [integrity, completeness], "{sql}");
        assert_eq!(asked.json("/v1/audit/report").await["reason"]["code"], code, "{sql}");
        let doctor = asked.json("/v1/doctor").await;
        let checks = doctor["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["name"] == "audit").unwrap();
        assert_eq!(check["verdict"], "bad", "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_rolled_back_is_named_and_what_is_lost_leaves_a_gap_for_ever() {
    let asked = Asked::with_events(4).await;
    let copy = tempfile::tempdir().unwrap();
    let copy = copy.path().join("copy.db");
    let asked = asked.after(|path| copied(path, &copy)).await;
    asked.happen(2).await;
    let ids = asked.ids().await;
    assert_eq!(asked.json("/audit/verify").await["checkedCount"], 6);

    let asked = asked.after(|path| copied(&copy, path)).await;
    let report = asked.json("/v1/audit/report").await;
    assert_eq!(report["reason"]["code"], "rolled_back", "{report}");
    assert_eq!((&report["brokenAtEventId"], &report["checkedCount"]), (&ids[3], &json!(4)));
    assert_eq!(
        (&report["integrity"], &report["completeness"]),
        (&json!("proven"), &json!("broken"))
    );

    asked.bench.clock.advance(Duration::from_hours(48));
    asked.happen(1).await;
    let report = asked.json("/v1/audit/report").await;
    assert_eq!(report["reason"]["code"], "missing", "{report}");
    let events = asked.events().await;
    let gap = events.iter().find(|event| event["id"] == report["brokenAtEventId"]).unwrap();
    assert_eq!((&gap["action"], &gap["place"]), (&json!("audit.gap"), &json!(7)));
    assert_eq!(gap["detail"], json!({ "found": "rolled_back", "from": 5, "to": 6 }));

    let doctor = asked.json("/v1/doctor").await;
    let checks = doctor["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == "audit").unwrap();
    assert_eq!(check["verdict"], "warning", "what came after is in order: {check}");
    assert!(check["finding"].as_str().unwrap().contains("aud_"), "{check}");
    // What comes after it is proven by itself.
    asked.bench.clock.advance(Duration::from_hours(48));
    asked.happen(2).await;
    let later = asked.json("/audit/verify?fromDate=2026-11-24").await;
    assert_eq!((&later["verified"], &later["checkedCount"]), (&json!(true), &json!(2)), "{later}");
}

/// As after a crash between the change and its seal.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sealed_is_sealed_at_the_next_start() {
    let asked = Asked::with_events(0).await;
    asked.bench.keychain.lock(true);
    asked.happen(2).await;
    assert!(asked.events().await.iter().all(|event| event["place"].is_null()));
    let report = asked.json("/v1/audit/report").await;
    assert_eq!((&report["has_key"], &report["completeness"]), (&json!(false), &json!("unproven")));
    let asked = asked.after(|_| {}).await;
    asked.bench.keychain.lock(false);
    let asked = asked.after(|_| {}).await;
    assert_eq!(asked.json("/audit/verify").await["checkedCount"], 2);
    let places: Vec<_> = asked.events().await.iter().map(|it| it["place"].clone()).collect();
    assert_eq!(places, [1, 2].map(Value::from));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_sealed_by_themselves_and_the_head_is_kept_outside_at_the_stop() {
    let asked = Asked::with_events(3).await;
    let sealed = async {
        while asked.events().await.iter().any(|event| event["place"].is_null()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), sealed).await.expect("nobody has to ask for it");
    let asked = asked.after_sql("DELETE FROM audit_seal WHERE sequence = 3").await;
    assert_eq!(asked.json("/v1/audit/report").await["reason"]["code"], "tail_cut");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_refused_is_in_the_log_and_only_what_is_asked_for_is_listed() {
    let asked = Asked::with_events(2).await;
    let refused = ask_for(asked.at, "/v1/jobs", "guess", 1).await;
    assert!(refused[0].starts_with("HTTP/1.1 401 "));
    let denials = asked.json("/v1/audit/events?action=request.deny").await;
    let denial = &denials["items"][0];
    assert_eq!((&denial["outcome"], &denial["target"]), (&json!("denied"), &json!("/v1/jobs")));
    assert_eq!(denial["detail"]["error"], "unauthorized");
    let first = asked.json("/v1/audit/events?actor=operator&limit=1").await;
    assert_eq!(first["items"].as_array().unwrap().len(), 1);
    let next = first["next_cursor"].as_str().unwrap();
    let rest = asked.json(&format!("/v1/audit/events?actor=operator&cursor={next}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["next_cursor"], Value::Null);
    let none = asked.json("/v1/audit/events?to=2020-01-01").await;
    assert_eq!(none["items"], json!([]));
    let wrong = asked.answer("/v1/audit/events?from=yesterday").await;
    assert!(wrong.starts_with("HTTP/1.1 422 "), "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_of_this_machine_may_verify_thirty_times_a_minute_as_well() {
    let asked = Asked::with_events(1).await;
    let answers = ask_for(asked.at, "/audit/verify", &asked.token, 31).await;
    let count = |status: &str| answers.iter().filter(|it| it.starts_with(status)).count();
    assert_eq!((count("HTTP/1.1 200 "), count("HTTP/1.1 429 ")), (30, 1));
    let last = answers.last().unwrap().to_ascii_lowercase();
    assert!(last.contains("retry-after: ") && last.contains("audit_verify"), "{last}");
    assert!(asked.answer("/v1/audit/events").await.starts_with("HTTP/1.1 200 "));
    asked.bench.clock.advance(Duration::from_secs(62));
    assert!(asked.answer("/audit/verify").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_verified_far_from_here_and_not_if_it_was_changed() {
    let asked = Asked::with_events(4).await;
    let signer = asked.json("/v1/audit/report").await["signer"].as_str().unwrap().to_owned();
    let signers: [HeadSigner; 1] = [signer.parse().unwrap()];
    let trust = Trust { signers: &signers, ..Trust::default() };
    let file = asked.body("/v1/audit/export").await;
    let report = verify_file(file.as_bytes(), trust).unwrap().report;
    // The export itself is an event, too.
    assert_eq!((report.verified, report.checked_count), (true, 5), "{report:?}");
    let changed = file.replacen("token.create", "token.creale", 1);
    assert!(!verify_file(changed.as_bytes(), trust).unwrap().report.verified || changed == file);
    let changed = file.replacen("operator", "0perator", 1);
    assert!(!verify_file(changed.as_bytes(), trust).unwrap().report.verified);
    let table = asked.body("/v1/audit/export?format=csv").await;
    assert_eq!(table.matches("\r\n").count(), 1 + 6, "{table}");
}

/// The hash of an event as a release without seals has computed it.
fn old_hash(organisation: &str, sequence: u64, detail: &str, previous: &[u8]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    let fields: [&[u8]; 9] = [
        organisation.as_bytes(),
        &sequence.to_be_bytes(),
        &7_i64.to_be_bytes(),
        b"operator",
        b"req-1",
        b"",
        b"job.cancel",
        b"job_1",
        detail.as_bytes(),
    ];
    for field in fields {
        context.update(&(field.len() as u64).to_be_bytes());
        context.update(field);
    }
    context.update(previous);
    context.finish().as_ref().to_vec()
}

/// Three events as a release without seals has left them.
fn write_old(path: &Path, details: [&str; 3]) {
    let connection = Connection::open(path).unwrap();
    let organisation: String =
        connection.query_row("SELECT id FROM organisation", [], |row| row.get(0)).unwrap();
    let mut hash = vec![0; 32];
    for (sequence, detail) in (1_u64..).zip(details) {
        hash = old_hash(&organisation, sequence, detail, &hash);
        let insert = "INSERT INTO audit_event VALUES
            (?1, ?2, 7, 'operator', 'req-1', NULL, 'job.cancel', 'job_1', ?3, ?4)";
        let values = (&organisation, i64::try_from(sequence).unwrap(), detail, &hash);
        connection.execute(insert, values).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_from_before_there_were_seals_is_carried_on_and_still_verified() {
    for (again, sql, code) in [
        (None, "UPDATE audit_event SET detail = 'else' WHERE sequence = 2", "edited"),
        (None, "DELETE FROM audit_event WHERE sequence = 3", "missing"),
        (Some(["{}", "else", "{}"]), "DELETE FROM audit_event", "forked"),
    ] {
        let asked = Asked::with_events(0).await;
        let asked = asked.after(|path| write_old(path, ["{}"; 3])).await;
        asked.happen(1).await;
        let verdict = asked.json("/audit/verify").await;
        assert_eq!((&verdict["verified"], &verdict["checkedCount"]), (&json!(true), &json!(5)));
        let events = asked.events().await;
        let old: Vec<_> = events[..3].iter().map(|event| event["action"].as_str()).collect();
        assert_eq!(old, [Some("job.cancel"); 3]);
        // Something may have happened before the first of the seals; it has its place behind the beginning.
        let first = events.iter().find(|event| event["place"] == 1).unwrap();
        assert_eq!(
            (&first["action"], &first["detail"]["events"]),
            (&json!("audit.begin"), &json!(3))
        );
        let asked = asked.after(|path| {
            tamper(path, sql);
            if let Some(details) = again {
                write_old(path, details);
            }
        });
        let report = asked.await.json("/v1/audit/report").await;
        assert_eq!(report["reason"]["code"], code, "{sql}: {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_goes_on_with_the_chain_and_the_old_one_seals_nothing_more() {
    let asked = Asked::with_events(3).await;
    let rotated = asked.bench.client.rotate_audit_key().await.unwrap();
    assert_eq!((rotated.key, rotated.last_place), (1, 4));
    asked.happen(2).await;
    let twice = asked.bench.client.rotate_audit_key().await.unwrap();
    assert_eq!((twice.key, twice.last_place), (2, 7));
    asked.happen(1).await;
    let expected = json!({
        "verified": true, "checkedCount": 8, "brokenAtEventId": null,
        "integrity": "proven", "completeness": "proven",
    });
    assert_eq!(asked.json("/audit/verify").await, expected);
    let asked = asked.after(|_| {}).await;
    assert_eq!(asked.json("/audit/verify").await, expected, "a restart finds its keys again");
    let verdict = asked.json("/audit/verify?fromDate=2020-01-01").await;
    assert_eq!(verdict["verified"], true);
    let mine = "SELECT key FROM audit_seal WHERE sequence = 2";
    let sql = format!("UPDATE audit_seal SET key = ({mine}) WHERE sequence = 6");
    let asked = asked.after_sql(&sql).await;
    assert_eq!(asked.json("/v1/audit/report").await["reason"]["code"], "forged");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_note_of_its_keys_a_log_is_not_believed() {
    let asked = Asked::with_events(3).await;
    asked.bench.client.rotate_audit_key().await.unwrap();
    asked.happen(2).await;
    let asked = asked.after_sql("DELETE FROM audit_key").await;
    assert_eq!(asked.json("/v1/audit/report").await["reason"]["code"], "other_key");
}

/// The database and the keychain were put back together; a worker has seen what came after.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_tells_of_what_was_lost_though_the_keychain_forgot_it() {
    let asked = Asked::with_events(4).await;
    let who = asked.bench.join("witness", 1).await;
    assert_eq!(asked.json("/audit/verify").await["verified"], true);
    let copy = tempfile::tempdir().unwrap();
    let copy = copy.path().join("copy.db");
    let asked = asked.after(|path| copied(path, &copy)).await;
    let heads = asked.bench.keychain.heads_now();
    let mut session = asked.bench.come(&who, vec![]).await;
    asked.happen(2).await;
    let told = async {
        while who.audit_head().is_none_or(|head| !head.contains("\"sequence\":8")) {
            session.hear().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("workers are told the head");

    let keychain = asked.bench.keychain.clone();
    let back = |path: &Path| {
        copied(&copy, path);
        keychain.put_heads_back(heads);
    };
    let asked = asked.after(back).await;
    assert_eq!(asked.json("/audit/verify").await["verified"], true, "nobody here knows better");
    let _session = asked.bench.come(&who, vec![]).await;
    let named = async {
        loop {
            let report = asked.json("/v1/audit/report").await;
            if report["verified"] == false {
                return report;
            }
            tokio::time::sleep(Duration::from_millis(2_100)).await;
        }
    };
    let report = tokio::time::timeout(Duration::from_secs(30), named).await.expect("it is named");
    assert_eq!(report["reason"]["code"], "rolled_back", "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_and_changed_settings_are_events() {
    let settings = |pairs: &[(&str, &str)]| {
        let all = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Some(all.collect::<BTreeMap<String, String>>())
    };
    let first = settings(&[("MUSTER_SLOTS", "2"), ("MUSTER_TOKEN", "***")]);
    let mut bench = Bench::that_is_told(Set { settings: first.clone(), ..Set::default() }).await;
    bench = bench.restart().await;
    bench.set.settings = settings(&[("MUSTER_SLOTS", "4"), ("MUSTER_SIGNUP", "open")]);
    bench = bench.restart().await;
    let page = bench.client.list_audit(&AuditQuery::default()).await.unwrap();
    let told: Vec<_> = page.items.iter().rev().map(|it| (it.action.as_str(), &it.detail)).collect();
    let actions: Vec<_> = told.iter().map(|(action, _)| *action).collect();
    assert_eq!(
        actions,
        ["coordinator.start", "coordinator.start", "coordinator.start", "config.change"]
    );
    let changed = json!({ "changed": {
        "MUSTER_SLOTS": ["2", "4"],
        "MUSTER_SIGNUP": [null, "open"],
        "MUSTER_TOKEN": ["***", null],
    } });
    assert_eq!(*told[3].1, changed);
}
