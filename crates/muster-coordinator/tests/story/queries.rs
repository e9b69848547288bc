//! Lists as people ask for them: one query language, page by page.

use crate::bench::{Bench, conditions, shell};
use muster_api::{
    Problem,
    job::{CancelManyRequest, Job, JobQuery, JobSubmission},
    session::FromWorker,
};
use muster_client::ClientError;
use muster_core::requirement::{LabelValue, Labels};
use serde_json::Value;
use std::time::Duration;

fn refused<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> Problem {
    match answer.unwrap_err() {
        ClientError::Problem(problem) => *problem,
        other => panic!("not a refusal: {other:?}"),
    }
}

fn asked(query: &str) -> JobQuery {
    JobQuery { query: Some(query.to_owned()), ..JobQuery::default() }
}

async fn found(bench: &Bench, query: &str) -> Vec<i64> {
    let page = bench.client.list_jobs(&asked(query)).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64, "{query}");
    page.items.iter().map(|job: &Job| job.id.number()).collect()
}

/// Jobs 1 to 5, an hour between each and the next: a failed one, one that asks for a gpu, one with labels, and two others.
async fn five(bench: &Bench) {
    let hour = Duration::from_hours(1);
    let who = bench.join("my studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    bench.submit(shell("make test")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 3).await;
    bench
        .until(&bench.client.get_job(grant.job).await.unwrap(), |job| job.state.is_terminal())
        .await;
    bench
        .client
        .pause_queue(&muster_api::queue::PauseRequest { reason: "stay".into() })
        .await
        .unwrap();
    bench.clock.advance(hour);
    let requirements = conditions(&["gpu", "not battery"]);
    bench.submit(JobSubmission { requirements, ..shell("train") }).await;
    bench.clock.advance(hour);
    let labels = [("team".to_owned(), "ml".to_owned())].into();
    bench.submit(JobSubmission { labels, ..shell("train older:1h") }).await;
    for line in ["make", "serve"] {
        bench.clock.advance(hour);
        bench.submit(shell(line)).await;
    }
}

#[tokio::test]
async fn a_query_says_everything_at_once() {
    let bench = Bench::start().await;
    five(&bench).await;
    let id = bench.client.list_workers().await.unwrap().items[0].id.clone();
    for (query, expected) in [
        ("", vec![5, 4, 3, 2, 1]),
        ("state:failed", vec![1]),
        ("state:failed,queued make", vec![4, 1]),
        ("label:gpu", vec![2]),
        ("label:battery", vec![]),
        ("label:team", vec![3]),
        ("label:team=ml", vec![3]),
        ("label:team=web", vec![]),
        ("worker:\"my studio\"", vec![1]),
        ("worker:my", vec![]),
        ("worker:\"my studio\" state:queued", vec![]),
        ("older:90min", vec![3, 2, 1]),
        ("older:2h", vec![3, 2, 1]),
        ("newer:2h", vec![5, 4]),
        ("newer:150min older:30min", vec![4, 3]),
        ("older:2h newer:1h", vec![]),
        ("older:1w", vec![]),
        ("older:2h make", vec![1]),
        ("state:failed worker:\"my studio\" older:1h", vec![1]),
        ("label:gpu older:1h state:queued", vec![2]),
        ("label:gpu newer:1h", vec![]),
        ("\"older:1h\"", vec![3]),
    ] {
        assert_eq!(found(&bench, query).await, expected, "{query}");
    }
    assert_eq!(found(&bench, &format!("worker:{id}")).await, [1]);
    bench.client.remove_worker(&id).await.unwrap();
    assert_eq!(found(&bench, "worker:\"my studio\"").await, [1], "its old jobs still name it");

    let page = JobQuery { limit: Some(1), ..asked("older:2h") };
    let first = bench.client.list_jobs(&page).await.unwrap();
    assert_eq!((first.items[0].id.number(), first.total), (3, 3));
    let next = JobQuery { cursor: first.next_cursor, ..page };
    assert_eq!(bench.client.list_jobs(&next).await.unwrap().items[0].id.number(), 2);
}

#[tokio::test]
async fn a_term_that_cannot_be_understood_is_pointed_at() {
    let bench = Bench::start().await;
    bench.submit(shell("true")).await;
    let problem = refused(bench.client.list_jobs(&asked("make state:faild older:soon")).await);
    assert_eq!((problem.status, problem.error.as_str()), (400, "query_invalid"));
    assert_eq!(problem.field.as_deref(), Some("query[1]"));
    assert_eq!(problem.detail, "`state:faild`: there is no state `faild`");
    assert_eq!(problem.hint.as_deref(), Some("did you mean `failed`?"));
    for query in ["older:soon", "since:1h", "label:=x", "state:", "batch:12", "worker:a worker:b"] {
        let problem = refused(bench.client.list_jobs(&asked(query)).await);
        assert_eq!((problem.status, problem.error.as_str()), (400, "query_invalid"), "{query}");
    }
    let twice = JobQuery { state: Some("queued".into()), ..asked("state:failed") };
    assert_eq!(refused(bench.client.list_jobs(&twice).await).field.unwrap(), "state");
    let both = JobQuery { state: Some("queued".into()), ..asked("older:0s") };
    assert_eq!(
        bench.client.list_jobs(&both).await.unwrap().total,
        1,
        "what is said apart comes to it"
    );
    let endless = refused(bench.client.list_jobs(&asked(&"x".repeat(5_000))).await);
    assert_eq!(endless.field.unwrap(), "query");
}

/// The cases by which the console reads a query, too.
#[tokio::test]
async fn every_case_that_the_console_marks_is_refused_at_the_same_term_and_no_other_is() {
    let bench = Bench::start().await;
    let cases = include_str!("../../../muster-api/src/query/cases.json");
    let cases: Vec<Value> = serde_json::from_str(cases).unwrap();
    for case in cases {
        let query = case["query"].as_str().unwrap();
        let answer = bench.client.list_jobs(&asked(query)).await;
        let Some(term) = case["term"].as_str() else {
            assert_eq!(answer.unwrap().total, 0, "{query}");
            continue;
        };
        let problem = refused(answer);
        assert_eq!((problem.status, problem.error.as_str()), (400, "query_invalid"), "{query}");
        assert!(problem.detail.starts_with(&format!("`{term}`: ")), "{query}: {}", problem.detail);
    }
}

#[tokio::test]
async fn many_jobs_are_cancelled_by_a_query_and_by_no_more_than_it_says() {
    let bench = Bench::start().await;
    five(&bench).await;
    let cancel = |query: &str| CancelManyRequest {
        query: Some(query.into()),
        ..CancelManyRequest::default()
    };
    let done = bench.client.cancel_jobs(&cancel("older:2h")).await.unwrap();
    assert_eq!((done.cancelled, done.already_over), (2, 1));
    assert_eq!(found(&bench, "state:queued").await, [5, 4]);
    let problem = refused(bench.client.cancel_jobs(&cancel("older:soon")).await);
    assert_eq!(problem.error.as_str(), "query_invalid");
    assert_eq!(refused(bench.client.cancel_jobs(&cancel(" ")).await).field.unwrap(), "jobs");
    let runs = refused(bench.client.cancel_jobs(&cancel("schedule:nightly")).await);
    assert_eq!(runs.error.as_str(), "validation", "the runs of a schedule are not cancelled so");
    assert_eq!(found(&bench, "state:queued").await, [5, 4], "nothing was done");
}

fn labels(gpu: bool) -> Labels {
    [
        ("gpu".to_owned(), LabelValue::Bool(gpu)),
        ("room".to_owned(), LabelValue::Text("attic".into())),
    ]
    .into()
}

fn names(list: &Value, of: &str) -> Vec<String> {
    let all = list[of].as_array().unwrap().iter();
    all.map(|worker| worker["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn workers_are_read_page_by_page_in_the_order_of_their_names() {
    let bench = Bench::start().await;
    let door = bench.door().await;
    for name in ["delta", "alpha", "echo", "charlie", "bravo", "charlie"] {
        bench.join_with(name, 1, labels(name == "delta")).await;
        bench.clock.advance(Duration::from_secs(1));
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let (status, page) = door.ask("GET", &format!("/v1/workers?page_size=2{next}"), None).await;
        assert_eq!((status, &page["total"]), (200, &6.into()), "{page}");
        assert_eq!(names(&page, "workers"), [""; 0], "who pages wants no machines");
        seen.extend(names(&page, "items"));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("&cursor={}", cursor.replace(' ', "%20"));
    }
    assert_eq!(seen, ["alpha", "bravo", "charlie", "charlie", "delta", "echo"], "each once");
    assert_eq!(bench.client.list_workers().await.unwrap().items.len(), 6);

    let all = door.ask("GET", "/v1/workers", None).await.1;
    assert_eq!(names(&all, "items").len(), 6, "who asks for no page has the first 500");
    assert_eq!(names(&all, "workers").len(), 6, "and Den's");
    let newest = door.ask("GET", "/v1/workers?limit=2", None).await.1;
    assert_eq!((names(&newest, "items").len(), names(&newest, "workers").len()), (6, 2));
    assert_eq!(names(&newest, "workers")[0], "charlie", "newest first");

    for cursor in ["x", "wrk_1%20alpha", "%20"] {
        let (status, problem) =
            door.ask("GET", &format!("/v1/workers?cursor={cursor}"), None).await;
        assert_eq!((status, &problem["field"]), (422, &"cursor".into()), "{cursor}");
    }
}

#[tokio::test]
async fn workers_are_found_by_state_label_and_text() {
    let bench = Bench::start().await;
    for name in ["studio", "tower", "attic tower"] {
        bench.join_with(name, 1, labels(name == "tower")).await;
    }
    let who = bench.join("here", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    session.hear().await;
    let found = async |query: &str| {
        let all = bench.client.find_workers(Some(query)).await.unwrap().items;
        all.into_iter().map(|worker| worker.name).collect::<Vec<_>>()
    };
    assert_eq!(found("state:online").await, ["here"]);
    assert_eq!(found("state:disconnected,lost,asleep").await, ["attic tower", "studio", "tower"]);
    assert_eq!(found("label:gpu").await, ["tower"], "one that says no has it not");
    assert_eq!(found("label:room=attic tower").await, ["attic tower", "tower"]);
    assert_eq!(found("label:gpu=false,room").await, ["attic tower", "studio"]);
    assert_eq!(found("TOWER").await, ["attic tower", "tower"]);
    assert_eq!(found("destination:cloud").await, [""; 0]);
    let problem = refused(bench.client.find_workers(Some("state:running")).await);
    assert_eq!(
        (problem.error.as_str(), problem.field.as_deref()),
        ("query_invalid", Some("query[0]"))
    );
}

#[tokio::test]
async fn the_overview_counts_every_worker_and_names_a_handful() {
    let bench = Bench::start().await;
    for number in 0..9 {
        bench.join(&format!("worker {number}"), 2).await;
    }
    bench.clock.advance(Duration::from_hours(1));
    let overview = bench.client.overview().await.unwrap();
    assert_eq!((overview.workers.total, overview.workers.lost), (9, 9));
    assert_eq!((overview.slots, overview.needs_you.len()), (0, 5), "a person reads a handful");
}
