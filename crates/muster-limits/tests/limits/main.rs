//! Limits that several coordinators share, in a real Redis.
#![cfg(test)]

mod losing;
// The test kit itself would bring the store, and with it two databases.
#[expect(unreachable_pub, reason = "the test kit's own file")]
#[path = "../../../muster-testkit/src/redis.rs"]
mod private_redis;
mod sharing;
mod world;
