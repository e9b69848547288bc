//! Webhooks that must not be taken, each refused under its own name; and those that must.

use crate::{
    judge::Specification,
    world::{Here, headers, of_polar, of_stripe, open, secret, start},
};
use http::HeaderMap;
use muster_billing::{
    Secret,
    fake::Step,
    id::SubscriptionId,
    notice::News,
    polar, stripe,
    webhook::{LARGEST, Refused, Verified},
};
use muster_core::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

type Verify =
    for<'a> fn(&[Secret], &'a HeaderMap, &'a [u8], Timestamp) -> Result<Verified<'a>, Refused>;

/// How each of the two signs and verifies.
struct Scheme {
    name: &'static str,
    verify: Verify,
    sign: fn(&Secret, i64, &[u8]) -> HeaderMap,
    signature: &'static str,
}

const SCHEMES: [Scheme; 2] = [
    Scheme {
        name: "polar",
        verify: polar::verify,
        sign: |secret, at, body| headers(polar::sign(secret, "msg_1", at, body)),
        signature: "webhook-signature",
    },
    Scheme {
        name: "stripe",
        verify: stripe::verify,
        sign: |secret, at, body| headers(stripe::sign(&[secret], at, body)),
        signature: "stripe-signature",
    },
];

const BODY: &[u8] = br#"{"type": "order.paid",  "n": 1.0}"#;

fn seconds() -> i64 {
    start().millis() / 1_000
}

fn name(found: Result<Verified<'_>, Refused>) -> &'static str {
    found.map_or_else(|refused| refused.as_str(), |_| "verified")
}

impl Scheme {
    fn judge(&self, headers: &HeaderMap, body: &[u8]) -> &'static str {
        name((self.verify)(&[secret()], headers, body, start()))
    }

    fn signed(&self) -> HeaderMap {
        (self.sign)(&secret(), seconds(), BODY)
    }
}

#[test]
fn a_genuine_message_is_verified_and_a_forged_one_is_not() {
    for scheme in SCHEMES {
        assert_eq!(scheme.judge(&scheme.signed(), BODY), "verified", "{}", scheme.name);
        let forged = (scheme.sign)(&Secret::new("whsec_other"), seconds(), BODY);
        assert_eq!(scheme.judge(&forged, BODY), "wrong_signature", "{}", scheme.name);
        for at in 0..BODY.len() {
            let mut changed = BODY.to_vec();
            changed[at] ^= 1;
            assert_eq!(scheme.judge(&scheme.signed(), &changed), "wrong_signature", "{at}");
        }
    }
}

#[test]
fn a_message_that_was_written_anew_is_refused_though_it_says_the_same() {
    let value: Value = serde_json::from_slice(BODY).unwrap();
    let again = serde_json::to_vec(&value).unwrap();
    for scheme in SCHEMES {
        assert_eq!(scheme.judge(&scheme.signed(), &again), "wrong_signature", "{}", scheme.name);
    }
}

#[test]
fn five_minutes_are_allowed_either_way_and_what_is_off_is_not_called_a_forgery() {
    let table = [(-301, "too_old"), (-300, "verified"), (300, "verified"), (301, "too_new")];
    for scheme in SCHEMES {
        for (off, expected) in table {
            let headers = (scheme.sign)(&secret(), seconds() + off, BODY);
            assert_eq!(scheme.judge(&headers, BODY), expected, "{} at {off}", scheme.name);
        }
        let stale_and_forged = (scheme.sign)(&Secret::new("whsec_other"), seconds() - 999, BODY);
        assert_eq!(scheme.judge(&stale_and_forged, BODY), "wrong_signature", "{}", scheme.name);
    }
}

#[test]
fn an_oversized_body_is_refused_before_it_is_summed() {
    for scheme in SCHEMES {
        for (length, expected) in [(LARGEST, "verified"), (LARGEST + 1, "too_large")] {
            let body = vec![b' '; length];
            let headers = (scheme.sign)(&secret(), seconds(), &body);
            assert_eq!(scheme.judge(&headers, &body), expected, "{}", scheme.name);
        }
    }
}

#[test]
fn headers_that_are_missing_doubled_or_broken_are_named() {
    for scheme in SCHEMES {
        let bare = HeaderMap::new();
        assert_eq!(scheme.judge(&bare, BODY), "header_missing", "{}", scheme.name);
        let mut twice = scheme.signed();
        let one = twice[scheme.signature].clone();
        twice.append(scheme.signature, one);
        assert_eq!(scheme.judge(&twice, BODY), "header_twice", "{}", scheme.name);
        let mut broken = scheme.signed();
        broken.insert(scheme.signature, "t=x,v1=zz v1,%%%".parse().unwrap());
        assert_eq!(scheme.judge(&broken, BODY), "header_malformed", "{}", scheme.name);
        let signed = scheme.signed();
        let found = (scheme.verify)(&[], &signed, BODY, start());
        assert_eq!(name(found), "no_secret", "{}", scheme.name);
    }
}

#[test]
fn other_schemes_are_for_others() {
    let [polar, stripe] = SCHEMES;
    let mut signed = polar.signed();
    signed.insert(polar.signature, "v1a,AAAA v2,AAAA".parse().unwrap());
    assert_eq!(polar.judge(&signed, BODY), "unknown_scheme");
    let mut signed = stripe.signed();
    signed.insert(stripe.signature, format!("t={},v0=00", seconds()).parse().unwrap());
    assert_eq!(stripe.judge(&signed, BODY), "unknown_scheme");
}

#[test]
fn while_secrets_rotate_either_will_do() {
    let (old, new) = (Secret::new("whsec_old"), Secret::new("whsec_new"));
    for scheme in SCHEMES {
        for signer in [&old, &new] {
            let headers = (scheme.sign)(signer, seconds(), BODY);
            let found = (scheme.verify)(&[new.clone(), old.clone()], &headers, BODY, start());
            assert_eq!(name(found), "verified", "{}", scheme.name);
        }
    }
    // Stripe signs with both meanwhile; one that we do not know is no reason to refuse.
    let both = headers(stripe::sign(&[&new, &old], seconds(), BODY));
    assert_eq!(name(stripe::verify(&[old], &both, BODY, start())), "verified");
}

#[test]
fn polar_signs_with_the_whole_secret_and_not_with_what_it_decodes_to() {
    // What the standard's own library would make of `whsec_c2VjcmV0`.
    let decoded = headers(polar::sign(&Secret::new("secret"), "msg_1", seconds(), BODY));
    assert_eq!(SCHEMES[0].judge(&decoded, BODY), "wrong_signature");
}

fn read_by_stripe(body: &Value) -> News {
    let body = body.to_string().into_bytes();
    let headers = headers(stripe::sign(&[&secret()], seconds(), &body));
    let secrets = [secret()];
    let verified = stripe::verify(&secrets, &headers, &body, start()).unwrap();
    stripe::read(&verified).unwrap().news
}

#[test]
fn an_unknown_kind_is_kept_and_changes_nothing_and_a_future_shape_is_named() {
    let event = |kind, object: Value| json!({ "id": "evt_1", "type": kind, "created": 1, "data": { "object": object } });
    assert_eq!(
        read_by_stripe(&event("radar.early_fraud_warning.created", json!({}))),
        News::Nothing
    );
    let future = event("customer.subscription.updated", json!({ "id": "sub_1", "state": {} }));
    assert!(matches!(read_by_stripe(&future), News::NotUnderstood(_)));
}

#[test]
fn a_verified_body_that_is_no_message_is_an_error_and_not_a_panic() {
    let body = b"\xff not json";
    let signed = headers(polar::sign(&secret(), "msg_1", seconds(), body));
    let secrets = [secret()];
    let verified = polar::verify(&secrets, &signed, body, start()).unwrap();
    assert!(polar::read(&verified).is_err());
}

#[test]
fn periods_and_subscriptions_are_found_in_their_old_places_too() {
    let old = json!({
        "id": "evt_1", "type": "invoice.payment_succeeded", "created": 1, "data": { "object": {
            "customer": { "id": "cus_1", "object": "customer" },
            "subscription": "sub_1",
            "lines": { "data": [{ "period": { "start": 10, "end": 20 }, "price": { "id": "price_basic" } }] },
        } },
    });
    assert!(matches!(read_by_stripe(&old), News::Changes(changes) if changes.len() == 1));
}

/// Anything that JSON can say, in the places where billers say something.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z_0-9-]{0,12}".prop_map(Value::from),
    ];
    let name = "id|type|created|timestamp|data|object|status|items|customer|period|lines|price";
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_a_verified_message_says_it_is_read_or_refused(
        object in any_json(),
        created in any::<i64>(),
        kind in "customer.subscription.updated|invoice.paid|checkout.session.completed|[a-z.]{0,9}",
    ) {
        let stripe = json!({
            "id": "evt_1", "type": &kind, "created": created, "data": { "object": &object },
        });
        drop(read_by_stripe(&stripe));
        for body in [stripe, json!({ "type": kind, "timestamp": "2026-11-21T00:00:00Z", "data": object })] {
            let body = body.to_string().into_bytes();
            let (signed, secrets) = (SCHEMES[0].sign, [secret()]);
            let headers = signed(&secrets[0], seconds(), &body);
            let verified = polar::verify(&secrets, &headers, &body, start()).unwrap();
            prop_assert!(polar::read(&verified).map_or(true, |notice| notice.event.as_str() == "msg_1"));
        }
    }

    #[test]
    fn no_header_that_anybody_makes_up_is_verified(text in "[ -~]{0,80}") {
        for scheme in SCHEMES {
            let mut headers = scheme.signed();
            let genuine = headers[scheme.signature].clone();
            let value: http::HeaderValue = text.parse().unwrap();
            prop_assume!(value != genuine);
            headers.insert(scheme.signature, value);
            prop_assert_ne!(scheme.judge(&headers, BODY), "verified");
        }
    }
}

#[tokio::test]
async fn every_message_of_the_fake_polar_has_the_documented_shape() {
    let here = Here::new();
    let (fake, specification) = (here.polar().await, Specification::polar());
    fake.pay(&open(&here.to_polar(&fake), &of_polar(&fake)).await.id);
    let mut messages = fake.take_messages();
    let active = messages.iter().find(|it| it.kind == "subscription.active").unwrap();
    let active: Value = serde_json::from_slice(&active.body).unwrap();
    let subscription: SubscriptionId = active["data"]["id"].as_str().unwrap().parse().unwrap();
    for step in Step::ALL {
        here.clock.advance(Duration::from_secs(1));
        assert!(fake.step(&subscription, step));
        messages.extend(fake.take_messages());
    }
    for message in &messages {
        assert_eq!(specification.wrongs_of(message), [""; 0], "{}", message.kind);
    }
    assert!(messages.len() > 20, "{}", messages.len());
}

#[tokio::test]
async fn what_the_fake_stripe_posts_is_signed_as_stripe_signs() {
    let here = Here::new();
    let fake = here.stripe().await;
    fake.pay(&open(&here.to_stripe(&fake), &of_stripe()).await.id);
    for message in fake.take_messages() {
        let signed = headers(fake.signed(&secret(), &message));
        assert_eq!(name(stripe::verify(&[secret()], &signed, &message.body, start())), "verified");
    }
}
