//! Environments on machines of one's own: a cluster, and a Docker engine.

use crate::stage::{CANARY, Stage, environment, scope};
use muster_core::{
    Name,
    cloud::{OperationState, Status},
};
use muster_operations::{Act, NewEnvironment, NotAccepted};
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
};

const OWN: [ProviderKind; 2] = [ProviderKind::Kubernetes, ProviderKind::Docker];
const FAULTS: &[(Fault, Timing)] = &[
    (Fault::Page(404), Timing::Before),
    (Fault::Cut, Timing::Before),
    (Fault::Silence, Timing::After),
];

fn order(provider: ProviderKind) -> NewEnvironment {
    NewEnvironment { provider: Some(provider), region: None, ..environment() }
}

async fn made(stage: &mut Stage, provider: ProviderKind) -> Name {
    let made = stage.operations.create_environment(&scope(), &order(provider)).await.unwrap();
    assert_eq!(made.resource.price_per_hour, Some(0), "{provider}: nobody sends a bill");
    made.resource.id
}

/// What the container has of the secret that it was ordered with.
fn secret(stage: &Stage, provider: ProviderKind) -> Option<String> {
    let name = "ws-env-0123456789";
    let has = match provider {
        ProviderKind::Docker => stage.docker.files(name),
        _ => stage.kubernetes.environment(name),
    };
    has.into_iter().find(|(name, _)| name == "GITHUB_TOKEN").map(|(_, text)| text)
}

async fn live(stage: &mut Stage, provider: ProviderKind, story: &str) {
    let id = made(stage, provider).await;
    stage.settle().await;
    for (act, status) in [(Act::Stop, Status::Stopped), (Act::Start, Status::Running)] {
        stage.act(&id, act).await;
        stage.settle().await;
        assert_eq!(stage.status(&id).await, status, "{story}");
        stage.assert_books(story).await;
    }
    assert_eq!(secret(stage, provider).as_deref(), Some(CANARY), "{story}");
    stage.act(&id, Act::Delete { is_forced: true }).await;
    stage.settle().await;
    assert_eq!((stage.status(&id).await, stage.inventory()), (Status::Gone, vec![]), "{story}");
    assert_eq!(stage.kubernetes.belongings(), [], "{story}");
}

#[tokio::test(start_paused = true)]
async fn an_environment_is_stopped_and_started_with_its_secrets_and_deleted() {
    for provider in OWN {
        let mut stage = Stage::open(ProviderKind::Kubernetes).await;
        live(&mut stage, provider, provider.as_str()).await;
        for operation in stage.operations_now().await {
            assert_eq!(operation.state, OperationState::Done, "{provider}: {operation:#?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_environment_survives_a_crash_at_every_step_of_its_life() {
    for provider in OWN {
        let mut passage = 1;
        loop {
            let mut stage = Stage::open(ProviderKind::Kubernetes).await;
            stage.cut.at(passage);
            live(&mut stage, provider, &format!("{provider}: cut at passage {passage}")).await;
            if !stage.cut.is_over() {
                break;
            }
            passage += 1;
        }
        assert!(passage > 20, "{provider}: {passage} places are too few to be all");
    }
}

#[tokio::test(start_paused = true)]
async fn the_books_agree_after_every_fault() {
    for provider in OWN {
        for (fault, timing) in FAULTS {
            let mut requests = 0;
            loop {
                let story = format!("{provider}: {timing:?} {fault:?} after {requests} requests");
                let mut stage = Stage::open(ProviderKind::Kubernetes).await;
                stage.fake(provider).trouble(Trouble::after(requests, *fault, *timing));
                let id = made(&mut stage, provider).await;
                stage.settle().await;
                stage.assert_books(&story).await;
                stage.act(&id, Act::Delete { is_forced: true }).await;
                stage.settle().await;
                assert_eq!(stage.inventory(), [], "{story}");
                if !stage.fake(provider).script().is_over() {
                    break;
                }
                requests += 1;
            }
            assert!(requests > 10, "{provider}: {requests} requests are too few to be all");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_picks_the_provider_and_a_provider_has_its_own_region() {
    let stage = Stage::open(ProviderKind::Kubernetes).await;
    let ordered = async |provider, region: Option<&str>| {
        let order = NewEnvironment {
            key: None,
            provider,
            region: region.map(str::to_owned),
            ..environment()
        };
        let made = stage.operations.create_environment(&scope(), &order).await?;
        Ok::<_, NotAccepted>((made.resource.provider, made.resource.region.unwrap()))
    };
    let seen = [
        ordered(None, Some("local")).await.unwrap(),
        ordered(None, Some("kubernetes")).await.unwrap(),
        ordered(None, Some("west")).await.unwrap(),
        ordered(Some(ProviderKind::Docker), None).await.unwrap(),
    ];
    let expected =
        [("docker", "local"), ("kubernetes", "kubernetes"), ("azure", "west"), ("docker", "local")];
    assert_eq!(seen, expected.map(|(provider, region)| (provider.to_owned(), region.to_owned())));
    assert!(ordered(Some(ProviderKind::Docker), Some("west")).await.is_err());
    let clouds = Stage::open(ProviderKind::Render).await;
    let wanted = order(ProviderKind::Docker);
    let refused = clouds.operations.create_environment(&scope(), &wanted).await;
    assert!(matches!(refused, Err(NotAccepted::NoProvider)));
}
