//! Several coordinators that share their rate limits through one Redis.

use crate::http::{Answer, authority, exchange, request};
use muster_testkit::{Plan, PrivateRedis, Serve, TOKEN};
use std::thread;

/// `GET /audit/verify` may be asked so often in a minute by one caller.
const QUOTA: usize = 30;
/// And a password may be guessed so often in five minutes.
const GUESSES: usize = 10;

fn get(url: &str, path: &str) -> Answer {
    let host = authority(url);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n"
    );
    exchange(url, request.as_bytes())
}

/// Somebody guesses a password.
fn guess(url: &str) -> u16 {
    let headers = [("Host", authority(url)), ("Content-Type", "application/json")];
    let body = r#"{"email":"ann@example.org","password":"correct horse"}"#;
    exchange(url, &request("POST", "/api/auth/sign-in/email", &headers, body)).status
}

/// The statuses of so many requests, asked of each coordinator in turn by several at once.
fn asked(coordinators: &[Serve], times: usize) -> Vec<u16> {
    let urls: Vec<_> = coordinators.iter().map(|it| it.url.clone()).cycle().take(4).collect();
    let askers = urls.into_iter().map(|url| {
        thread::spawn(move || {
            (0..times / 4).map(|_| get(&url, "/audit/verify").status).collect::<Vec<_>>()
        })
    });
    let askers: Vec<_> = askers.collect();
    askers.into_iter().flat_map(|asker| asker.join().unwrap()).collect()
}

fn count(statuses: &[u16], wanted: u16) -> usize {
    statuses.iter().filter(|status| **status == wanted).count()
}

#[test]
fn two_coordinators_admit_one_quota_together_and_go_on_when_redis_is_killed() {
    let Some(mut redis) = PrivateRedis::start() else { return };
    let serve = || {
        let plan = Plan::default().without_local_worker();
        plan.variable("MUSTER_REDIS_URL", &redis.address()).start()
    };
    let both = [serve(), serve()];
    let statuses = asked(&both, 80);
    assert_eq!(count(&statuses, 200), QUOTA, "{statuses:?}");
    assert_eq!(count(&statuses, 429), 80 - QUOTA, "{statuses:?}");
    let refused = get(&both[0].url, "/audit/verify");
    assert_eq!(refused.problem(), "rate_limited");
    assert!(refused.head.to_ascii_lowercase().contains("\r\nretry-after: "), "{}", refused.head);
    assert_eq!(get(&both[1].url, "/health/detailed").status, 200);
    let guesses: Vec<_> = (0..24).map(|place| guess(&both[place % 2].url)).collect();
    assert_eq!(count(&guesses, 401), GUESSES, "{guesses:?}");
    assert_eq!(count(&guesses, 429), 24 - GUESSES, "{guesses:?}");

    let load: Vec<_> = both.iter().map(|it| it.url.clone()).collect();
    let load = thread::spawn(move || {
        let asked = (0..100).map(|place| get(&load[place % 2], "/audit/verify").status);
        asked.collect::<Vec<_>>()
    });
    redis.kill();
    let statuses = load.join().unwrap();
    assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
    let health = get(&both[0].url, "/health/detailed");
    assert_eq!(health.status, 207, "it says that it counts for itself now: {health:?}");
    let parts = health.json();
    assert!(parts.to_string().contains("Redis is lost"), "{parts}");
}
