//! Levels of isolation that this machine gave when its worker began, and does not give any more.
//!
//! A level is lost when a command could not be started at it and it cannot be tried out either, as when somebody has
//! taken `bwrap` away. What was to run at it is given back, its label is false, and it is tried out every minute until
//! it is there again.

use crate::{agent::Agent, attempt::blocking};
use muster_core::{
    job::Isolation,
    requirement::{LabelValue, Labels},
};
use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// Nothing wakes a machine up for this that has lost nothing.
const TRY_EVERY: Duration = Duration::from_mins(1);

/// What is lost, and why.
#[derive(Debug, Default)]
pub(crate) struct LostLevels(watch::Sender<BTreeMap<Isolation, String>>);

impl LostLevels {
    /// Word of each change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<BTreeMap<Isolation, String>> {
        self.0.subscribe()
    }

    /// Why it is lost, if it is.
    pub(crate) fn why(&self, level: Isolation) -> Option<String> {
        self.0.borrow().get(&level).cloned()
    }

    fn set(&self, level: Isolation, lacks: Option<String>) {
        let change = |lost: &mut BTreeMap<_, _>| match lacks {
            Some(why) => lost.insert(level, why).is_none(),
            None => lost.remove(&level).is_some(),
        };
        if self.0.send_if_modified(change) {
            let (level, why) = (level.as_str(), self.why(level));
            tracing::warn!(
                level,
                why,
                "this machine has lost a level of isolation, or has it again"
            );
        }
    }
}

impl Agent {
    /// What the machine has, as far as it is still so and its owner lends it.
    pub(crate) fn labels(&self) -> Labels {
        let lost = self.levels.subscribe().borrow().clone();
        let lost =
            lost.into_keys().map(|level| (level.as_str().to_owned(), LabelValue::Bool(false)));
        let labels = self.facts.now().into_iter().chain(lost).collect();
        self.owner.limits().cap.offered(labels)
    }

    /// Tries a level out at which a command could not be started; answers why it is lost, if it is. Waits for the system.
    pub(crate) fn try_again(&self, level: Isolation) -> Option<String> {
        let lacks = self.runner.try_again(level);
        self.levels.set(level, lacks.clone());
        lacks
    }

    /// Tries out what is lost, until nothing is.
    pub(crate) async fn regain_levels(self: &Arc<Self>) {
        let mut lost = self.levels.subscribe();
        while lost.wait_for(|lost| !lost.is_empty()).await.is_ok() {
            sleep(TRY_EVERY).await;
            let (agent, levels) = (self.clone(), lost.borrow().clone());
            let tried = blocking(&self.seams.tasks, move || {
                for level in levels.into_keys() {
                    agent.try_again(level);
                }
                Ok::<_, Infallible>(())
            });
            if let Err(error) = tried.await {
                tracing::error!(%error, "cannot try out the levels of isolation");
            }
        }
    }
}
