//! How things were.

use crate::{
    both::on_both,
    builders::{foreign_scope, home, later, organisation_id, read, worker_id, write},
};
use muster_core::Timestamp;
use muster_store::{
    Read, Store, Write,
    past_span::{self, MOST_KEPT, Sight, Span, Subject},
};

on_both!(
    only_changes_are_kept_and_each_ends_where_the_next_begins,
    what_nobody_saw_is_no_part_of_it,
    what_comes_and_goes_all_day_fills_no_disk,
    what_is_old_or_taken_back_goes,
);

fn it() -> Subject {
    Subject::Worker(worker_id(1))
}

fn sight(state: &'static str, seconds: u64) -> Sight {
    let said = format!("seen at {seconds}");
    Sight { organisation: organisation_id(1), subject: it(), state, since: later(seconds), said }
}

async fn see(store: &Store, state: &'static str, seconds: u64) {
    let sight = sight(state, seconds);
    write(store, move |tx| past_span::note(tx, &sight)).await.unwrap();
}

async fn known(store: &Store) -> Vec<Span> {
    read(store, |tx| past_span::page(tx, &organisation_id(1), &it(), None, 1000)).await
}

fn told(spans: &[Span]) -> Vec<(&str, Timestamp, Option<Timestamp>)> {
    spans.iter().map(|span| (span.state.as_str(), span.began_at, span.ended_at)).collect()
}

async fn only_changes_are_kept_and_each_ends_where_the_next_begins(store: Store) {
    home(&store).await;
    see(&store, "online", 0).await;
    see(&store, "online", 15).await;
    see(&store, "disconnected", 40).await;
    see(&store, "lost", 340).await;
    let spans = known(&store).await;
    assert_eq!(
        told(&spans),
        [
            ("lost", later(340), None),
            ("disconnected", later(40), Some(later(340))),
            ("online", later(0), Some(later(40))),
        ]
    );
    assert_eq!(spans[2].said, "seen at 0", "by what was known when it began");
    let (own, foreign) = (organisation_id(1), foreign_scope().organisation);
    let page = |organisation, before| {
        read(&store, move |tx| past_span::page(tx, &organisation, &it(), Some(before), 1))
    };
    assert_eq!(page(own.clone(), later(340)).await, spans[1..2], "page by page");
    assert_eq!(page(foreign.clone(), later(340)).await, []);
    let since = |organisation, most| {
        read(&store, move |tx| past_span::since(tx, &organisation, &[it()], later(40), most))
    };
    assert_eq!(since(own.clone(), 9).await, spans[..2], "what ended at that moment is not in it");
    assert_eq!(since(own, 1).await, spans[..1], "the newest, if there are many");
    assert_eq!(since(foreign, 9).await, []);
}

async fn what_nobody_saw_is_no_part_of_it(store: Store) {
    home(&store).await;
    see(&store, "online", 0).await;
    write(&store, |tx| past_span::end_all_of_every_organisation(tx, later(60))).await.unwrap();
    see(&store, "online", 70).await;
    assert_eq!(told(&known(&store).await), [("online", later(0), None)], "a moment");
    write(&store, |tx| past_span::end_all_of_every_organisation(tx, later(90))).await.unwrap();
    see(&store, "online", 9000).await;
    let spans = known(&store).await;
    let spans = told(&spans);
    assert_eq!(spans[0], ("online", later(9000), None));
    assert_eq!(spans[1], ("online", later(0), Some(later(90))));
}

async fn what_comes_and_goes_all_day_fills_no_disk(store: Store) {
    home(&store).await;
    let all = u64::from(MOST_KEPT) + 20;
    let came_and_went = write(&store, move |tx| {
        (0..all).try_for_each(|second| {
            let is_here = second % 2 == 0;
            let state = if is_here { "online" } else { "disconnected" };
            past_span::note(tx, &sight(state, second))
        })
    });
    came_and_went.await.unwrap();
    let spans = known(&store).await;
    assert_eq!(spans.len(), MOST_KEPT as usize);
    assert_eq!(spans[0].began_at, later(all - 1), "the newest stay");
}

async fn what_is_old_or_taken_back_goes(store: Store) {
    home(&store).await;
    see(&store, "online", 0).await;
    see(&store, "asleep", 60).await;
    see(&store, "online", 120).await;
    let forget =
        |at| write(&store, move |tx| past_span::forget_of_every_organisation(tx, later(at)));
    assert_eq!(forget(60).await.unwrap(), 0);
    assert_eq!(forget(61).await.unwrap(), 1);
    assert_eq!(forget(9999).await.unwrap(), 1, "what goes on is not old");
    assert_eq!(known(&store).await.len(), 1);
    let lane = Sight { subject: Subject::Lane(7), ..sight("slot", 0) };
    write(&store, move |tx| past_span::note(tx, &lane)).await.unwrap();
    write(&store, |tx| past_span::remove(tx, &organisation_id(1), &it())).await.unwrap();
    assert_eq!(known(&store).await, []);
    let end =
        |tx: &mut dyn Write| past_span::end(tx, &organisation_id(1), &Subject::Lane(7), later(9));
    write(&store, end).await.unwrap();
    let page =
        |tx: &mut dyn Read| past_span::page(tx, &organisation_id(1), &Subject::Lane(7), None, 9);
    let spans = read(&store, page).await;
    assert_eq!(told(&spans), [("slot", later(0), Some(later(9)))], "another's stays, and ends");
}
