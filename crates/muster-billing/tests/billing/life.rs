//! A life of a subscription, told in every order.

use crate::world::{Here, buyer, call, learn, of_polar, of_stripe, open, read_polar, read_stripe};
use muster_billing::{
    Account, Biller, Entitlement, Tier,
    account::Change,
    biller::Buyer,
    entitlement::{Because, Policy},
    fake::Step,
    id::SubscriptionId,
    notice::{News, Notice},
    plan::Plans,
    subscription::State,
};
use muster_core::Timestamp;
use muster_seams::Clock;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// One piece of news and its time, from a webhook or a snapshot.
type Piece = (Timestamp, Vec<Change>);

fn changes(notice: &Notice) -> Piece {
    match &notice.news {
        News::Changes(changes) => (notice.at, changes.clone()),
        other => panic!("{} says {other:?}", notice.kind),
    }
}

fn told(order: impl IntoIterator<Item = Piece>) -> Account {
    let mut account = Account::default();
    for (at, changes) in order {
        for change in changes {
            account.learn(at, change);
        }
    }
    account
}

/// Every order of so many things.
fn orders(of: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for _ in 0..of {
        let longer = |order: Vec<usize>| {
            let left = (0..of).filter(|it| !order.contains(it)).collect::<Vec<_>>();
            left.into_iter().map(move |next| [order.clone(), vec![next]].concat())
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}

/// Tells seven pieces of news in each of their 5 040 orders, each of them twice, and wants one end.
fn every_order_comes_to_one_end(news: &[Piece]) -> Account {
    assert_eq!(news.len(), 7);
    let end = told(news.iter().cloned());
    let orders = orders(7);
    assert_eq!(orders.len(), 5_040);
    for order in orders {
        // Once more in the opposite direction: the latest duplicates are of the first.
        let twice = order.iter().chain(order.iter().rev());
        let found = told(twice.map(|index| news[*index].clone()));
        assert_eq!(found, end, "told in the order {order:?}");
    }
    end
}

fn plans() -> Plans {
    Plans::default().with_price(Tier::Basic, "price_basic".parse().unwrap())
}

fn worth(account: &Account, now: Timestamp) -> (Tier, Because) {
    let found = Entitlement::of(&[account], &plans(), Policy::default(), now);
    (found.tier, found.because)
}

fn of_kind<'a>(notices: &'a [Notice], kind: &str) -> &'a Notice {
    notices.iter().find(|it| it.kind == kind).unwrap()
}

fn only_subscription(notices: &[Notice]) -> SubscriptionId {
    let known = told(notices.iter().filter(|it| matches!(it.news, News::Changes(_))).map(changes));
    known.subscriptions()[0].id.clone()
}

#[tokio::test]
async fn at_stripe_a_life_in_any_order_with_duplicates_comes_to_one_end() {
    let here = Here::new();
    let fake = here.stripe().await;
    fake.pay(&open(&here.to_stripe(&fake), &of_stripe()).await.id);
    let begin = read_stripe(&fake, &here, &fake.take_messages());
    let subscription = only_subscription(&begin);
    let mut news: Vec<_> = [
        "customer.subscription.created",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
    ]
    .map(|kind| changes(of_kind(&begin, kind)))
    .into();
    for (step, days) in [(Step::PaymentFails, 30), (Step::PaymentComes, 3), (Step::EndNow, 5)] {
        here.clock.advance(DAY * days);
        assert!(fake.step(&subscription, step));
        let told = read_stripe(&fake, &here, &fake.take_messages());
        let told = told.iter().filter(|it| it.kind != "invoice.paid");
        news.extend(told.map(changes));
    }
    news.remove(6);
    let end = every_order_comes_to_one_end(&news);
    let now = here.clock.now();
    assert_eq!(worth(&end, now), (Tier::Free, Because::Cancelled { at: now }));
}

#[tokio::test]
async fn at_polar_a_life_in_any_order_with_duplicates_comes_to_one_end() {
    let here = Here::new();
    let fake = here.polar().await;
    fake.pay(&open(&here.to_polar(&fake), &of_polar(&fake)).await.id);
    let begin = read_polar(&fake, &here, &fake.take_messages());
    let subscription = only_subscription(&begin);
    let mut news: Vec<_> =
        ["subscription.created", "benefit_grant.created", "customer.state_changed"]
            .map(|kind| changes(of_kind(&begin, kind)))
            .into();
    here.clock.advance(DAY * 30);
    assert!(fake.step(&subscription, Step::PaymentFails));
    let failed = read_polar(&fake, &here, &fake.take_messages());
    news.push(changes(of_kind(&failed, "subscription.past_due")));
    here.clock.advance(DAY * 14);
    assert!(fake.step(&subscription, Step::EndNow));
    news.extend(read_polar(&fake, &here, &fake.take_messages()).iter().map(changes));
    let end = every_order_comes_to_one_end(&news);
    assert_eq!(end.benefits(), [].into());
    assert_eq!(end.subscriptions()[0].state, State::Cancelled { at: here.clock.now() });
}

#[tokio::test]
async fn a_snapshot_among_the_news_is_the_truth_up_to_its_moment_in_any_order() {
    let here = Here::new();
    let fake = here.stripe().await;
    let stripe = here.to_stripe(&fake);
    let opened = open(&stripe, &of_stripe()).await;
    fake.pay(&opened.id);
    let begin = read_stripe(&fake, &here, &fake.take_messages());
    let subscription = only_subscription(&begin);
    let mut news: Vec<_> =
        begin.iter().filter(|it| matches!(it.news, News::Changes(_))).map(changes).collect();

    here.clock.advance(DAY * 30);
    fake.step(&subscription, Step::PaymentFails);
    let failed = read_stripe(&fake, &here, &fake.take_messages());
    news.push(changes(of_kind(&failed, "invoice.payment_failed")));
    here.clock.advance(DAY);
    let customer = stripe.read_checkout(call(), &opened.id).await.unwrap().value.customer;
    let known = Buyer { customer, ..buyer() };
    let snapshot = stripe.read_customer(call(), &known).await.unwrap();
    news.push((snapshot.as_of, snapshot.value.changes));
    here.clock.advance(DAY);
    fake.step(&subscription, Step::PaymentComes);
    let came = read_stripe(&fake, &here, &fake.take_messages());
    news.push(changes(of_kind(&came, "customer.subscription.updated")));

    let end = every_order_comes_to_one_end(&news);
    assert_eq!(worth(&end, here.clock.now()), (Tier::Basic, Because::Paid));
    assert_eq!(end.listed_at(), Some(snapshot.as_of));
}

#[tokio::test]
async fn each_of_the_three_documented_events_moves_the_subscription_alone() {
    let here = Here::new();
    let fake = here.stripe().await;
    fake.pay(&open(&here.to_stripe(&fake), &of_stripe()).await.id);
    let begin = read_stripe(&fake, &here, &fake.take_messages());
    here.clock.advance(DAY);
    fake.step(&only_subscription(&begin), Step::EndNow);
    let end = read_stripe(&fake, &here, &fake.take_messages());
    let alone = |notices: &[Notice], kind: &str| {
        let mut account = Account::default();
        learn(&mut account, of_kind(notices, kind));
        account.subscriptions()[0].state.as_str()
    };
    assert_eq!(alone(&begin, "customer.subscription.created"), "paused", "not paid yet");
    assert_eq!(alone(&begin, "invoice.payment_succeeded"), "active");
    assert_eq!(alone(&end, "customer.subscription.deleted"), "cancelled");
    let mut account = Account::default();
    learn(&mut account, of_kind(&begin, "invoice.payment_succeeded"));
    assert_eq!(
        worth(&account, here.clock.now()),
        (Tier::Basic, Because::Paid),
        "the bill names the price"
    );
}

#[tokio::test]
async fn a_lost_event_is_made_good_by_the_next_snapshot() {
    let here = Here::new();
    let fake = here.polar().await;
    let polar = here.to_polar(&fake);
    fake.pay(&open(&polar, &of_polar(&fake)).await.id);
    let begin = read_polar(&fake, &here, &fake.take_messages());
    let mut account = Account::default();
    for notice in &begin {
        learn(&mut account, notice);
    }
    let benefit = fake.gate().unwrap().benefit;
    assert_eq!(account.benefits(), [benefit].into());

    here.clock.advance(DAY);
    fake.step(&only_subscription(&begin), Step::EndNow);
    drop(fake.take_messages());
    let snapshot = polar.read_customer(call(), &buyer()).await.unwrap();
    let as_of = snapshot.as_of;
    snapshot.value.teach(&mut account, as_of);
    assert_eq!(account.benefits(), [].into(), "nobody told, and yet it is known");
    for notice in &begin {
        learn(&mut account, notice);
    }
    assert_eq!(account.benefits(), [].into(), "what is told again three days late changes nothing");
}
