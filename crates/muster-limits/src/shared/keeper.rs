//! Keeps the connection: looks whether Redis is back, less and less often.

use super::Shared;
use muster_seams::{Rng, Seams};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

impl Shared {
    /// Tries once, and then goes on in a task of its own until everything should end.
    pub(crate) async fn keep(self: &Arc<Self>, seams: &Seams) {
        let is_connected = self.is_back(0).await;
        let (shared, seams) = (Arc::clone(self), seams.clone());
        let tasks = seams.tasks.clone();
        tasks.spawn("limits-redis", async move {
            tokio::select! {
                biased;
                () = seams.tasks.stopped() => {}
                () = shared.keep_on(is_connected, &*seams.rng) => {}
            }
        });
    }

    async fn keep_on(&self, mut is_connected: bool, rng: &(dyn Rng + 'static)) {
        let mut failures = 0;
        for number in 1.. {
            if is_connected {
                self.lost.notified().await;
                failures = 0;
            }
            sleep(pause(failures, rng)).await;
            failures += 1;
            is_connected = self.is_back(number).await;
        }
    }

    async fn is_back(&self, number: u64) -> bool {
        match self.connect(number).await {
            Ok(()) => true,
            Err(error) => {
                self.fall_back(&error);
                false
            }
        }
    }
}

/// Twice as long each time, and never for two coordinators the same.
fn pause(failures: u32, rng: &(dyn Rng + 'static)) -> Duration {
    let longest = SHORTEST.saturating_mul(1 << failures.min(10)).min(LONGEST);
    let [part] = rng.bytes::<1>();
    longest / 2 + longest * u32::from(part) / 512
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;

    #[test]
    fn a_pause_grows_up_to_ten_seconds() {
        let rng = SeededRng::from_seed(1);
        for failures in 0..40 {
            let full = SHORTEST.saturating_mul(1 << failures.min(10)).min(LONGEST);
            let pause = pause(failures, &rng);
            assert!((full / 2..=full).contains(&pause), "{failures}: {pause:?}");
        }
    }
}
