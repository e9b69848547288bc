//! Bad luck: whatever is wanted, in any order, while anything goes wrong and the program dies again and again. In the
//! end the store says what the providers have, and everything can be deleted.

use crate::{
    faults::FAULTS,
    stage::{Stage, TICK, scope},
};
use muster_core::{Name, cloud::Status};
use muster_operations::{Act, NotAccepted};
use muster_providers::{ProviderKind, fake::Trouble};
use muster_seams::{Rng, SeededRng};
use std::time::Duration;

const ACTS: [Act; 5] = [
    Act::Start,
    Act::Stop,
    Act::Start,
    Act::Delete { is_forced: false },
    Act::Delete { is_forced: true },
];

/// Wants something, unless that cannot be wanted now.
async fn want(stage: &Stage, id: &Name, which: u8) {
    let act = ACTS[usize::from(which) % ACTS.len()];
    match stage.operations.act(&scope(), id, act).await {
        Ok(_) | Err(NotAccepted::Busy(_) | NotAccepted::Running | NotAccepted::NotFound) => {}
        Err(other) => panic!("{act:?} of {id}: {other}"),
    }
}

async fn some_bad_luck(stage: &mut Stage, mode: ProviderKind, ids: &[Name; 2], dice: &SeededRng) {
    let mut drawn = [0; 7];
    dice.fill(&mut drawn);
    let [which, acts, fault, requests, cut, ticks, at] = drawn;
    let kind = [mode, ProviderKind::Azure][usize::from(at % 2)];
    let (fault, timing) = FAULTS[usize::from(fault) % FAULTS.len()];
    stage.fake(kind).trouble(Trouble::after(usize::from(requests % 6), fault, timing));
    stage.cut.at(usize::from(cut % 20));
    want(stage, &ids[usize::from(which % 2)], acts).await;
    for _ in 0..ticks % 8 {
        stage.pass().await;
        stage.clock.advance(TICK);
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_in_whatever_order_the_books_agree_in_the_end() {
    for seed in 0..100 {
        let mode = [ProviderKind::Render, ProviderKind::Daytona][usize::from(seed % 2 == 0)];
        let (mut stage, dice) = (Stage::open(mode).await, SeededRng::from_seed(seed));
        let ids = [
            stage.create_worker(1).await.resource.id,
            stage.create_environment().await.resource.id,
        ];
        for _ in 0..12 {
            some_bad_luck(&mut stage, mode, &ids, &dice).await;
        }
        let story = format!("seed {seed}");
        stage.cut.at(0);
        stage.fake(mode).script().clear();
        stage.fake(ProviderKind::Azure).script().clear();
        stage.settle().await;
        stage.clock.advance(Duration::from_mins(5));
        stage.operations.sweep().await.unwrap();
        stage.assert_books(&story).await;
        for id in &ids {
            want(&stage, id, 4).await;
            stage.settle().await;
            assert_eq!(stage.status(id).await, Status::Gone, "{story}: {id}");
        }
        assert_eq!(stage.inventory(), [], "{story}");
    }
}
