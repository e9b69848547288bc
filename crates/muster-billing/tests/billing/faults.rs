//! Every question to either biller, with everything that can go wrong with it.

use crate::world::{Here, buyer, call, of_polar, of_stripe, open, page, start};
use muster_billing::{
    Account, Biller, Secret,
    biller::{Buyer, End, Order},
    fake::{FakePolar, FakeStripe, Fault},
    id::{CheckoutId, SubscriptionId},
    outbound::{Call, Doubt, Failure, FailureKind, Patience, Refusal, Retry},
    polar::Polar,
    settings::PolarSettings,
    stripe::Stripe,
    subscription::Bought,
    usage::Report,
};
use muster_core::{IdempotencyKey, Timestamp, UsageEventId};
use std::time::Duration;

/// Everything that can be asked of a biller, with something that it can be asked about.
struct Questions {
    order: Order,
    known: Buyer,
    checkout: CheckoutId,
    subscription: SubscriptionId,
    report: Report,
}

const QUESTIONS: usize = 9;

impl Questions {
    async fn about(
        biller: &dyn Biller,
        order: Order,
        pay: impl Fn(&CheckoutId),
        at: Timestamp,
    ) -> Self {
        let checkout = open(biller, &order).await.id;
        pay(&checkout);
        let customer = biller.read_checkout(call(), &checkout).await.unwrap().value.customer;
        let known = Buyer { customer, ..buyer() };
        let mut account = Account::default();
        let snapshot = biller.read_customer(call(), &known).await.unwrap();
        let as_of = snapshot.as_of;
        snapshot.value.teach(&mut account, as_of);
        let subscription = account.subscriptions()[0].id.clone();
        let id = UsageEventId::from_random([9; 16]);
        let report = Report { id, meter: "api_calls", buyer: known.clone(), value: 1, at };
        Self { order, known, checkout, subscription, report }
    }

    /// Asks one of them.
    async fn ask(&self, biller: &dyn Biller, question: usize) -> Result<(), Failure> {
        let back = page("https://muster.example/back");
        match question {
            0 => biller.open_checkout(call(), &self.order).await.map(drop),
            1 => biller.read_checkout(call(), &self.checkout).await.map(drop),
            2 => biller.open_portal(call(), &self.known, &back).await.map(drop),
            3 => biller.read_customer(call(), &self.known).await.map(drop),
            4 => {
                biller.end_subscription(call(), &self.subscription, End::WithPeriod).await.map(drop)
            }
            5 => biller.report_usage(call(), std::slice::from_ref(&self.report)).await.map(drop),
            6 => biller.read_terms(call(), &self.order.wanted).await.map(drop),
            7 => biller.read_invoices(call(), &self.known).await.map(drop),
            _ => biller
                .read_endpoint(call(), &"https://muster.example/x".parse().unwrap())
                .await
                .map(drop),
        }
    }
}

/// What each fault has to be told as.
fn table() -> [(Fault, FailureKind); 7] {
    let unknown = FailureKind::Unknown;
    let after = Some(Duration::from_secs(7));
    [
        (Fault::RateLimited { after: 7 }, FailureKind::Refused(Refusal::RateLimited { after })),
        (Fault::ServerError, unknown(Doubt::ServerError { status: 500 })),
        (Fault::ServerErrorAfterwards, unknown(Doubt::ServerError { status: 502 })),
        (Fault::Page, unknown(Doubt::Unreadable)),
        (Fault::SilentAfterwards, unknown(Doubt::TimedOut)),
        (Fault::BrokenAfterwards, unknown(Doubt::ConnectionLost)),
        (Fault::CutAfterwards, unknown(Doubt::Unreadable)),
    ]
}

async fn every_question_with_every_fault(
    [patient, hasty]: [&dyn Biller; 2],
    questions: &Questions,
    fail_next: impl Fn(Fault),
) {
    for question in 0..QUESTIONS {
        for (fault, expected) in table() {
            // Only what never answers is asked by somebody who does not wait for it.
            let biller = if fault == Fault::SilentAfterwards { hasty } else { patient };
            fail_next(fault);
            let failure = questions.ask(biller, question).await.unwrap_err();
            assert_eq!(failure.kind, expected, "{fault:?}: {failure}");
            let shown = format!("{failure} {failure:?}");
            assert!(!shown.contains("_fake"), "a key is shown: {shown}");
        }
        questions.ask(patient, question).await.unwrap();
    }
}

#[tokio::test]
async fn polar_with_everything_that_can_go_wrong() {
    let here = Here::new();
    let fake = here.polar().await;
    let (patient, hasty) = (here.to_polar(&fake), here.polar_with(&fake, true));
    let pay = |checkout: &CheckoutId| assert!(fake.pay(checkout));
    let order = of_polar(&fake);
    let questions = Questions::about(&patient, order, pay, start()).await;
    every_question_with_every_fault([&patient, &hasty], &questions, |it| fake.fail_next(it)).await;
    assert_eq!(fake.usage().len(), 1, "whatever failed, it was counted once");
}

#[tokio::test]
async fn stripe_with_everything_that_can_go_wrong() {
    let here = Here::new();
    let fake = here.stripe().await;
    let (patient, hasty) = (here.to_stripe(&fake), here.stripe_with(&fake, true));
    let pay = |checkout: &CheckoutId| assert!(fake.pay(checkout));
    let questions = Questions::about(&patient, of_stripe(), pay, start()).await;
    every_question_with_every_fault([&patient, &hasty], &questions, |it| fake.fail_next(it)).await;
    assert_eq!(fake.usage().len(), 1, "whatever failed, it was counted once");
}

#[tokio::test]
async fn what_to_do_next_follows_from_what_went_wrong() {
    let here = Here::new();
    let fake = here.polar().await;
    let polar = here.to_polar(&fake);
    let ask = async |fault| {
        fake.fail_next(fault);
        polar.read_customer(call(), &buyer()).await.unwrap_err().retry()
    };
    let after = Duration::from_secs(7);
    assert_eq!(ask(Fault::RateLimited { after: 7 }).await, Retry::After(after));
    assert_eq!(ask(Fault::BrokenAfterwards).await, Retry::LookFirst);
    assert_eq!(ask(Fault::ServerErrorAfterwards).await, Retry::LookFirst);
}

#[tokio::test]
async fn our_request_id_and_key_travel_with_the_call() {
    let here = Here::new();
    let fake = here.stripe().await;
    let key: IdempotencyKey = "op_1".parse().unwrap();
    let stripe = here.to_stripe(&fake);
    let keyed = Call { idempotency_key: Some(&key), ..call() };
    let first = stripe.open_checkout(keyed, &of_stripe()).await.unwrap().value;
    let again = stripe.open_checkout(keyed, &of_stripe()).await.unwrap().value;
    assert_eq!(first, again, "a repeat finds the first one's answer");
    let asked = fake.calls().remove(0);
    assert_eq!(asked.request_id.as_deref(), Some("req_test"));
    assert_eq!(asked.idempotency_key.as_deref(), Some("op_1"));

    let other = Order { wanted: Bought::Price("price_pro".parse().unwrap()), ..of_stripe() };
    let failure = stripe.open_checkout(keyed, &other).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Refused(Refusal::Invalid { .. })), "{failure}");
}

#[tokio::test]
async fn a_checkout_that_was_opened_unheard_is_found_under_its_key() {
    let here = Here::new();
    let fake = here.stripe().await;
    let key: IdempotencyKey = "op_2".parse().unwrap();
    let (stripe, keyed) = (here.to_stripe(&fake), Call { idempotency_key: Some(&key), ..call() });
    fake.fail_next(Fault::BrokenAfterwards);
    let failure = stripe.open_checkout(keyed, &of_stripe()).await.unwrap_err();
    assert_eq!(failure.retry(), Retry::LookFirst);
    let found = stripe.open_checkout(keyed, &of_stripe()).await.unwrap().value;
    let next = stripe.open_checkout(call(), &of_stripe()).await.unwrap().value;
    let number =
        |id: &CheckoutId| id.as_str().trim_start_matches("cs_test_").parse::<u64>().unwrap();
    assert!(number(&found.id) < number(&next.id), "the first one's, and no second was made");
}

fn wrong_key(fake: &FakePolar) -> PolarSettings {
    PolarSettings { token: Secret::new("polar_oat_wrong"), ..fake.settings().unwrap() }
}

#[tokio::test]
async fn a_wrong_key_and_a_wrong_address_are_told_apart() {
    let here = Here::new();
    let fake = here.polar().await;
    let with = |settings: &PolarSettings| {
        Polar::new(settings, here.clock.clone(), Patience::default()).unwrap()
    };
    let ask = async |settings: &PolarSettings| {
        with(settings).read_customer(call(), &buyer()).await.unwrap_err().kind
    };
    assert_eq!(ask(&wrong_key(&fake)).await, FailureKind::Refused(Refusal::Unauthorised));
    let base = format!("{}/elsewhere", fake.base()).parse().unwrap();
    let elsewhere = PolarSettings { base, ..fake.settings().unwrap() };
    assert_eq!(
        ask(&elsewhere).await,
        FailureKind::Refused(Refusal::NotTheApi),
        "a page that is not there is not a customer who is not there"
    );
    // Nobody listens on port 1.
    let nobody = PolarSettings { base: "http://127.0.0.1:1".parse().unwrap(), ..elsewhere };
    assert_eq!(ask(&nobody).await, FailureKind::Refused(Refusal::Unreachable));
}

#[tokio::test]
async fn what_does_not_exist_is_told_in_the_billers_own_words() {
    let here = Here::new();
    let (polar, stripe): (FakePolar, FakeStripe) = (here.polar().await, here.stripe().await);
    let (polar, stripe): (Polar, Stripe) = (here.to_polar(&polar), here.to_stripe(&stripe));
    let subscription = "00000000-0000-4000-8000-00000000ffff".parse().unwrap();
    for biller in [&polar as &dyn Biller, &stripe] {
        let failure = biller.end_subscription(call(), &subscription, End::Now).await.unwrap_err();
        assert!(failure.is_not_found(), "{failure}");
        assert!(failure.reference.is_some(), "their support asks for it");
    }
    let nobody = polar.read_customer(call(), &buyer()).await.unwrap().value;
    assert_eq!(nobody.customer, None, "who has never bought anything has nothing");
    assert!(stripe.read_customer(call(), &buyer()).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn each_sells_its_own_kind_of_thing() {
    let here = Here::new();
    let (polar, stripe) = (here.polar().await, here.stripe().await);
    let wrong = here.to_polar(&polar).open_checkout(call(), &of_stripe()).await.unwrap_err();
    assert_eq!(wrong.retry(), Retry::Never);
    let wrong = here.to_stripe(&stripe).open_checkout(call(), &of_polar(&polar)).await.unwrap_err();
    assert_eq!(wrong.retry(), Retry::Never);
    assert!(polar.calls().is_empty() && stripe.calls().is_empty(), "nobody was asked");
}
