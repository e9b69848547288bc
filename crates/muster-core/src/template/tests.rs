//! Gaps and the values that fill them.

use super::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn parameters(text: Value) -> Parameters {
    serde_json::from_value(text).unwrap()
}

fn said(text: Value) -> BTreeMap<String, Value> {
    serde_json::from_value(text).unwrap()
}

#[test]
fn gaps_are_filled_everywhere_and_a_value_is_never_read_as_a_gap() {
    let mut job = json!({
        "argv": ["build", "--target={{target}}", "{{target}}-{{level}}", "{{.Names}}", "{{ level }}", "{{{level}}}"],
        "env": {"LEVEL": "{{level}}"}, "timeout_seconds": 5,
    });
    let places: Vec<_> =
        gaps(&job).into_iter().map(|gap| format!("{} {}", gap.path, gap.parameter)).collect();
    assert_eq!(
        places,
        ["argv[1] target", "argv[2] target", "argv[2] level", "argv[5] level", "env.LEVEL level"]
    );
    let values =
        [("target".to_owned(), "{{level}}; rm".to_owned()), ("level".to_owned(), "3".to_owned())];
    fill(&mut job, &values.into());
    let filled = json!({
        "argv": ["build", "--target={{level}}; rm", "{{level}}; rm-3", "{{.Names}}", "{{ level }}", "{3}"],
        "env": {"LEVEL": "3"}, "timeout_seconds": 5,
    });
    assert_eq!(job, filled);
}

#[test]
fn a_value_must_fit_its_parameter_and_a_default_fills_what_is_not_said() {
    let ours = parameters(json!({
        "text": {"type": "string", "pattern": "[a-z]+", "max_length": 5},
        "whole": {"type": "integer", "min": 1, "max": 8, "default": 2},
        "part": {"type": "number", "default": 0.5},
        "truth": {"type": "boolean", "default": false},
        "pick": {"type": "choice", "choices": ["a", "b"], "default": "a"},
    }));
    assert_eq!(ours.check(), Ok(()));
    let texts = |value: Value| {
        ours.texts(&said(value)).map(|texts| texts.into_values().collect::<Vec<_>>().join(" "))
    };
    assert_eq!(texts(json!({"text": "abc"})).unwrap(), "0.5 a abc false 2");
    let typed = json!({"text": "x", "whole": 8, "part": "1.25", "truth": "true", "pick": "b"});
    assert_eq!(texts(typed).unwrap(), "1.25 b x true 8");
    let refused = |value: Value| texts(value).unwrap_err().to_string();
    assert_eq!(refused(json!({})), "parameters.text must be given");
    assert_eq!(
        refused(json!({"text": "a", "x": 1})),
        "parameters.x is no parameter of the template"
    );
    assert_eq!(refused(json!({"text": 1})), "parameters.text must be a text");
    assert_eq!(refused(json!({"text": "abc\n"})), "parameters.text must match `[a-z]+`");
    assert_eq!(refused(json!({"text": "abcdef"})), "parameters.text must have up to 5 characters");
    assert_eq!(
        refused(json!({"text": "a", "whole": 1.5})),
        "parameters.whole must be a whole number"
    );
    assert_eq!(refused(json!({"text": "a", "whole": "9"})), "parameters.whole must be 8 or less");
    assert_eq!(refused(json!({"text": "a", "part": "nan"})), "parameters.part must be a number");
    assert_eq!(
        refused(json!({"text": "a", "truth": "yes"})),
        "parameters.truth must be `true` or `false`"
    );
    assert_eq!(
        refused(json!({"text": "a", "pick": "c"})),
        "parameters.pick must be one of `a`, `b`"
    );
}

#[test]
fn a_parameter_that_contradicts_itself_is_refused_by_its_path() {
    let field =
        |name: &str, text: Value| parameters(json!({name: text})).check().unwrap_err().field;
    assert_eq!(field("A", json!({"type": "string"})), "parameters.A");
    assert_eq!(field("a", json!({"type": "string", "min": 1})), "parameters.a.min");
    assert_eq!(field("a", json!({"type": "integer", "min": 2, "max": 1})), "parameters.a.max");
    assert_eq!(field("a", json!({"type": "integer", "pattern": "x"})), "parameters.a.pattern");
    assert_eq!(field("a", json!({"type": "string", "pattern": "("})), "parameters.a.pattern");
    assert_eq!(field("a", json!({"type": "choice"})), "parameters.a.choices");
    assert_eq!(field("a", json!({"type": "integer", "default": "x"})), "parameters.a.default");
    for kind in Kind::ALL {
        let sample = Parameter { choices: vec!["x".into()], ..Parameter::of(kind) };
        let ours = Parameters([("a".to_owned(), sample)].into());
        let value = Value::String(ours.samples()["a"].clone());
        assert!(
            ours.texts(&[("a".to_owned(), value)].into()).is_ok(),
            "a sample fits its own {}",
            kind.as_str()
        );
    }
}
