//! A worker's labels: what its machine has, and what people give it.

use muster_api::job::{JobState, JobSubmission};
use muster_core::requirement::{LabelValue, Written};
use muster_testkit::{JoinedWorker, Plan, ended, shell, until};

fn needing(label: &str) -> JobSubmission {
    JobSubmission { requirements: Written::Conditions(vec![label.to_owned()]), ..shell("true") }
}

#[tokio::test]
async fn a_machine_says_what_it_has_and_people_give_it_the_rest() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let _laptop = JoinedWorker::join(&serve, "laptop").await;
    let found = client.list_workers().await.unwrap().items.remove(0);
    let has_battery = found.labels["battery"] == LabelValue::Bool(true);
    assert!(found.labels.contains_key("mains") && found.given_labels.is_empty(), "{found:?}");
    let fits = if has_battery { "battery" } else { "not battery" };
    let job = client.submit_job(&needing(fits), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);

    let job = client.submit_job(&needing("room == attic"), None).await.unwrap();
    let waits = Some("1 worker lacks `room`");
    until(async || client.get_job(job.id).await.unwrap().reason.as_deref() == waits).await;
    let said = serve.cli(&["worker", "label", "laptop", "room=attic", "rack=3"]);
    assert_eq!(said.stdout, "laptop is given rack=3 room=attic\n", "{}", said.stderr);
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);

    let said = serve.cli(&["worker", "label", "laptop", "room-", "rack-"]);
    assert_eq!(said.stdout, "laptop is given no labels\n", "{}", said.stderr);
    let said = serve.cli(&["worker", "label", "laptop", "room=attic", "landlock"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("`labels.landlock` is for the machine alone to say"),
        "{}",
        said.stderr
    );
    let now = client.list_workers().await.unwrap().items.remove(0);
    assert_eq!(now.labels, found.labels, "nothing of it was kept");
}
