//! The script counts as the window does. Its clock is the server's, so here its first line about time is another.

use super::*;
use crate::window::Window;
use private_redis::PrivateRedis;
use proptest::{collection::vec, prelude::*};

// The test kit itself would bring the store, and with it two databases.
#[expect(unreachable_pub, dead_code, reason = "the test kit's own file")]
#[path = "../../../muster-testkit/src/redis.rs"]
mod private_redis;

fn script_at_a_given_time() -> Script {
    let text = include_str!("window.lua");
    let given = "local time = { 0, ARGV[4] * 1000 }";
    let changed = text.replace("local time = redis.call('TIME')", given);
    assert_ne!(changed, text);
    Script::new(&changed)
}

/// What the script says to requests at these milliseconds.
fn said(redis: &PrivateRedis, quota: Quota, times: &[u64]) -> Vec<(bool, u32, u64)> {
    let mut connection = Client::open(redis.address()).unwrap().get_connection().unwrap();
    redis::cmd("FLUSHALL").exec(&mut connection).unwrap();
    let script = script_at_a_given_time();
    let ask = |now| {
        let mut question = script.key("window");
        question.arg(quota.requests.get()).arg(quota.step_ms()).arg(STEPS).arg(now);
        question.invoke(&mut connection).unwrap()
    };
    times.iter().map(ask).collect()
}

#[test]
fn the_script_and_the_window_say_the_same() {
    let Some(redis) = PrivateRedis::start() else { return };
    let mut runner = proptest::test_runner::TestRunner::default();
    // Longer than the test takes, since entries end by the real time.
    let cases = (1..20_u32, 600_000..6_000_000_u64, vec(0..200_000_u64, 1..80));
    let check = |(requests, window_ms, pauses): (u32, u64, Vec<u64>)| {
        let quota = Quota::within(requests, Duration::from_millis(window_ms));
        let mut now = 1_795_219_200_000;
        let times: Vec<_> = pauses
            .iter()
            .map(|pause| {
                now += pause;
                now
            })
            .collect();
        let mut window = Window::default();
        let expected = times.iter().map(|now| {
            let it = window.admit(Group::Default, quota, Duration::from_millis(*now));
            (
                it.is_allowed,
                requests - it.remaining,
                u64::try_from(it.reset_after.as_millis()).unwrap(),
            )
        });
        prop_assert_eq!(said(&redis, quota, &times), expected.collect::<Vec<_>>());
        Ok(())
    };
    runner.run(&cases, check).unwrap();
}

#[test]
fn a_server_whose_clock_was_set_back_forgets_nothing_and_holds_nobody_for_long() {
    let Some(redis) = PrivateRedis::start() else { return };
    let now = 1_795_219_200_000;
    let back = now - 3_600_000;
    let times = [now, now, back, back + 60_999, back + 61_000, back + 61_000];
    let said = said(&redis, Quota::a_minute(2), &times);
    let is_allowed: Vec<_> = said.iter().map(|(is_allowed, ..)| *is_allowed).collect();
    assert_eq!(is_allowed, [true, true, false, false, true, true]);
}
