//! Retention: what is past, what may go, and how its rows go.

use crate::{
    artefact::row as file,
    both::on_both,
    builders::{
        NOW, after, attempt_row, claim, fence, home, later, organisation_id, read, said, save,
        scope, specification, submitted, write,
    },
};
use muster_core::{
    JobId,
    job::{AttemptEnd, Event, Specification},
    retention::{Rule, Tally},
};
use muster_store::{
    Store, artefact, attempt, job,
    job::{Needed, NewJob},
    retention,
};
use std::sync::Arc;

on_both!(a_walk_tells_what_is_past_by_label_and_place, a_job_goes_with_all_that_refers_to_it);

fn id(number: i64) -> JobId {
    JobId::from_number(number)
}

/// Ends a job that waits.
async fn end(store: &Store, number: i64) {
    let before =
        read(store, move |tx| job::find(tx, &organisation_id(1), id(number))).await.unwrap();
    save(store, &before, &after(&before, [Event::CancelRequested])).await.unwrap();
}

async fn a_walk_tells_what_is_past_by_label_and_place(store: Store) {
    home(&store).await;
    for is_labelled in [true, false, true, false] {
        let labels = is_labelled.then(|| ("team".to_owned(), "ml".to_owned()));
        let said = Specification { labels: labels.into_iter().collect(), ..specification("x") };
        let said = Arc::new(said);
        write(&store, move |tx| job::insert(tx, &scope(), &said, NOW).map(drop)).await.unwrap();
    }
    for number in 1..=3 {
        end(&store, number).await;
    }
    let rules = vec![
        Rule { label: Some("team=ml".into()), keep_last: Some(1), keep_days: None },
        Rule { keep_last: Some(0), ..Rule::default() },
    ];
    let walk = move |tx: &mut dyn muster_store::Read| {
        let mut tally = Tally::new(rules.clone(), later(200_000));
        let first = retention::look(tx, &organisation_id(1), &mut tally, None, 2)?;
        let second = retention::look(tx, &organisation_id(1), &mut tally, first.last, 2)?;
        Ok((first.past, second.past, second.jobs))
    };
    assert_eq!(read(&store, walk).await, (vec![id(2)], vec![id(1)], 1));
}

async fn a_job_goes_with_all_that_refers_to_it(store: Store) {
    home(&store).await;
    let first = submitted(&store, scope(), &["a"]).await.remove(0);
    let done = after(&first, [claim(), Event::Finished(fence(1), AttemptEnd::exited(0))]);
    let needing = NewJob { specification: said("b"), needs: vec![Needed::Job(id(1))], hold: None };
    let made = write(&store, move |tx| {
        attempt::open(tx, &attempt_row(1))?;
        artefact::insert(tx, &file(1, "model.bin", 7))?;
        artefact::add_url(tx, &organisation_id(1), id(1), 1, "s3://elsewhere/model.bin")?;
        let end = AttemptEnd::exited(0);
        attempt::end(tx, &organisation_id(1), id(1), 1, &end, None, later(6))?;
        job::insert_all(tx, &scope(), std::slice::from_ref(&needing), false, NOW).map(drop)
    });
    made.await.unwrap();
    save(&store, &first, &done).await.unwrap();
    let may_go = |tx: &mut dyn muster_store::Read| {
        retention::may_go(tx, &organisation_id(1), &[id(1), id(2)])
    };
    assert_eq!(read(&store, may_go).await, [], "an open job needs it");
    end(&store, 2).await;
    assert_eq!(read(&store, may_go).await, [id(1), id(2)]);

    write(&store, |tx| retention::leave(tx, &organisation_id(1), &[id(1)])).await.unwrap();
    assert_eq!(read(&store, may_go).await, [id(2)], "it is leaving already");
    for _ in 0..2 {
        let gone = write(&store, |tx| retention::remove(tx, &organisation_id(1), id(1)));
        assert!(gone.await.unwrap(), "a second time changes nothing");
    }
    let leaving = |tx: &mut dyn muster_store::Read| retention::leaving(tx, None, 10);
    let place = (organisation_id(1), id(1));
    assert_eq!(read(&store, leaving).await, std::slice::from_ref(&place));
    write(&store, move |tx| retention::left(tx, std::slice::from_ref(&place))).await.unwrap();
    assert_eq!(read(&store, leaving).await, []);
    let found = read(&store, |tx| job::find(tx, &organisation_id(1), id(1))).await;
    assert!(found.is_none());
    let named =
        |tx: &mut dyn muster_store::Read| artefact::named(tx, &organisation_id(1), &[vec![7; 32]]);
    assert!(read(&store, named).await.is_empty(), "its files are nobody's any more");
}
