//! The same test on both databases.

use muster_store::Store;
use muster_testkit::PrivatePostgres;
use std::future::Future;

/// Makes two tests of one function: `<name>::on_sqlite` and `<name>::on_postgres`.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                $crate::both::on_sqlite(super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                $crate::both::on_postgres(super::$name).await;
            }
        }
    )*};
}
pub(crate) use on_both;

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_sqlite(&folder.path().join("muster.db")).unwrap();
    test(store.clone()).await;
    store.close().await;
}

pub(crate) async fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let Some(server) = PrivatePostgres::start() else { return };
    let store = Store::connect_postgres(&server.fresh_database().await).await.unwrap();
    test(store.clone()).await;
    store.close().await;
}
