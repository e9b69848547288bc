//! What the agent does about its machine's news.
//!
//! Before a sleep its jobs stand still and the coordinator is told; then the machine may go. After it
//! the agent connects at once and asks what still counts. A machine that says nothing of its sleep is
//! found out by the clocks (`Agent::look_at_clock`).
//!
//! After a change of the network it asks at once, too: a connection that is tied to an address that is
//! gone has no end of its own.

use crate::{
    agent::Agent,
    machine::{Hold, News},
    options::AgentStatus,
};
use tokio::{
    sync::{mpsc, watch},
    time::{Duration, sleep, timeout},
};

/// What does not stand still by then is stopped by the sleep itself.
const LONGEST_FREEZE: Duration = Duration::from_secs(2);
/// Awake for so long after it said that it would sleep, it does not: whoever should say so has gone.
const LONGEST_WAKE: Duration = Duration::from_mins(1);
/// Whoever is still there has answered by then, over a bad link too.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// How the agent stands to the machine's sleep.
#[derive(Debug, Default)]
pub(crate) struct Rest {
    is_near: bool,
    /// The machine waits for this.
    hold: Option<Hold>,
}

impl Agent {
    /// Takes in what the machine says.
    pub(crate) async fn heed(&self, mut news: mpsc::Receiver<News>) {
        while let Some(news) = news.recv().await {
            match news {
                News::Sleep(hold) => {
                    self.doubt_all();
                    self.rest.send_replace(Rest { is_near: true, hold: Some(hold) });
                }
                News::Wake => self.wake(),
                News::Network => self.moves.send_replace(()),
            }
        }
        std::future::pending().await
    }

    /// Ends when the machine is about to sleep.
    pub(crate) async fn rest_is_near(&self) {
        self.become_such(|rest| rest.is_near).await;
    }

    /// Once the machine is about to sleep, and nothing is said any more: lets it, and ends when it is
    /// awake again.
    pub(crate) async fn rested(&self) {
        self.rest_is_near().await;
        self.tell(AgentStatus::Connecting, "the machine goes to sleep");
        let still = async {
            for attempt in self.roster.all() {
                // It may have begun after the others were told.
                attempt.freeze();
                attempt.stood_still().await;
            }
        };
        if timeout(LONGEST_FREEZE, still).await.is_err() {
            tracing::warn!("the machine goes to sleep while jobs run");
        }
        self.rest.send_modify(|rest| drop(rest.hold.take()));
        if timeout(LONGEST_WAKE, self.become_such(|rest| !rest.is_near)).await.is_err() {
            self.wake();
        }
    }

    fn wake(&self) {
        tracing::info!("the machine is awake; asking what still counts");
        self.look_at_clock();
        self.doubt_all();
        self.rest.send_replace(Rest::default());
    }

    async fn become_such(&self, is_such: impl Fn(&Rest) -> bool) {
        // The sender is a part of this agent, so it is there as long as anybody waits.
        drop(self.rest.subscribe().wait_for(is_such).await);
    }
}

/// Ends a while after the network has changed. Who hears something meanwhile waits no longer.
pub(crate) async fn unanswered(moves: &mut watch::Receiver<()>) {
    // The sender is a part of the agent, so it is there as long as anybody waits.
    drop(moves.changed().await);
    sleep(ANSWER_WITHIN).await;
}
