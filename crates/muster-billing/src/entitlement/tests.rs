use super::{
    gate::{Decision, Enforce, Gate, PolarGate, Purchase},
    *,
};
use crate::{
    account::Change,
    id::SubscriptionId,
    plan::{Allowance, Limited},
};

const DAY: Duration = Duration::from_hours(24);

fn start() -> Timestamp {
    Timestamp::from_millis(1_795_219_200_000)
}

fn day(days: u32) -> Timestamp {
    start().after(DAY * days)
}

fn plans() -> Plans {
    let priced =
        |plans: Plans, tier: Tier| plans.with_price(tier, format!("price_{tier}").parse().unwrap());
    Tier::PAID.into_iter().fold(Plans::default(), priced)
}

fn bought(name: &str, tier: Tier, state: State) -> Subscription {
    let id: SubscriptionId = name.parse().unwrap();
    let bought = Bought::Price(format!("price_{tier}").parse().unwrap());
    Subscription { state, bought, ..Subscription::known_by_payment(id) }
}

fn account(subscriptions: Vec<Subscription>) -> Account {
    let mut account = Account::default();
    account.learn(start(), Change::Subscriptions(subscriptions));
    account
}

fn worth(subscriptions: Vec<Subscription>, now: Timestamp) -> (Tier, Because) {
    let found = Entitlement::of(&[&account(subscriptions)], &plans(), Policy::default(), now);
    (found.tier, found.because)
}

fn active(until: Timestamp) -> State {
    State::Active { until: Some(until) }
}

#[test]
fn the_best_of_several_subscriptions_counts() {
    let both = vec![
        bought("sub_1", Tier::Pro, active(day(30))),
        bought("sub_2", Tier::Basic, active(day(300))),
        bought("sub_3", Tier::Family, State::Cancelled { at: day(0) }),
    ];
    assert_eq!(worth(both, day(1)), (Tier::Pro, Because::Paid));
    assert_eq!(worth(vec![], day(1)), (Tier::Free, Because::NothingBought));
}

#[test]
fn an_organisation_has_an_account_at_each_biller_and_both_count() {
    let stripe = account(vec![bought("sub_1", Tier::Basic, active(day(30)))]);
    let mut polar = Account::default();
    polar.learn(start(), Change::Grants(vec![("g".parse().unwrap(), "cloud".parse().unwrap())]));
    let found = Entitlement::of(&[&polar, &stripe], &plans(), Policy::default(), day(1));
    assert_eq!((found.tier, found.benefits.len()), (Tier::Basic, 1));
}

#[test]
fn each_state_is_worth_what_the_policy_says() {
    let paused = State::Paused { cause: Pause::ByRequest };
    let table = [
        (State::Trialing { until: Some(day(14)) }, 1, Tier::Basic, Because::Trialing),
        (active(day(30)), 32, Tier::Basic, Because::Paid),
        (active(day(30)), 33, Tier::Free, Because::NotRenewed { until: day(33) }),
        (State::Active { until: None }, 999, Tier::Basic, Because::Paid),
        (State::PastDue { since: day(30) }, 36, Tier::Basic, Because::InGrace { since: day(30) }),
        (
            State::PastDue { since: day(30) },
            37,
            Tier::Free,
            Because::PastDueTooLong { since: day(30) },
        ),
        (paused, 1, Tier::Free, Because::Paused { cause: Pause::ByRequest }),
        (State::Cancelled { at: day(1) }, 2, Tier::Free, Because::Cancelled { at: day(1) }),
    ];
    for (state, at, tier, because) in table {
        let found = worth(vec![bought("sub_1", Tier::Basic, state)], day(at));
        assert_eq!(found, (tier, because), "{state:?} on day {at}");
    }
}

#[test]
fn what_is_not_to_be_renewed_ends_with_its_period() {
    let state = active(day(30));
    let ends = Subscription { ends_with_period: true, ..bought("sub_1", Tier::Basic, state) };
    assert_eq!(worth(vec![ends.clone()], day(29)).0, Tier::Basic);
    assert_eq!(worth(vec![ends], day(30)).0, Tier::Free);
}

#[test]
fn a_price_that_is_in_no_plan_buys_nothing_and_says_so() {
    let stray = Subscription {
        bought: Bought::Price("price_stray".parse().unwrap()),
        ..bought("sub_1", Tier::Basic, active(day(30)))
    };
    assert_eq!(worth(vec![stray], day(1)), (Tier::Free, Because::InNoPlan));
}

fn gate() -> PolarGate {
    PolarGate { product: "product".parse().unwrap(), benefit: "cloud".parse().unwrap() }
}

fn stripe() -> Gate {
    Gate { has_stripe: true, is_billing_enabled: true, plans: plans(), ..Gate::default() }
}

fn on(tier: Tier) -> Entitlement {
    Entitlement { tier, because: Because::Paid, ..Entitlement::default() }
}

#[test]
fn where_nothing_is_set_up_nothing_is_gated() {
    for thing in Limited::ALL {
        let gate = Gate::default();
        assert_eq!(gate.decide(&Entitlement::default(), thing, 1_000_000), Decision::Allowed);
    }
    let disabled = Gate { is_billing_enabled: false, ..stripe() };
    let decided = disabled.decide(&Entitlement::default(), Limited::ApiCall, 1_000_000);
    assert_eq!(decided, Decision::Allowed, "metering goes on, enforcement does not");
}

#[test]
fn where_nothing_can_be_bought_only_what_is_counted_is_limited() {
    let gate = Gate { has_stripe: false, ..stripe() };
    let decided = gate.decide(&Entitlement::default(), Limited::CloudWorker, 1_000);
    assert_eq!(decided, Decision::Allowed);
    let decided = gate.decide(&Entitlement::default(), Limited::Agent, 10);
    assert!(matches!(decided, Decision::Refused(_)), "{decided:?}");
}

#[test]
fn only_the_benefit_entitles_where_polar_decides() {
    let gate = Gate { polar: Some(gate()), ..stripe() };
    let rich = on(Tier::Family);
    let entitled =
        Entitlement { benefits: ["cloud".parse().unwrap()].into(), ..Entitlement::default() };
    assert_eq!(gate.allowance(&entitled, Limited::CloudWorker), Allowance::Unlimited);
    let Decision::Refused(refusal) = gate.decide(&rich, Limited::CloudWorker, 0) else {
        panic!("a tier of Stripe's must not open Polar's gate");
    };
    assert_eq!(refusal.remedy, gate.polar.clone().map(Purchase::Polar));
    assert_eq!(refusal.because, Because::BenefitNotGiven, "it is paid, but that is not the reason");
    assert_eq!(gate.decide(&rich, Limited::Environment, 5), Decision::Allowed);
}

#[test]
fn the_number_of_free_cloud_workers_is_a_setting() {
    let free = plans().limits(Tier::Free);
    let one = crate::plan::Limits { cloud_workers: Allowance::UpTo(1), ..free };
    let plans = plans().with_limits(Tier::Free, one);
    let gate = Gate { polar: Some(gate()), plans, ..Gate::default() };
    let nobody = Entitlement::default();
    assert_eq!(gate.decide(&nobody, Limited::CloudWorker, 0), Decision::Allowed);
    assert!(matches!(gate.decide(&nobody, Limited::CloudWorker, 1), Decision::Refused(_)));
}

#[test]
fn a_refusal_names_the_limit_the_use_and_what_helps() {
    let Decision::Refused(refusal) = stripe().decide(&Entitlement::default(), Limited::Agent, 10)
    else {
        panic!("the eleventh agent is not free");
    };
    let price = "price_basic".parse().unwrap();
    assert_eq!(refusal.remedy, Some(Purchase::Stripe { tier: Tier::Basic, price }));
    assert_eq!(
        refusal.to_string(),
        "active agents: 10 of 10 in use on the free plan (nothing was bought); \
         suspend or decommission an agent, or upgrade"
    );
    let Decision::Refused(none) = stripe().decide(&Entitlement::default(), Limited::CloudWorker, 0)
    else {
        panic!("no cloud worker is free");
    };
    let says = "cloud workers: 0 of 0 in use on the free plan (nothing was bought); upgrade";
    assert_eq!(none.to_string(), says, "where none is free nothing can be freed");
    let shown = serde_json::to_value(&refusal).unwrap();
    assert_eq!((&shown["limit"], &shown["because"]), (&10.into(), &"nothing_bought".into()));
}

#[test]
fn the_remedy_is_the_smallest_tier_that_has_room() {
    let Decision::Refused(refusal) = stripe().decide(&on(Tier::Basic), Limited::CloudWorker, 7)
    else {
        panic!("basic has room for two");
    };
    assert!(matches!(refusal.remedy, Some(Purchase::Stripe { tier: Tier::Pro, .. })));
}

#[test]
fn who_only_observes_lets_pass_and_shows_what_would_be_refused() {
    let gate = Gate { enforce: Enforce::Observe, ..stripe() };
    let decided = gate.decide(&Entitlement::default(), Limited::ApiCall, 1_000);
    assert!(matches!(decided, Decision::Observed(refusal) if refusal.limit == 1_000));
}
