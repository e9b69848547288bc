use super::*;
use crate::plan::Limited;

fn read(set: &[(&str, &str)], profile: Profile) -> Result<Settings, Vec<String>> {
    let map = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read(&map, profile).map_err(|found| {
        found.0.iter().map(|Problem { variable, says }| format!("{variable} {says}")).collect()
    })
}

fn development(set: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    read(set, Profile::Development)
}

const GATE: &[(&str, &str)] = &[
    ("POLAR_FEATURE_GATE_ENABLED", "TRUE"),
    ("POLAR_ACCESS_TOKEN", "polar_oat_hunter2"),
    ("POLAR_PRODUCT_ID", "1dbfc517-0bbf-4301-9ba8-555ca42b9737"),
    ("POLAR_BENEFIT_ID", "992fae2a-2a17-4b7a-8d9e-e287cf90131b"),
    ("POLAR_SUCCESS_URL", "https://muster.example/paid?checkout_id={CHECKOUT_ID}"),
    ("POLAR_RETURN_URL", "muster://checkout-return"),
];

fn with<'a>(set: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [set, more].concat()
}

#[test]
fn where_nothing_is_set_nothing_is_sold_and_nothing_is_enforced() {
    let settings = development(&[]).unwrap();
    assert!(settings.polar.is_none() && settings.stripe.is_none());
    assert_eq!(Limited::ALL.map(|thing| settings.gate.decider(thing)), [None; 4]);
}

#[test]
fn the_gate_is_on_with_all_that_it_needs() {
    let polar = development(GATE).unwrap().polar.unwrap();
    assert_eq!(polar.base.as_str(), "https://api.polar.sh/");
    assert_eq!(polar.token.reveal(), "polar_oat_hunter2");
    let success = "https://muster.example/paid?checkout_id={CHECKOUT_ID}";
    assert_eq!(polar.success.as_str(), success, "Polar puts the id in itself");
}

#[test]
fn a_gate_without_what_it_needs_names_all_of_it_at_once() {
    let found = development(&GATE[..1]).unwrap_err();
    let named: Vec<_> = found.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let needed: Vec<_> = GATE[1..].iter().map(|(name, _)| *name).collect();
    assert_eq!(named, needed);
    let off = [("POLAR_FEATURE_GATE_ENABLED", "false"), ("POLAR_PRODUCT_ID", "x")];
    assert!(development(&off).unwrap().polar.is_none(), "a gate that is off needs nothing");
}

#[test]
fn a_program_that_can_ask_for_what_the_gate_lacks_begins_with_it_closed() {
    let gaps = |set: &[(&str, &str)]| {
        let map = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::read_with_gaps(&map.collect(), Profile::Development)
    };
    let set = with(&GATE[..4], &[("POLAR_RETURN_URL", "nowhere"), ("MUSTER_FREE_AGENTS", "3")]);
    let settings = gaps(&set).unwrap();
    let named: Vec<_> = settings.lacks.iter().map(|lack| lack.variable.as_str()).collect();
    assert_eq!(named, ["POLAR_SUCCESS_URL", "POLAR_RETURN_URL"]);
    assert!(settings.polar.is_none(), "nothing is sold with half of the settings");
    assert_eq!(settings.gate.plans.limits(Tier::Free).agents, Allowance::UpTo(3));
    assert!(gaps(GATE).unwrap().lacks.is_empty());
    let elsewhere = with(&GATE[..1], &[("BILLING_ENFORCE", "watch")]);
    assert_eq!(gaps(&elsewhere).unwrap_err().0.len(), 6, "what is no matter of the gate is told");
}

#[test]
fn a_mistyped_switch_is_a_mistake_and_not_a_no() {
    let found = development(&[("POLAR_FEATURE_GATE_ENABLED", "ture")]).unwrap_err();
    assert_eq!(found, ["POLAR_FEATURE_GATE_ENABLED must be `true` or `false`"]);
    let found = development(&[("BILLING_ENFORCE", "watch")]).unwrap_err();
    assert_eq!(found, ["BILLING_ENFORCE must be `refuse` or `observe`"]);
}

#[test]
fn stripe_is_known_by_both_names_and_two_that_differ_are_an_error() {
    for prefix in ["", "SYNTH_"] {
        let names = ["STRIPE_SECRET_KEY", "STRIPE_PRICE_PRO", "STRIPE_WEBHOOK_SECRET"]
            .map(|name| format!("{prefix}{name}"));
        let set = [(&*names[0], "sk_test_1"), (&*names[1], "price_p"), (&*names[2], "whsec_1")];
        let settings = development(&set).unwrap();
        let price = "price_p".parse().unwrap();
        assert_eq!(settings.gate.plans.tier(&price), Some(Tier::Pro));
        assert_eq!(settings.webhook_secrets.stripe, [Secret::new("whsec_1")]);
        assert!(settings.stripe.is_some());
    }
    let both = [("STRIPE_SECRET_KEY", "sk_test_1"), ("SYNTH_STRIPE_SECRET_KEY", "sk_test_1")];
    assert!(development(&both).is_ok(), "twice the same is no contradiction");
    let differ = [("STRIPE_SECRET_KEY", "sk_test_1"), ("SYNTH_STRIPE_SECRET_KEY", "sk_test_2")];
    let found = development(&differ).unwrap_err();
    assert_eq!(found, ["SYNTH_STRIPE_SECRET_KEY and STRIPE_SECRET_KEY are both set, and differ"]);
}

#[test]
fn a_live_key_is_for_production_alone() {
    let live = [("STRIPE_SECRET_KEY", "sk_live_hunter2")];
    let found = development(&live).unwrap_err();
    assert!(found[0].contains("live key") && !found[0].contains("hunter2"), "{found:?}");
    assert!(read(&live, Profile::Production).unwrap().stripe.is_some());
}

#[test]
fn one_price_does_not_buy_two_tiers() {
    let twice = [("STRIPE_PRICE_BASIC", "price_1"), ("STRIPE_PRICE_PRO", "price_1")];
    assert_eq!(development(&twice).unwrap_err(), ["STRIPE_PRICE_PRO is the price of basic, too"]);
}

#[test]
fn an_address_in_clear_is_only_for_this_machine() {
    for base in ["http://127.0.0.1:4010", "http://localhost:4010/x", "https://sandbox-api.polar.sh"]
    {
        assert!(development(&with(GATE, &[("POLAR_API_BASE", base)])).is_ok(), "{base}");
    }
    for base in ["http://api.polar.sh", "http://127.0.0.1.evil.example", "ftp://a", "https://u:p@a"]
    {
        let found = development(&with(GATE, &[("POLAR_API_BASE", base)])).unwrap_err();
        assert!(found[0].starts_with("POLAR_API_BASE "), "{base}: {found:?}");
    }
}

#[test]
fn what_is_free_is_a_setting() {
    let set = [("MUSTER_FREE_CLOUD_WORKERS", "1"), ("MUSTER_FREE_AGENTS", "3")];
    let free = development(&set).unwrap().gate.plans.limits(Tier::Free);
    assert_eq!(free.cloud_workers, Allowance::UpTo(1));
    assert_eq!((free.agents, free.api_calls_a_day), (Allowance::UpTo(3), Allowance::UpTo(1_000)));
    let found = development(&[("MUSTER_FREE_AGENTS", "-1")]).unwrap_err();
    assert_eq!(found, ["MUSTER_FREE_AGENTS must be a number"]);
}

#[test]
fn no_secret_shows_in_what_is_printed() {
    let set = with(
        GATE,
        &[("STRIPE_SECRET_KEY", "sk_test_hunter2"), ("STRIPE_WEBHOOK_SECRET", "whsec_hunter2")],
    );
    let printed = format!("{:?}", development(&set).unwrap());
    assert!(!printed.contains("hunter2"), "{printed}");
}
