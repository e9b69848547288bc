//! The same product on PostgreSQL: nothing that a person sees is different.

use muster_api::job::JobState;
use muster_testkit::{Plan, PrivatePostgres, shell};

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_and_survive_a_kill_on_postgresql() {
    let Some(postgres) = PrivatePostgres::start() else { return };
    let database = postgres.fresh_database().await;
    let serve = Plan::default().variable("MUSTER_DATABASE_URL", &database).start();
    let first = serve.client().await.submit_job(&shell("echo one"), None).await.unwrap();
    let first = muster_testkit::ended(&serve.client().await, first.id).await;
    assert_eq!((first.id.to_string().as_str(), first.state), ("job_1", JobState::Succeeded));

    let serve = serve.kill().start();
    let second = serve.client().await.submit_job(&shell("echo two"), None).await.unwrap();
    let second = muster_testkit::ended(&serve.client().await, second.id).await;
    assert_eq!((second.id.to_string().as_str(), second.state), ("job_2", JobState::Succeeded));
    let kept = serve.client().await.get_job(first.id).await.unwrap();
    assert_eq!(kept, first);
}
