//! Export: jobs with their attempts, a line of JSON each.

use crate::bench::{Bench, shell};
use muster_api::{
    batch::BatchSubmission,
    export::{ExportQuery, ExportedJob},
    job::{JobSubmission, TaskNumbers},
    session::FromWorker,
};
use std::collections::BTreeSet;

async fn exported(bench: &Bench, query: ExportQuery) -> Vec<ExportedJob> {
    let (mut answer, mut bytes) = (bench.client.export_jobs(&query).await.unwrap(), vec![]);
    while let Some(part) = answer.next().await.unwrap() {
        bytes.extend_from_slice(&part);
    }
    let text = String::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(lines: &[ExportedJob]) -> Vec<String> {
    lines.iter().map(|line| line.job.id.to_string()).collect()
}

#[tokio::test]
async fn every_job_is_a_line_with_its_attempts_and_tasks_follow_their_array() {
    let bench = Bench::start().await;
    let first = bench.submit(shell("a")).await;
    let array = JobSubmission { array: Some(TaskNumbers::Count(2)), ..shell("b") };
    bench.submit(array).await;
    let labels = [("team".to_owned(), "ml".to_owned())].into();
    bench.submit(JobSubmission { labels, ..shell("c") }).await;
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    for _ in 0..4 {
        let grant = session.assignment().await.grant;
        session.say(FromWorker::Started { grant }).await;
        session.finish(grant, 0).await;
    }
    let all = exported(&bench, ExportQuery::default()).await;
    assert_eq!(ids(&all), ["job_3", "job_2", "job_1"]);
    assert_eq!(all[2].attempts, bench.client.list_attempts(first.id).await.unwrap());
    assert_eq!(all[2].attempts.len(), 1);

    let tasks = ExportQuery { tasks: Some(true), ..ExportQuery::default() };
    assert_eq!(
        ids(&exported(&bench, tasks).await),
        ["job_3", "job_2", "job_1", "job_2.1", "job_2.2"]
    );
    let newer = ExportQuery { newer_than: Some("job_1".into()), ..ExportQuery::default() };
    assert_eq!(ids(&exported(&bench, newer).await), ["job_3", "job_2"]);
    let labelled = ExportQuery { label: Some("team=ml".into()), ..ExportQuery::default() };
    assert_eq!(ids(&exported(&bench, labelled).await), ["job_3"]);
    let none = ExportQuery { search: Some("nothing like it".into()), ..ExportQuery::default() };
    assert_eq!(exported(&bench, none).await, []);
    let wrong = ExportQuery { newer_than: Some("monday".into()), ..ExportQuery::default() };
    assert!(bench.client.export_jobs(&wrong).await.is_err());
}

#[tokio::test]
async fn an_export_of_many_pages_has_every_job_once() {
    let bench = Bench::start().await;
    let jobs: Vec<_> = (0..450).map(|number| shell(&format!("echo {number}"))).collect();
    bench.client.submit_batch(&BatchSubmission { jobs }, None).await.unwrap();
    let lines = exported(&bench, ExportQuery::default()).await;
    let distinct: BTreeSet<_> = ids(&lines).into_iter().collect();
    assert_eq!((lines.len(), distinct.len()), (450, 450));
}
