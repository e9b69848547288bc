//! The one task that does everything.

use crate::stage::Stage;
use muster_core::cloud::Status;
use muster_providers::ProviderKind;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn it_brings_everything_about_by_itself_and_tells_whoever_listens() {
    let stage = Stage::open(ProviderKind::Daytona).await;
    let mut changes = stage.operations.subscribe();
    let id = stage.create_worker(1).await.resource.id;
    let watching = async {
        while stage.status(&id).await != Status::Running {
            assert_eq!(changes.recv().await.unwrap().resource, id);
        }
    };
    // The clock goes with the runtime's own time, which stands still while anything can be done.
    let clock = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stage.clock.advance(Duration::from_secs(1));
        }
    };
    tokio::select! {
        biased;
        () = watching => {}
        () = stage.operations.clone().run() => panic!("nobody told it to end"),
        () = clock => {}
    }
    stage.assert_books("without anybody's help").await;
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_it_is_told_to() {
    let stage = Stage::open(ProviderKind::Daytona).await;
    stage.tasks.stop();
    stage.operations.clone().run().await;
}
