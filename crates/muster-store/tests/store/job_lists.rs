//! Many jobs: pages for people, queues for the engine.

use crate::{
    both::on_both,
    builders::{
        NOW, after, claim, fence, foreign_scope, home, later, organisation_id, read, said, save,
        scope, specification, submitted, worker_id, write,
    },
};
use muster_core::{
    JobId, Timestamp,
    job::{AttemptEnd, Event, Specification},
};
use muster_store::{
    Store, job,
    job::{JobFilter, JobRow, Needed, NewJob},
    worker,
};
use std::sync::Arc;

on_both!(
    pages_go_from_new_to_old_without_a_gap,
    a_page_of_some_states_is_merged_in_order,
    a_search_takes_every_character_literally,
    jobs_are_counted_by_state,
    jobs_that_have_all_labels_are_listed_and_counted,
    what_is_held_is_walked_by_key,
    a_wait_that_is_over_is_found,
    ends_are_counted_by_hour,
    a_batch_has_a_list_of_its_own_and_blocked_jobs_are_not_queued,
    jobs_are_listed_by_the_worker_that_has_or_had_them,
    jobs_are_listed_by_their_age,
);

fn numbers(jobs: &[JobRow]) -> Vec<i64> {
    jobs.iter().map(|job| job.id.number()).collect()
}

async fn page(store: &Store, filter: JobFilter, before: Option<i64>, limit: u32) -> Vec<i64> {
    let before = before.map(JobId::from_number);
    let work = move |tx: &mut dyn muster_store::Read| {
        job::page(tx, &organisation_id(1), &filter, before, limit)
    };
    numbers(&read(store, work).await.jobs)
}

async fn count(store: &Store, filter: JobFilter) -> u64 {
    read(store, move |tx| job::count(tx, &organisation_id(1), &filter)).await
}

fn in_states(states: &[&'static str]) -> JobFilter {
    JobFilter { states: states.to_vec(), ..JobFilter::default() }
}

fn with_text(search: &str) -> JobFilter {
    JobFilter { search: Some(search.to_owned()), ..JobFilter::default() }
}

async fn jobs_that_have_all_labels_are_listed_and_counted(store: Store) {
    home(&store).await;
    let label = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let runs: [(&str, &[(&str, &str)]); 5] = [
        ("a", &[("team", "ml"), ("run", "7")]),
        ("b", &[("team", "ml")]),
        ("c", &[("team", "web"), ("run", "7")]),
        ("d", &[]),
        ("e", &[("team", "ml"), ("run", "7")]),
    ];
    for (line, labels) in runs {
        let labels = labels.iter().copied().map(label).collect();
        // The fourth asks its worker for something, and for the absence of something else.
        let wanted: &[&str] = if line == "d" { &["gpu", "not battery"] } else { &[] };
        let requirements = wanted.iter().map(|text| text.parse().unwrap()).collect();
        let said = Arc::new(Specification { labels, requirements, ..specification(line) });
        write(&store, move |tx| job::insert(tx, &scope(), &said, NOW).map(drop)).await.unwrap();
    }
    let ended = read(&store, |tx| job::find(tx, &organisation_id(1), JobId::from_number(5))).await;
    let ended = ended.unwrap();
    save(&store, &ended, &after(&ended, [Event::CancelRequested])).await.unwrap();

    let having = |labels: &[&str]| JobFilter {
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        ..JobFilter::default()
    };
    for (labels, found) in [
        (&["team=ml"][..], &[5, 2, 1][..]),
        (&["run=7"], &[5, 3, 1]),
        (&["team=ml", "run=7"], &[5, 1]),
        (&["team=ml", "team=web"], &[]),
        (&["team=m"], &[]),
        (&["team"], &[5, 3, 2, 1]),
        (&["team", "run"], &[5, 3, 1]),
        (&["gpu"], &[4]),
        (&["battery"], &[]),
    ] {
        assert_eq!(page(&store, having(labels), None, 10).await, found, "{labels:?}");
        assert_eq!(count(&store, having(labels)).await, found.len() as u64, "{labels:?}");
    }
    assert_eq!(page(&store, having(&["team=ml"]), Some(5), 1).await, [2], "by pages");
    let queued = JobFilter { states: vec!["queued", "retry_wait"], ..having(&["team=ml"]) };
    assert_eq!(page(&store, queued.clone(), None, 10).await, [2, 1]);
    assert_eq!(count(&store, queued).await, 2);
    let named = JobFilter { search: Some("JOB_2".into()), ..having(&["team=ml"]) };
    assert_eq!(page(&store, named.clone(), None, 10).await, [2], "with a text");
    assert_eq!(count(&store, named).await, 1);
}

/// Jobs 1 to 6: succeeded, queued, failed for now, held, cancelled, queued.
async fn six(store: &Store) -> Vec<JobRow> {
    home(store).await;
    let jobs = submitted(store, scope(), &["a", "b", "c", "d", "e", "f"]).await;
    let finish = |code| Event::Finished(fence(1), AttemptEnd::exited(code));
    let lives: [(usize, Vec<Event>); 4] = [
        (0, vec![claim(), finish(0)]),
        (2, vec![claim(), finish(1)]),
        (3, vec![claim()]),
        (4, vec![Event::CancelRequested]),
    ];
    for (at, events) in lives {
        let worker = (at != 4).then(|| worker_id(1));
        let ran = JobRow { worker, ..after(&jobs[at], events) };
        save(store, &jobs[at], &ran).await.unwrap();
    }
    jobs
}

async fn pages_go_from_new_to_old_without_a_gap(store: Store) {
    six(&store).await;
    let all = JobFilter::default;
    assert_eq!(page(&store, all(), None, 4).await, [6, 5, 4, 3]);
    assert_eq!(page(&store, all(), Some(3), 4).await, [2, 1]);
    assert_eq!(page(&store, all(), Some(1), 4).await, [0; 0]);
    assert_eq!(count(&store, all()).await, 6);
}

async fn a_page_of_some_states_is_merged_in_order(store: Store) {
    six(&store).await;
    let waiting = || in_states(&["queued", "retry_wait", "queued"]);
    assert_eq!(page(&store, waiting(), None, 2).await, [6, 3]);
    assert_eq!(page(&store, waiting(), Some(3), 2).await, [2]);
    assert_eq!(count(&store, waiting()).await, 3);
    assert_eq!(count(&store, in_states(&["quarantined"])).await, 0);
}

async fn a_search_takes_every_character_literally(store: Store) {
    home(&store).await;
    let lines = ["echo 100%", "echo 1000", "a_b", "aXb", r"back\slash", "GRÜSSE senden"];
    submitted(
        &store,
        scope(),
        &["echo 100%", "echo 1000", "a_b", "aXb", r"back\slash", "GRÜSSE senden"],
    )
    .await;
    let named = Specification { name: Some("Release".into()), ..specification("make") };
    let named = Arc::new(named);
    write(&store, move |tx| job::insert(tx, &scope(), &named, NOW)).await.unwrap();

    for (search, expected) in [
        ("100%", vec![1]),
        ("a_b", vec![3]),
        (r"\", vec![5]),
        ("grüsse", vec![6]),
        ("release", vec![7]),
        ("JOB_7", vec![7]),
        ("echo", vec![2, 1]),
        ("nothing like it", vec![]),
        ("nul\0", vec![]),
        ("", vec![7, 6, 5, 4, 3, 2, 1]),
    ] {
        assert_eq!(page(&store, with_text(search), None, 10).await, expected, "{search:?}");
        assert_eq!(count(&store, with_text(search)).await, expected.len() as u64, "{search:?}");
    }
    let endless = with_text(&"x".repeat(100_000));
    assert_eq!(page(&store, endless, None, 10).await, [0; 0], "of {lines:?} none is as long");
    let both = JobFilter { states: vec!["running"], ..with_text("echo") };
    assert_eq!(page(&store, both.clone(), None, 10).await, [0; 0]);
    assert_eq!(count(&store, both).await, 0);
}

async fn jobs_are_counted_by_state(store: Store) {
    six(&store).await;
    submitted(&store, foreign_scope(), &["x"]).await;
    let counts = read(&store, |tx| job::counts(tx, &organisation_id(1))).await;
    let counts: Vec<_> = counts.iter().map(|(state, jobs)| (state.as_str(), *jobs)).collect();
    let expected =
        [("cancelled", 1), ("leased", 1), ("queued", 2), ("retry_wait", 1), ("succeeded", 1)];
    assert_eq!(counts, expected);

    let oldest =
        async |seed| read(&store, move |tx| job::oldest_waiting(tx, &organisation_id(seed))).await;
    assert_eq!(oldest(1).await, Some(later(1)), "job 2 waits longest");
    assert_eq!(oldest(3).await, None);
}

async fn what_is_held_is_walked_by_key(store: Store) {
    home(&store).await;
    let jobs = submitted(&store, scope(), &["a", "b", "c", "d"]).await;
    for job in &jobs[1..] {
        save(&store, job, &after(job, [claim(), Event::Started(fence(1))])).await.unwrap();
    }
    let held = async |after: Option<i64>, limit| {
        let after = after.map(|number| (organisation_id(1), JobId::from_number(number)));
        numbers(&read(&store, move |tx| job::held(tx, after.as_ref(), limit)).await.jobs)
    };
    assert_eq!(held(None, 2).await, [2, 3]);
    assert_eq!(held(Some(3), 2).await, [4]);
    assert_eq!(held(Some(4), 2).await, [0; 0]);
}

async fn a_wait_that_is_over_is_found(store: Store) {
    six(&store).await;
    let due = async |at, latest| {
        numbers(&read(&store, move |tx| job::retry_due(tx, at, latest, 10)).await.jobs)
    };
    assert_eq!(due(NOW, later(60)).await, [0; 0], "its wait has just begun");
    assert_eq!(due(later(1), later(60)).await, [3]);
    assert_eq!(due(NOW, NOW).await, [3], "nobody waits that long: the clock was set back");
}

async fn ends_are_counted_by_hour(store: Store) {
    home(&store).await;
    let jobs = submitted(&store, scope(), &["a", "b", "c", "d"]).await;
    for (job, hours) in jobs.iter().zip([0, 1, 1, 5]) {
        let (life, _) =
            job.life.clone().apply(Event::CancelRequested, later(hours * 3_600), 0).unwrap();
        save(&store, job, &JobRow { life, ..job.clone() }).await.unwrap();
    }
    let since = async |hours: u64| {
        let at = later(hours * 3_600);
        read(&store, move |tx| job::ended_per_hour(tx, &organisation_id(1), at)).await
    };
    let hour = |hours: u64| later(hours * 3_600).millis();
    let of = |hours, jobs| (hour(hours), "cancelled".to_owned(), jobs);
    assert_eq!(since(0).await, [of(0, 1), of(1, 2), of(5, 1)]);
    assert_eq!(since(2).await, [of(5, 1)]);
}

async fn a_batch_has_a_list_of_its_own_and_blocked_jobs_are_not_queued(store: Store) {
    six(&store).await;
    let kept = write(&store, |tx| {
        let plain = NewJob { specification: said("g"), needs: vec![], hold: None };
        let needs = vec![Needed::New(0), Needed::Job(JobId::from_number(4))];
        let blocked = NewJob { specification: said("h"), needs, hold: None };
        job::insert_all(tx, &scope(), &[plain, blocked], true, NOW)
    });
    let batch = kept.await.unwrap()[1].batch;
    assert_eq!(batch, Some(JobId::from_number(7)));
    let of_batch = |states: &[&'static str]| JobFilter { batch, ..in_states(states) };
    for (filter, expected) in [
        (of_batch(&[]), vec![8, 7]),
        (of_batch(&["blocked", "queued"]), vec![8, 7]),
        (of_batch(&["blocked"]), vec![8]),
        (JobFilter { batch, ..with_text("g") }, vec![7]),
        (in_states(&["blocked"]), vec![8]),
        (in_states(&["queued"]), vec![7, 6, 2]),
        (JobFilter { states: vec!["blocked"], ..with_text("h") }, vec![8]),
    ] {
        let counted = count(&store, filter.clone()).await;
        assert_eq!(counted, expected.len() as u64, "{filter:?}");
        assert_eq!(page(&store, filter.clone(), None, 10).await, expected, "{filter:?}");
    }
    assert_eq!(page(&store, of_batch(&[]), Some(8), 10).await, [7], "pages go on");
}

async fn jobs_are_listed_by_the_worker_that_has_or_had_them(store: Store) {
    six(&store).await;
    let on = |seeds: &[u8]| JobFilter {
        workers: Some(seeds.iter().copied().map(worker_id).collect()),
        ..JobFilter::default()
    };
    let labels = vec!["team=ml".to_owned()];
    for (filter, expected) in [
        (on(&[1]), vec![4, 3, 1]),
        (on(&[9]), vec![]),
        (on(&[9, 1]), vec![4, 3, 1]),
        (on(&[]), vec![]),
        (JobFilter { states: vec!["succeeded", "leased"], ..on(&[1]) }, vec![4, 1]),
        (JobFilter { search: Some("C".into()), ..on(&[1]) }, vec![3]),
        (JobFilter { before: Some(JobId::from_number(4)), ..on(&[1]) }, vec![3, 1]),
        (JobFilter { batch: Some(JobId::from_number(1)), ..on(&[1]) }, vec![]),
        (JobFilter { labels, ..on(&[1]) }, vec![]),
    ] {
        assert_eq!(page(&store, filter.clone(), None, 10).await, expected, "{filter:?}");
        assert_eq!(count(&store, filter.clone()).await, expected.len() as u64, "{filter:?}");
    }
    assert_eq!(page(&store, on(&[1]), Some(4), 1).await, [3], "by pages");
    let named = async |name: &'static str| {
        read(&store, move |tx| worker::called(tx, &organisation_id(1), name)).await
    };
    assert_eq!(named("machine-1").await, [worker_id(1)]);
    assert_eq!(named("machine-2").await, []);
}

/// Jobs are accepted a second apart.
async fn jobs_are_listed_by_their_age(store: Store) {
    six(&store).await;
    let accepted = async |seconds: u64| {
        let moment = later(seconds);
        read(&store, move |tx| job::accepted_by(tx, &organisation_id(1), moment)).await.number()
    };
    for (seconds, last) in [(0, 1), (1, 2), (4, 5), (5, 6), (99, 6)] {
        assert_eq!(accepted(seconds).await, last, "after {seconds} s");
    }
    let before = Timestamp::from_millis(NOW.millis() - 1);
    let none = read(&store, move |tx| job::accepted_by(tx, &organisation_id(1), before)).await;
    assert_eq!(none.number(), 0);
    let nobody = read(&store, |tx| job::accepted_by(tx, &organisation_id(2), NOW)).await;
    assert_eq!(nobody.number(), 0);

    let between = |after: i64, before: i64| JobFilter {
        after: Some(JobId::from_number(after)),
        before: Some(JobId::from_number(before)),
        ..JobFilter::default()
    };
    for (filter, expected) in [
        (between(2, 6), vec![5, 4, 3]),
        (between(5, 3), vec![]),
        (JobFilter { states: vec!["queued"], ..between(1, 6) }, vec![2]),
        (JobFilter { search: Some("d".into()), ..between(2, 6) }, vec![4]),
    ] {
        assert_eq!(page(&store, filter.clone(), None, 10).await, expected, "{filter:?}");
        assert_eq!(count(&store, filter.clone()).await, expected.len() as u64, "{filter:?}");
    }
    assert_eq!(page(&store, between(2, 6), Some(5), 1).await, [4], "by pages");
}
