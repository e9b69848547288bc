//! The same on PostgreSQL, where closures may run twice.

use crate::stage::{Stage, variables};
use muster_core::cloud::Status;
use muster_operations::Act;
use muster_providers::ProviderKind;
use muster_store::Store;
use muster_testkit::PrivatePostgres;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_and_an_environment_live_and_go_and_a_crash_loses_nothing() {
    let Some(server) = PrivatePostgres::start() else { return };
    for passage in [0, 4, 5, 6, 20] {
        let store = Store::connect_postgres(&server.fresh_database().await).await.unwrap();
        let mut stage = Stage::open_with(store.clone(), variables(ProviderKind::Daytona)).await;
        stage.cut.at(passage);
        let ids = [
            stage.create_worker(1).await.resource.id,
            stage.create_environment().await.resource.id,
        ];
        stage.settle().await;
        for (act, status) in [
            (Act::Stop, Status::Stopped),
            (Act::Start, Status::Running),
            (Act::Delete { is_forced: true }, Status::Gone),
        ] {
            for id in &ids {
                stage.act(id, act).await;
            }
            stage.settle().await;
            stage.assert_books(&format!("{act:?}, cut at {passage}")).await;
            for id in &ids {
                assert_eq!(stage.status(id).await, status, "{id}, cut at {passage}");
            }
        }
        assert_eq!(stage.inventory(), [], "cut at {passage}");
        assert_eq!(stage.restarts, usize::from(passage > 0));
        store.close().await;
    }
}
