use super::*;

#[test]
fn the_free_tier_has_the_documented_limits_and_nothing_that_costs_money_elsewhere() {
    let free = Plans::default().limits(Tier::Free);
    assert_eq!(free.of(Limited::Agent), Allowance::UpTo(10));
    assert_eq!(free.of(Limited::ApiCall), Allowance::UpTo(1_000));
    assert_eq!(free.of(Limited::CloudWorker), Allowance::UpTo(0));
    assert_eq!(free.of(Limited::Environment), Allowance::UpTo(0));
}

#[test]
fn a_larger_tier_never_allows_less() {
    let plans = Plans::default();
    for pair in Tier::ALL.windows(2) {
        for thing in Limited::ALL {
            let [smaller, larger] = [pair[0], pair[1]].map(|tier| plans.limits(tier).of(thing));
            assert!(smaller < larger, "{thing:?}: {} and {}", pair[0], pair[1]);
        }
    }
}

#[test]
fn a_price_buys_one_tier_and_an_unknown_price_none() {
    let [basic, other] = ["price_b", "price_o"].map(|id| id.parse::<PriceId>().unwrap());
    let plans = Plans::default().with_price(Tier::Basic, basic.clone());
    assert_eq!(plans.tier(&basic), Some(Tier::Basic));
    assert_eq!((plans.tier(&other), plans.price(Tier::Pro)), (None, None));
}

#[test]
fn the_older_words_for_plans_are_known() {
    let words = ["insight", "integration", "constellation"].map(str::parse::<Tier>);
    assert_eq!(words, Tier::PAID.map(Ok));
    assert_eq!("platinum".parse::<Tier>(), Err(UnknownTier));
}

#[test]
fn an_allowance_without_an_end_is_shown_as_null() {
    let shown = serde_json::to_value(Plans::default().limits(Tier::Family)).unwrap();
    assert_eq!(shown["agents"], serde_json::Value::Null);
    assert_eq!(serde_json::to_value(Allowance::UpTo(3)).unwrap(), 3);
}
