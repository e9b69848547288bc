//! Buying: from a refusal over the checkout and its webhooks to what may be created then.

use crate::world::{
    Here, buyer, call, learn, of_polar, of_stripe, open, organisation, page, secret,
};
use axum::{Router, body::Bytes, extract::State, routing::post};
use http::{HeaderMap, StatusCode};
use muster_billing::{
    Account, Biller, Entitlement, Secret, Subscription, Tier,
    biller::{Buyer, CheckoutStage, End, EndpointState, Order, Reported},
    entitlement::{
        Because, Policy,
        gate::{Decision, Gate, Purchase},
    },
    fake::Step,
    invoice::InvoiceStatus,
    notice::{News, Notice},
    plan::{Limited, Plans},
    polar, stripe,
    subscription::State as Stage,
    usage::Report,
    webhook::Refused,
};
use muster_core::{Timestamp, UsageEventId};
use muster_seams::{Clock, ManualClock};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use url::Url;

/// What a coordinator does with webhooks, in small: verify, read, apply, answer.
#[derive(Clone)]
struct Inbox {
    clock: Arc<ManualClock>,
    account: Arc<Mutex<Account>>,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl Inbox {
    /// Opens it, and answers where it is.
    async fn open(here: &Here) -> (Self, Url) {
        let clock = Arc::clone(&here.clock);
        let inbox = Self { clock, account: Arc::default(), notices: Arc::default() };
        let routes = Router::new()
            .route("/polar", post(polar_posts))
            .route("/stripe", post(stripe_posts))
            .with_state(inbox.clone());
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        here.tasks.spawn("inbox", async move { axum::serve(listener, routes).await.unwrap() });
        (inbox, address.parse().unwrap())
    }

    fn take_polar(&self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let verified = polar::verify(&[secret()], headers, body, self.clock.now());
        self.take(verified.map(|it| polar::read(&it).unwrap()))
    }

    fn take_stripe(&self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let verified = stripe::verify(&[secret()], headers, body, self.clock.now());
        self.take(verified.map(|it| stripe::read(&it).unwrap()))
    }

    fn take(&self, notice: Result<Notice, Refused>) -> StatusCode {
        let Ok(notice) = notice else { return StatusCode::BAD_REQUEST };
        learn(&mut self.account.lock().unwrap(), &notice);
        self.notices.lock().unwrap().push(notice);
        StatusCode::OK
    }

    fn entitlement(&self, plans: &Plans, now: Timestamp) -> Entitlement {
        Entitlement::of(&[&self.account.lock().unwrap()], plans, Policy::default(), now)
    }

    /// The customer who belongs to our organisation, as a notice told.
    fn linked(&self) -> Buyer {
        let notices = self.notices.lock().unwrap();
        let mut parties = notices.iter().map(|it| &it.party);
        let ours =
            parties.find(|it| it.organisation == Some(organisation()) && it.customer.is_some());
        Buyer { customer: ours.unwrap().customer.clone(), ..buyer() }
    }
}

async fn polar_posts(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    inbox.take_polar(&headers, &body)
}

async fn stripe_posts(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    inbox.take_stripe(&headers, &body)
}

/// Presses the button on a checkout's page, as a buyer in a browser does.
async fn press_pay(page: &str) {
    let shown = http_get(page).await;
    assert!(shown.contains("<button>Pay</button>"), "{shown}");
    let status = http_post(&format!("{page}/pay")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "a buyer who has paid is sent back to us");
}

async fn http_get(address: &str) -> String {
    browser().get(address).send().await.unwrap().text().await.unwrap()
}

async fn http_post(address: &str) -> StatusCode {
    browser().post(address).send().await.unwrap().status()
}

#[expect(clippy::disallowed_methods, reason = "a buyer's browser is none of our clients")]
fn browser() -> reqwest::Client {
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().redirect(none).no_proxy().tls_certs_only([]).build().unwrap()
}

#[tokio::test]
async fn with_polar_a_refused_cloud_worker_is_bought_and_then_allowed() {
    let here = Here::new();
    let (fake, (inbox, address)) = (here.polar().await, Inbox::open(&here).await);
    fake.listen(&address.join("polar").unwrap(), secret());
    let gate = Gate { polar: Some(fake.gate().unwrap()), ..Gate::default() };
    let decide = || {
        let found = inbox.entitlement(&gate.plans, here.clock.now());
        gate.decide(&found, Limited::CloudWorker, 0)
    };
    let Decision::Refused(refusal) = decide() else { panic!("nothing was bought yet") };
    assert_eq!(refusal.remedy, Some(Purchase::Polar(fake.gate().unwrap())));

    let polar = here.to_polar(&fake);
    let opened = open(&polar, &of_polar(&fake)).await;
    let before = polar.read_checkout(call(), &opened.id).await.unwrap().value;
    assert_eq!(before.stage, CheckoutStage::Open);
    press_pay(opened.page.reveal()).await;

    assert_eq!(decide(), Decision::Allowed, "the webhooks alone have told");
    let after = polar.read_checkout(call(), &opened.id).await.unwrap().value;
    assert_eq!((after.stage, &after.customer), (CheckoutStage::Paid, &inbox.linked().customer));
}

#[tokio::test]
async fn with_stripe_a_tier_is_bought_renewed_and_ended() {
    let here = Here::new();
    let (fake, (inbox, address)) = (here.stripe().await, Inbox::open(&here).await);
    fake.listen(&address.join("stripe").unwrap(), secret());
    let plans = Plans::default().with_price(Tier::Basic, "price_basic".parse().unwrap());
    let found = || {
        let found = inbox.entitlement(&plans, here.clock.now());
        (found.tier, found.because)
    };
    let stripe = here.to_stripe(&fake);
    press_pay(open(&stripe, &of_stripe()).await.page.reveal()).await;
    assert_eq!(found(), (Tier::Basic, Because::Paid));
    let is_link = |it: &Notice| it.news == News::Linked && it.party.organisation.is_some();
    assert!(inbox.notices.lock().unwrap().iter().any(is_link));

    let known = inbox.linked();
    let snapshot = stripe.read_customer(call(), &known).await.unwrap().value;
    assert_eq!(snapshot.customer, known.customer);
    let subscription = inbox.account.lock().unwrap().subscriptions()[0].clone();
    let ending = stripe.end_subscription(call(), &subscription.id, End::WithPeriod).await.unwrap();
    assert!(ending.value.ends_with_period);
    let going = stripe.end_subscription(call(), &subscription.id, End::NotAnyMore).await.unwrap();
    assert!(!going.value.ends_with_period);
    here.clock.advance(Duration::from_mins(1));
    let ended = stripe.end_subscription(call(), &subscription.id, End::Now).await.unwrap().value;
    assert!(matches!(ended.state, Stage::Cancelled { .. }), "{ended:?}");
    assert_eq!(found(), (Tier::Free, Because::Cancelled { at: here.clock.now() }));
}

#[tokio::test]
async fn the_portal_is_for_those_who_have_bought() {
    let here = Here::new();
    let (polar, stripe) = (here.polar().await, here.stripe().await);
    let back = page("https://muster.example/back");
    for (biller, order) in [
        (&here.to_polar(&polar) as &dyn Biller, of_polar(&polar)),
        (&here.to_stripe(&stripe), of_stripe()),
    ] {
        assert!(biller.open_portal(call(), &buyer(), &back).await.is_err(), "{biller:?}");
        let opened = open(biller, &order).await;
        assert!(polar.pay(&opened.id) || stripe.pay(&opened.id));
        let customer = biller.read_checkout(call(), &opened.id).await.unwrap().value.customer;
        let known = Buyer { customer, ..buyer() };
        let portal = biller.open_portal(call(), &known, &back).await.unwrap().value;
        assert!(portal.reveal().contains("/portal"), "{}", portal.reveal());
    }
}

#[tokio::test]
async fn what_it_costs_is_known_before_and_what_was_paid_afterwards() {
    let here = Here::new();
    let (polar, stripe) = (here.polar().await, here.stripe().await);
    for (biller, order) in [
        (&here.to_polar(&polar) as &dyn Biller, of_polar(&polar)),
        (&here.to_stripe(&stripe), of_stripe()),
    ] {
        let terms = biller.read_terms(call(), &order.wanted).await.unwrap().value;
        assert_eq!((terms.amount, &*terms.currency, &*terms.interval), (1_900, "usd", "month"));
        let opened = open(biller, &order).await;
        assert!(polar.pay(&opened.id) || stripe.pay(&opened.id));
        let customer = biller.read_checkout(call(), &opened.id).await.unwrap().value.customer;
        let known = Buyer { customer, ..buyer() };
        let subscription = only_subscription(biller, &known).await;
        assert_eq!(subscription.terms, Some(terms), "it is paid at what was shown");
        here.clock.advance(Duration::from_hours(24 * 30));
        assert!(
            polar.step(&subscription.id, Step::Renew) || stripe.step(&subscription.id, Step::Renew)
        );
        let invoices = biller.read_invoices(call(), &known).await.unwrap().value;
        assert_eq!(invoices.len(), 2, "{biller:?}");
        assert!(invoices[0].at > invoices[1].at, "newest first");
        assert!(invoices.iter().all(|it| it.status == InvoiceStatus::Paid && it.total == 1_900));
    }
}

async fn only_subscription(biller: &dyn Biller, known: &Buyer) -> Subscription {
    let snapshot = biller.read_customer(call(), known).await.unwrap();
    let (mut account, as_of) = (Account::default(), snapshot.as_of);
    snapshot.value.teach(&mut account, as_of);
    account.subscriptions().remove(0)
}

fn report(number: u8, buyer: &Buyer, at: Timestamp) -> Report {
    let (id, buyer) = (UsageEventId::from_random([number; 16]), buyer.clone());
    Report { id, meter: "job_seconds", buyer, value: 40 + u64::from(number), at }
}

#[tokio::test]
async fn usage_that_is_reported_twice_counts_once_and_is_a_success() {
    let here = Here::new();
    let (polar, stripe) = (here.polar().await, here.stripe().await);
    let known = Buyer { customer: Some("cus_1".parse().unwrap()), ..buyer() };
    let reports = [1, 2].map(|number| report(number, &known, here.clock.now()));
    for biller in [&here.to_polar(&polar) as &dyn Biller, &here.to_stripe(&stripe)] {
        let first = biller.report_usage(call(), &reports[..1]).await.unwrap().value;
        assert_eq!(first, Reported { new: 1, known: 0 }, "{biller:?}");
        let again = biller.report_usage(call(), &reports).await.unwrap().value;
        assert_eq!(again, Reported { new: 1, known: 1 }, "{biller:?}");
    }
    let [first, id] = [0, 1].map(|at| reports[at].id.as_str());
    assert_eq!(polar.usage()[id]["metadata"]["value"], 42);
    assert_eq!(stripe.usage()[first]["payload"]["value"], "41");
    assert_eq!((polar.usage().len(), stripe.usage().len()), (2, 2));
}

#[tokio::test]
async fn an_address_that_was_given_up_after_ten_failures_is_noticed() {
    let here = Here::new();
    let (fake, (_, address)) = (here.polar().await, Inbox::open(&here).await);
    let polar = here.to_polar(&fake);
    let address = address.join("polar").unwrap();
    let state = async || polar.read_endpoint(call(), &address).await.unwrap().value;
    assert_eq!(state().await, EndpointState::Absent);
    fake.listen(&address, Secret::new("whsec_wrong"));
    assert_eq!(state().await, EndpointState::Enabled);
    fake.pay(&open(&polar, &of_polar(&fake)).await.id);
    fake.deliver().await;
    fake.deliver().await;
    assert_eq!(state().await, EndpointState::Disabled);
    assert!(fake.deliver().await.is_empty(), "nobody is told any more");

    let fake = here.stripe().await;
    let stripe = here.to_stripe(&fake);
    fake.listen(&address, secret());
    let state = async || stripe.read_endpoint(call(), &address).await.unwrap().value;
    assert_eq!(state().await, EndpointState::Enabled);
    fake.disable(&address);
    assert_eq!(state().await, EndpointState::Disabled);
}

#[tokio::test]
async fn a_long_list_of_subscriptions_is_read_to_its_end() {
    let here = Here::new();
    let (polar, stripe) = (here.polar().await, here.stripe().await);
    let (to_polar, to_stripe) = (here.to_polar(&polar), here.to_stripe(&stripe));
    polar.pay(&open(&to_polar, &of_polar(&polar)).await.id);
    let first = open(&to_stripe, &of_stripe()).await;
    stripe.pay(&first.id);
    let customer = to_stripe.read_checkout(call(), &first.id).await.unwrap().value.customer;
    let known = Buyer { customer, ..buyer() };
    let again = Order { buyer: known.clone(), ..of_stripe() };
    for _ in 0..100 {
        polar.pay(&open(&to_polar, &of_polar(&polar)).await.id);
        stripe.pay(&open(&to_stripe, &again).await.id);
    }
    for biller in [&to_polar as &dyn Biller, &to_stripe] {
        let snapshot = biller.read_customer(call(), &known).await.unwrap();
        let mut account = Account::default();
        let as_of = snapshot.as_of;
        snapshot.value.teach(&mut account, as_of);
        assert_eq!(account.subscriptions().len(), 101, "{biller:?}");
    }
}
