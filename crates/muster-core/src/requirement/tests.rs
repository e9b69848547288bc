use super::*;
use proptest::{collection, prelude::*};

fn labels(json: &str) -> Labels {
    serde_json::from_str(json).unwrap()
}

fn list(conditions: &[&str]) -> Requirements {
    conditions.iter().map(|text| text.parse::<Requirement>().unwrap()).collect()
}

/// Whether a worker with these labels meets one condition.
fn meets(condition: &str, worker: &str) -> bool {
    list(&[condition]).unmet(&labels(worker)).next().is_none()
}

fn unmet(requirements: &Requirements, worker: &str) -> Vec<String> {
    requirements.unmet(&labels(worker)).map(ToString::to_string).collect()
}

#[test]
fn a_worker_must_have_every_named_label_with_that_value() {
    let worker = r#"{"os":"linux","cpu_cores":8,"gpu":true}"#;
    let from_map = |json: &str| Requirements::try_from(Written::Labels(labels(json))).unwrap();
    assert!(unmet(&from_map("{}"), worker).is_empty());
    assert!(unmet(&from_map(r#"{"os":"linux","gpu":true}"#), worker).is_empty());
    assert_eq!(unmet(&from_map(r#"{"os":"macos","gpu":true}"#), worker), ["os == macos"]);
    assert_eq!(unmet(&from_map(r#"{"gpu":1}"#), worker), ["gpu == 1"], "1 is not true");
    assert_eq!(unmet(&from_map(r#"{"cuda":12}"#), worker), ["cuda == 12"]);
}

#[test]
fn every_operator_means_what_it_says() {
    let worker = r#"{"os":"linux","cpu_cores":8,"memory_gb":15.5,"gpu":true,"battery":false}"#;
    let met = [
        "gpu",
        "os",
        "not battery",
        "not cuda",
        "os == linux",
        "os = linux",
        "os != macos",
        "cpu_cores == 8.0",
        "cpu_cores >= 8",
        "cpu_cores <= 8",
        "cpu_cores > 7.9",
        "cpu_cores < 1e3",
        "memory_gb > 15",
        "os in [macos, linux]",
        "cpu_cores in [4, 8.0]",
    ];
    let not_met = [
        "battery",
        "cuda",
        "not gpu",
        "os == Linux",
        "os != linux",
        "cpu_cores > 8",
        "cpu_cores < 8",
        "cpu_cores >= 8.5",
        "memory_gb > 15.5",
        "os in [macos, windows]",
    ];
    assert!(met.iter().all(|text| meets(text, worker)), "{met:?}");
    let wrongly: Vec<_> = not_met.iter().filter(|text| meets(text, worker)).collect();
    assert!(wrongly.is_empty(), "{wrongly:?}");
}

#[test]
fn a_missing_label_and_one_of_another_type_meet_nothing_but_a_negation() {
    let conditions = ["x", "x == 8", "x < 8", "x <= 8", "x > 8", "x >= 8", "x in [8, 9]"];
    for text in conditions {
        assert!(!meets(text, "{}"), "{text}");
    }
    for text in &conditions[1..] {
        assert!(!meets(text, r#"{"x":"8"}"#) && !meets(text, r#"{"x":true}"#), "{text}");
    }
    assert!(meets("not x", "{}") && meets("x != 8", "{}") && meets("x != 8", r#"{"x":"8"}"#));
    assert!(meets("x", r#"{"x":"no"}"#), "only `false` counts as not being there");
}

#[test]
fn what_is_no_condition_is_refused_with_its_reason() {
    let problem = |text: &str| text.parse::<Requirement>().unwrap_err().to_string();
    let cases = [
        ("", "``: a label comes first, and there is nothing"),
        (" >= 8", "`>= 8`: a label comes first, not `>= 8`"),
        ("not", "`not`: `not` needs a label, and there is nothing"),
        (
            "not os == linux",
            "`not os == linux`: `not` takes a label alone; write `name != value` for a value",
        ),
        (
            "os linux",
            "`os linux`: after the label comes `==`, `!=`, `<`, `<=`, `>`, `>=` or `in`, not `linux`",
        ),
        ("os ==", "`os ==`: `==` needs a value, and there is nothing"),
        (
            "os == Windows 11",
            "`os == Windows 11`: `11` is too much; a text with blanks or signs stands in quotes",
        ),
        ("cpu_cores >= many", "`cpu_cores >= many`: `>=` compares numbers, and `many` is none"),
        ("gpu >= true", "`gpu >= true`: `>=` compares numbers, and `true` is none"),
        (r#"v < "9""#, r#"`v < "9"`: `<` compares numbers, and `"9"` is none"#),
        ("load < NaN", "`load < NaN`: `NaN` is no number that compares; in quotes it is a text"),
        (
            "load != -inf",
            "`load != -inf`: `-inf` is no number that compares; in quotes it is a text",
        ),
        ("load < 1e999", "`load < 1e999`: `1e999` is too large a number"),
        ("region in eu", "`region in eu`: `in` needs a list like `[eu, us]`, not `eu`"),
        ("region in []", "`region in []`: `in [` needs a value, not `]`"),
        (
            "region in [eu us]",
            "`region in [eu us]`: the list goes on with `,` or ends with `]`, not `us]`",
        ),
        (r#"os == "linux"#, r#"`os == "linux`: the quotes do not hold a text as JSON has it"#),
    ];
    for (text, wrong) in cases {
        assert_eq!(problem(text), wrong);
    }
}

#[test]
fn a_bad_requirement_is_found_in_its_list() {
    let written = Written::Conditions(vec!["gpu".into(), "cpu_cores >= many".into()]);
    let error = Requirements::try_from(written).unwrap_err();
    assert_eq!(error.field, "requirements[1]");
    let endless = [("load".to_owned(), LabelValue::Float(f64::INFINITY))].into();
    let error = Requirements::try_from(Written::Labels(endless)).unwrap_err();
    assert_eq!(error.field, "requirements.load");
}

#[test]
fn values_have_the_type_that_they_look_like() {
    let value = |text: &str| {
        let requirement: Requirement = format!("x == {text}").parse().unwrap();
        requirement.equality().unwrap().1.clone()
    };
    let cases = [
        ("true", LabelValue::Bool(true)),
        ("8", LabelValue::Int(8)),
        ("-0.5", LabelValue::Float(-0.5)),
        ("9223372036854775808", LabelValue::Float(9_223_372_036_854_775_808.0)),
        ("linux/amd64", LabelValue::Text("linux/amd64".into())),
        ("01", LabelValue::Text("01".into())),
        ("1.2.3", LabelValue::Text("1.2.3".into())),
        (r#""8""#, LabelValue::Text("8".into())),
        (r#""a \"b\"""#, LabelValue::Text("a \"b\"".into())),
        ("in", LabelValue::Text("in".into())),
    ];
    for (text, expected) in cases {
        let found = value(text);
        assert_eq!(found, expected, "{text}");
        assert_eq!(
            std::mem::discriminant(&found),
            std::mem::discriminant(&expected),
            "{text}: the type, too"
        );
    }
}

#[test]
fn what_can_be_a_map_is_a_map_and_the_rest_is_a_list() {
    let written = |conditions: &[&str]| serde_json::to_string(&list(conditions)).unwrap();
    assert_eq!(written(&[]), "{}");
    assert_eq!(written(&["os == linux", "cpu_cores == 8.0"]), r#"{"cpu_cores":8.0,"os":"linux"}"#);
    assert_eq!(written(&["os == linux", "gpu"]), r#"["gpu","os == linux"]"#);
    assert_eq!(written(&["os == linux", "os == macos"]), r#"["os == linux","os == macos"]"#);
    assert_eq!(written(&["region in [us, eu, us]"]), r#"["region in [eu, us]"]"#);
    assert_eq!(written(&["region in [eu]"]), r#"{"region":"eu"}"#);
}

fn value() -> impl Strategy<Value = LabelValue> {
    prop_oneof![
        any::<bool>().prop_map(LabelValue::Bool),
        any::<i64>().prop_map(LabelValue::Int),
        (-4_i64..4).prop_map(LabelValue::Int),
        number(),
        (-4_i32..4).prop_map(|halves| LabelValue::Float(f64::from(halves) / 2.0)),
        any::<String>().prop_map(LabelValue::Text),
        "[a-z0-9.+-]{0,4}".prop_map(LabelValue::Text),
        prop_oneof![Just("true"), Just("nan"), Just("-inf"), Just("not"), Just("in")]
            .prop_map(|word| LabelValue::Text(word.to_owned())),
    ]
}

fn number() -> impl Strategy<Value = LabelValue> {
    any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(LabelValue::Float)
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop_oneof![Just("a"), Just("b"), Just("c"), Just("not"), Just("in"), Just("")]
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let equality = prop_oneof![Just(Comparison::Equal), Just(Comparison::NotEqual)];
    let order = prop_oneof![
        Just(Comparison::Below),
        Just(Comparison::AtMost),
        Just(Comparison::Above),
        Just(Comparison::AtLeast),
    ];
    let small = (-4_i64..4).prop_map(LabelValue::Int);
    prop_oneof![
        Just(Condition::Present),
        Just(Condition::Absent),
        (equality, value()).prop_map(|(how, value)| Condition::Compared(how, value)),
        (order, prop_oneof![small, number()])
            .prop_map(|(how, value)| Condition::Compared(how, value)),
        collection::btree_set(value(), 1..4).prop_map(Condition::one_of),
    ]
}

fn requirement() -> impl Strategy<Value = Requirement> {
    (label(), condition()).prop_map(|(label, condition)| Requirement { label, condition })
}

fn worker() -> impl Strategy<Value = Labels> {
    collection::btree_map(label(), value(), 0..5)
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

proptest! {
    #[test]
    fn a_condition_reads_as_it_is_shown(requirement in requirement()) {
        let shown = requirement.to_string();
        let read: Requirement = shown.parse().unwrap();
        prop_assert_eq!(&read, &requirement);
        prop_assert_eq!(read.to_string(), shown, "equal ones look the same");
        prop_assert_eq!(hash(&read), hash(&requirement));
    }

    #[test]
    fn order_and_repeats_make_no_difference(
        (once, shuffled) in collection::vec(requirement(), 0..6).prop_flat_map(|once| {
            let twice: Vec<_> = once.iter().chain(&once).cloned().collect();
            (Just(once), Just(twice).prop_shuffle())
        })
    ) {
        let (one, other): (Requirements, Requirements) =
            (once.into_iter().collect(), shuffled.into_iter().collect());
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.to_string(), other.to_string());
        prop_assert_eq!(hash(&one), hash(&other));
    }

    #[test]
    fn two_sets_look_the_same_only_if_they_are(
        one in collection::vec(requirement(), 0..3),
        other in collection::vec(requirement(), 0..3),
    ) {
        let (one, other): (Requirements, Requirements) =
            (one.into_iter().collect(), other.into_iter().collect());
        prop_assert_eq!(one == other, one.to_string() == other.to_string());
    }

    #[test]
    fn what_is_kept_is_read_again(requirements in collection::vec(requirement(), 0..6)) {
        let requirements: Requirements = requirements.into_iter().collect();
        let written = Written::from(requirements.clone());
        prop_assert_eq!(Requirements::try_from(written).unwrap(), requirements);
    }

    #[test]
    fn nothing_is_unmet_exactly_if_every_condition_holds(
        requirements in collection::vec(requirement(), 0..6),
        worker in worker(),
    ) {
        let all: Requirements = requirements.iter().cloned().collect();
        let holds = requirements.iter().all(|requirement| holds(requirement, &worker));
        prop_assert_eq!(all.unmet(&worker).next().is_none(), holds);
    }

    #[test]
    fn a_negation_is_the_opposite(label in label(), value in value(), worker in worker()) {
        let of = |condition| Requirement { label: label.clone(), condition }.is_met_by(&worker);
        prop_assert_ne!(of(Condition::Present), of(Condition::Absent));
        prop_assert_ne!(
            of(Condition::Compared(Comparison::Equal, value.clone())),
            of(Condition::Compared(Comparison::NotEqual, value))
        );
    }
}

/// The rules once more, as one would say them.
fn holds(requirement: &Requirement, worker: &Labels) -> bool {
    let own = worker.get(requirement.label());
    match (&requirement.condition, own) {
        (Condition::Absent | Condition::Compared(Comparison::NotEqual, _), None) => true,
        (_, None) => false,
        (Condition::Present, Some(own)) => own != &LabelValue::Bool(false),
        (Condition::Absent, Some(own)) => own == &LabelValue::Bool(false),
        (Condition::OneOf(values), Some(own)) => values.iter().any(|value| value == own),
        (Condition::Compared(comparison, value), Some(own)) => {
            let are_numbers = [own, value].iter().all(|value| value.is_number());
            match comparison {
                Comparison::Equal => own == value,
                Comparison::NotEqual => own != value,
                Comparison::Below => are_numbers && own < value,
                Comparison::AtMost => are_numbers && own <= value,
                Comparison::Above => are_numbers && own > value,
                Comparison::AtLeast => are_numbers && own >= value,
            }
        }
    }
}
