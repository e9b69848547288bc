use super::*;
use crate::subscription::{Pause, State};
use proptest::{collection::vec, prelude::*, sample::select};

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn subscription(name: &str, state: State) -> Subscription {
    Subscription {
        state,
        bought: Bought::Price(id("price_basic")),
        ..Subscription::known_by_payment(id(name))
    }
}

fn active(until: i64) -> State {
    State::Active { until: Some(second(until)) }
}

fn told(changes: &[(i64, Change)]) -> Account {
    let mut account = Account::default();
    for (at, change) in changes {
        account.learn(second(*at), change.clone());
    }
    account
}

fn states(account: &Account) -> Vec<State> {
    account.subscriptions().iter().map(|it| it.state).collect()
}

fn payment(name: &str, payment: Payment) -> Change {
    let bought = Bought::Price(id("price_pro"));
    Change::Payment(PaymentNews { payment, subscription: id(name), bought })
}

#[test]
fn a_payment_alone_makes_a_subscription_and_says_what_was_bought() {
    let account = told(&[(10, payment("sub_1", Payment::Paid { until: Some(second(99)) }))]);
    let known = account.subscriptions();
    assert_eq!((known[0].state, &known[0].bought), (active(99), &Bought::Price(id("price_pro"))));
}

#[test]
fn a_payment_that_is_older_than_the_subscription_does_not_move_it() {
    let failed = subscription("sub_1", State::PastDue { since: second(30) });
    let paid = || payment("sub_1", Payment::Paid { until: Some(second(99)) });
    let before = told(&[(20, Change::Subscription(failed.clone())), (10, paid())]);
    assert_eq!(states(&before), [State::PastDue { since: second(30) }]);
    let after = told(&[(30, paid()), (20, Change::Subscription(failed))]);
    assert_eq!(states(&after), [active(99)]);
}

#[test]
fn a_payment_of_the_same_second_counts() {
    let created = subscription("sub_1", State::Paused { cause: Pause::FirstPaymentOpen });
    let paid = payment("sub_1", Payment::Paid { until: Some(second(99)) });
    assert_eq!(states(&told(&[(10, Change::Subscription(created)), (10, paid)])), [active(99)]);
}

#[test]
fn an_old_bill_that_is_paid_late_does_not_bring_back_what_ended() {
    let ended = subscription("sub_1", State::Cancelled { at: second(50) });
    let account = told(&[
        (60, payment("sub_1", Payment::Paid { until: Some(second(99)) })),
        (50, Change::Subscription(ended)),
    ]);
    assert_eq!(states(&account), [State::Cancelled { at: second(50) }]);
}

#[test]
fn of_two_descriptions_within_a_second_the_one_further_on_in_life_counts() {
    let created = subscription("sub_1", State::Paused { cause: Pause::FirstPaymentOpen });
    let paid = subscription("sub_1", active(99));
    for order in [[&created, &paid], [&paid, &created]] {
        let news = order.map(|it| (10, Change::Subscription(it.clone())));
        assert_eq!(states(&told(&news)), [active(99)]);
    }
}

#[test]
fn a_list_corrects_what_was_heard_before_and_not_what_was_heard_since() {
    let wrong = Change::Subscription(subscription("sub_1", active(99)));
    let listed = subscription("sub_1", State::Cancelled { at: second(15) });
    let mut account = told(&[(10, wrong), (20, Change::Subscriptions(vec![listed]))]);
    assert_eq!(states(&account), [State::Cancelled { at: second(15) }]);
    assert_eq!(account.listed_at(), Some(second(20)));

    let other = Change::Subscription(subscription("sub_2", active(200)));
    account.learn(second(20), other);
    assert_eq!(states(&account).len(), 2, "news of the very moment counts beside the list");
}

#[test]
fn it_is_as_fresh_as_its_latest_list() {
    let account = told(&[(20, Change::Subscriptions(vec![])), (30, Change::Grants(vec![]))]);
    assert_eq!(account.listed_at(), Some(second(30)));
    assert_eq!(Account::default().listed_at(), None);
}

#[test]
fn what_a_list_does_not_name_any_more_is_gone() {
    let news = Change::Subscription(subscription("sub_1", active(99)));
    let account = told(&[(10, news), (20, Change::Subscriptions(vec![]))]);
    assert!(account.subscriptions().is_empty());
}

#[test]
fn a_benefit_is_given_and_taken_away_whoever_tells_it() {
    let grant =
        |is_granted| Change::Grant(Grant { id: id("grant_1"), benefit: id("cloud"), is_granted });
    let all = Change::Grants(vec![(id("grant_1"), id("cloud")), (id("grant_2"), id("other"))]);
    assert_eq!(told(&[(10, grant(true))]).benefits(), [id("cloud")].into());
    assert_eq!(told(&[(10, grant(true)), (11, grant(false))]).benefits(), [].into());
    let both = [id("cloud"), id("other")].into();
    assert_eq!(told(&[(11, grant(false)), (20, all.clone())]).benefits(), both);
    assert_eq!(told(&[(20, all), (21, grant(false))]).benefits(), [id("other")].into());
}

fn any_state() -> impl Strategy<Value = State> {
    let moment = (0..40_i64).prop_map(second);
    prop_oneof![
        select(&[Pause::ByRequest, Pause::FirstPaymentOpen, Pause::PaymentsFailed][..])
            .prop_map(|cause| State::Paused { cause }),
        proptest::option::of(moment.clone()).prop_map(|until| State::Trialing { until }),
        proptest::option::of(moment.clone()).prop_map(|until| State::Active { until }),
        moment.clone().prop_map(|since| State::PastDue { since }),
        moment.prop_map(|at| State::Cancelled { at }),
    ]
}

fn any_subscription() -> impl Strategy<Value = Subscription> {
    (select(&["sub_1", "sub_2", "sub_3"][..]), any_state())
        .prop_map(|(name, state)| subscription(name, state))
}

fn any_change() -> impl Strategy<Value = Change> {
    let name = || select(&["sub_1", "sub_2", "sub_3"][..]);
    let grant = || (select(&["grant_1", "grant_2"][..]), select(&["cloud", "other"][..]));
    prop_oneof![
        4 => any_subscription().prop_map(Change::Subscription),
        2 => (name(), 0..40_i64).prop_map(|(name, at)| {
            payment(name, Payment::Paid { until: Some(second(at)) })
        }),
        2 => (name(), 0..40_i64).prop_map(|(name, at)| {
            payment(name, Payment::Failed { since: second(at) })
        }),
        2 => (grant(), any::<bool>()).prop_map(|((name, benefit), is_granted)| {
            Change::Grant(Grant { id: id(name), benefit: id(benefit), is_granted })
        }),
        1 => vec(any_subscription(), 0..3).prop_map(Change::Subscriptions),
        1 => vec(grant(), 0..3).prop_map(|all| {
            Change::Grants(all.iter().map(|(name, benefit)| (id(name), id(benefit))).collect())
        }),
    ]
}

proptest! {
    #[test]
    fn news_in_any_order_and_any_number_of_times_comes_to_one_end(
        news in vec((0..12_i64, any_change()), 0..14),
        again in vec(any::<proptest::sample::Index>(), 0..8),
        order in any::<u64>(),
    ) {
        let mut shuffled = news.clone();
        if !news.is_empty() {
            shuffled.extend(again.iter().map(|index| index.get(&news).clone()));
        }
        // Any order that a number can draw will do; proptest makes it smaller when it fails.
        let place = |index: usize| (index as u64 + 1).wrapping_mul(order | 1).rotate_left(17);
        let mut places: Vec<_> = (0..shuffled.len()).collect();
        places.sort_by_key(|index| place(*index));
        let shuffled: Vec<_> = places.into_iter().map(|index| shuffled[index].clone()).collect();
        prop_assert_eq!(told(&news), told(&shuffled));
    }

    #[test]
    fn an_account_survives_its_own_text(news in vec((0..12_i64, any_change()), 0..14)) {
        let account = told(&news);
        let text = serde_json::to_string(&account).unwrap();
        prop_assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), account);
    }
}
