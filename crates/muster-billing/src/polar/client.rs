//! Polar's API. <https://polar.sh/docs/api-reference>

use super::wire;
use crate::{
    BillerName, Subscription,
    account::Change,
    biller::{Biller, Buyer, CheckoutState, End, EndpointState, Opened, Order, Reported, Snapshot},
    id::{CheckoutId, ProductId, SubscriptionId},
    invoice::Invoice,
    outbound::{
        Answer, Asked, BoxError, Call, Content, Done, Failure, FailureKind, Hosts, Line, Operation,
        Page, Patience, Refusal, Reply,
    },
    settings::{LandingPage, PolarSettings},
    subscription::{Bought, Terms},
    usage::Report,
};
use futures_util::{FutureExt, future::BoxFuture};
use muster_seams::Clock;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;

/// An unknown version is answered with 404, as if nothing existed.
const VERSION: (&str, &str) = ("polar-version", "2026-04");
const PAGES: &[&str] = &["polar.sh"];
/// The most that a list gives at once.
const PAGE: usize = 100;
/// Two years of monthly invoices; older ones are in the portal.
const LATEST: usize = 24;

/// Polar, as it can be asked.
#[derive(Debug, Clone)]
pub struct Polar {
    line: Line,
    pages: Hosts,
}

impl Polar {
    /// The way to it.
    pub fn new(
        settings: &PolarSettings,
        clock: Arc<dyn Clock>,
        patience: Patience,
    ) -> Result<Self, BoxError> {
        let at = (settings.base.clone(), settings.token.clone());
        let line = Line::new(BillerName::Polar, at, VERSION, (clock, patience))?;
        let pages = Hosts::new(PAGES, &settings.base);
        Ok(Self { line, pages })
    }

    async fn ask(&self, call: Call<'_>, asked: Asked) -> Result<Reply, Failure> {
        let reply = self.send(call, asked).await?;
        self.check(&reply)?;
        Ok(reply)
    }

    async fn send(&self, call: Call<'_>, asked: Asked) -> Result<Reply, Failure> {
        // Polar knows no idempotency keys.
        self.line.send(Call { idempotency_key: None, ..call }, asked).await
    }

    fn check(&self, reply: &Reply) -> Result<(), Failure> {
        if reply.status.is_success() { Ok(()) } else { Err(self.refused(reply)) }
    }

    /// A 404 counts as "no such thing" only in Polar's own words: a wrong version and a wrong address look
    /// like one, too.
    fn refused(&self, reply: &Reply) -> Failure {
        let said: Option<wire::Error> = serde_json::from_slice(&reply.body).ok();
        let error = said.as_ref().and_then(|said| said.error.as_deref()).unwrap_or_default();
        let says = said.as_ref().map(wire::Error::detail).unwrap_or_default();
        match (reply.status.as_u16(), error) {
            (403, "AlreadyCanceledSubscription" | "InactiveSubscription") => {
                reply.failed(FailureKind::Refused(Refusal::Conflict))
            }
            (_, error) => reply.refused(error == "ResourceNotFound", self.line.quote(&says)),
        }
    }

    fn page(&self, reply: &Reply, address: &str) -> Result<Page, Failure> {
        self.pages.check(address).map_err(|bad| reply.unusable(bad))
    }

    fn product<'b>(
        &self,
        wanted: &'b Bought,
        operation: Operation,
    ) -> Result<&'b ProductId, Failure> {
        if let Bought::Product(product) = wanted {
            return Ok(product);
        }
        let says = "only products are sold here".to_owned();
        Err(self.line.failed(operation, FailureKind::Refused(Refusal::Invalid { says })))
    }

    /// A second checkout costs nothing until it is paid, so an unheard one is simply opened again.
    async fn open(&self, call: Call<'_>, order: &Order) -> Answer<Opened> {
        let product = self.product(&order.wanted, Operation::OpenCheckout)?;
        let organisation = order.buyer.organisation.as_str();
        let content = json!({
            "products": [product],
            "external_customer_id": organisation,
            "success_url": order.success.as_str(),
            "return_url": order.back.as_str(),
        });
        let asked = Asked::new(Operation::OpenCheckout, Method::POST, "/v1/checkouts/");
        let reply = self.ask(call, asked.with(Content::Json(content))).await?;
        let done: Done<wire::Checkout> = reply.done()?;
        let page = self.page(&reply, &done.value.url)?;
        Ok(done.map(|checkout| Opened { id: checkout.id, page }))
    }

    async fn checkout(&self, call: Call<'_>, checkout: &CheckoutId) -> Answer<CheckoutState> {
        let asked = Asked::get(Operation::ReadCheckout, format!("/v1/checkouts/{checkout}"));
        let done: Done<wire::Checkout> = self.ask(call, asked).await?.done()?;
        Ok(done.map(wire::Checkout::state))
    }

    async fn portal(&self, call: Call<'_>, buyer: &Buyer, back: &LandingPage) -> Answer<Page> {
        let content = json!({
            "external_customer_id": buyer.organisation.as_str(),
            "return_url": back.as_str(),
        });
        let asked = Asked::new(Operation::OpenPortal, Method::POST, "/v1/customer-sessions/");
        let reply = self.ask(call, asked.with(Content::Json(content))).await?;
        let done: Done<wire::CustomerSession> = reply.done()?;
        let page = self.page(&reply, &done.value.customer_portal_url)?;
        Ok(done.map(|_| page))
    }

    /// Two questions: the state has the benefits, and only the list has subscriptions that are past due.
    /// The answer is as old as the first of them.
    async fn customer(&self, call: Call<'_>, buyer: &Buyer) -> Answer<Snapshot> {
        let path = format!("/v1/customers/external/{}/state", buyer.organisation);
        let reply = self.send(call, Asked::get(Operation::ReadCustomer, path)).await?;
        let state = match self.check(&reply) {
            Ok(()) => reply.done::<wire::CustomerState>()?.map(Some),
            // Polar makes a customer with the first checkout.
            Err(error) if error.is_not_found() => reply.with(None),
            Err(error) => return Err(error),
        };
        let Some(known) = &state.value else { return Ok(state.map(|_| wire::nothing())) };
        let customer = Some(known.id.clone());
        let subscriptions = Change::Subscriptions(self.subscriptions(call, buyer).await?);
        Ok(state.map(|state| {
            let grants = Change::Grants(state.map(wire::CustomerState::grants).unwrap_or_default());
            Snapshot { customer, changes: vec![grants, subscriptions] }
        }))
    }

    async fn subscriptions(
        &self,
        call: Call<'_>,
        buyer: &Buyer,
    ) -> Result<Vec<Subscription>, Failure> {
        let mut all = Vec::new();
        for page in 1.. {
            let asked = Asked::get(Operation::ReadCustomer, "/v1/subscriptions/")
                .with_query("external_customer_id", buyer.organisation.as_str())
                .with_query("limit", PAGE.to_string())
                .with_query("page", page.to_string());
            let Done { value, as_of, .. } =
                self.ask(call, asked).await?.done::<wire::Page<wire::Subscription>>()?;
            let is_last = page >= value.pagination.max_page || value.items.is_empty();
            all.extend(value.items.into_iter().map(|it| it.into_ours(as_of)));
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    async fn terms(&self, call: Call<'_>, wanted: &Bought) -> Answer<Terms> {
        let product = self.product(wanted, Operation::ReadTerms)?;
        let asked = Asked::get(Operation::ReadTerms, format!("/v1/products/{product}"));
        let reply = self.ask(call, asked).await?;
        let done: Done<wire::Product> = reply.done()?;
        let terms = done.value.terms();
        let terms = terms.ok_or_else(|| reply.unusable("the product has no fixed price"))?;
        Ok(done.map(|_| terms))
    }

    async fn invoices(&self, call: Call<'_>, buyer: &Buyer) -> Answer<Vec<Invoice>> {
        let asked = Asked::get(Operation::ReadInvoices, "/v1/orders/")
            .with_query("external_customer_id", buyer.organisation.as_str())
            .with_query("sorting", "-created_at")
            .with_query("limit", LATEST.to_string());
        let done: Done<wire::Page<wire::Order>> = self.ask(call, asked).await?.done()?;
        Ok(done.map(|page| page.items.into_iter().map(wire::Order::invoice).collect()))
    }

    async fn end(
        &self,
        call: Call<'_>,
        subscription: &SubscriptionId,
        end: End,
    ) -> Answer<Subscription> {
        let path = format!("/v1/subscriptions/{subscription}");
        let change = |method| Asked::new(Operation::EndSubscription, method, path);
        let at_end = |ends: bool| Content::Json(json!({ "cancel_at_period_end": ends }));
        let asked = match end {
            End::WithPeriod => change(Method::PATCH).with(at_end(true)),
            End::NotAnyMore => change(Method::PATCH).with(at_end(false)),
            End::Now => change(Method::DELETE),
        };
        let done: Done<wire::Subscription> = self.ask(call, asked).await?.done()?;
        let as_of = done.as_of;
        Ok(done.map(|it| it.into_ours(as_of)))
    }

    async fn report(&self, call: Call<'_>, reports: &[Report]) -> Answer<Reported> {
        let events: Vec<Value> = reports.iter().map(wire::usage_event).collect();
        let asked = Asked::new(Operation::ReportUsage, Method::POST, "/v1/events/ingest");
        let reply = self.ask(call, asked.with(Content::Json(json!({ "events": events })))).await?;
        let done: Done<wire::Ingested> = reply.done()?;
        Ok(done.map(|said| Reported { new: said.inserted, known: said.duplicates }))
    }

    async fn endpoint(&self, call: Call<'_>, address: &Url) -> Answer<EndpointState> {
        let asked = Asked::get(Operation::ReadEndpoint, "/v1/webhooks/endpoints")
            .with_query("limit", PAGE.to_string());
        let done: Done<wire::Page<wire::Endpoint>> = self.ask(call, asked).await?.done()?;
        Ok(done.map(|page| {
            let ours = page.items.iter().filter(|endpoint| endpoint.url == address.as_str());
            let states = ours.map(|it| it.enabled);
            match states.max() {
                Some(true) => EndpointState::Enabled,
                Some(false) => EndpointState::Disabled,
                None => EndpointState::Absent,
            }
        }))
    }
}

impl Biller for Polar {
    fn name(&self) -> BillerName {
        BillerName::Polar
    }

    fn open_checkout<'a>(
        &'a self,
        call: Call<'a>,
        order: &'a Order,
    ) -> BoxFuture<'a, Answer<Opened>> {
        self.open(call, order).boxed()
    }

    fn read_checkout<'a>(
        &'a self,
        call: Call<'a>,
        checkout: &'a CheckoutId,
    ) -> BoxFuture<'a, Answer<CheckoutState>> {
        self.checkout(call, checkout).boxed()
    }

    fn open_portal<'a>(
        &'a self,
        call: Call<'a>,
        buyer: &'a Buyer,
        back: &'a LandingPage,
    ) -> BoxFuture<'a, Answer<Page>> {
        self.portal(call, buyer, back).boxed()
    }

    fn read_customer<'a>(
        &'a self,
        call: Call<'a>,
        buyer: &'a Buyer,
    ) -> BoxFuture<'a, Answer<Snapshot>> {
        self.customer(call, buyer).boxed()
    }

    fn read_terms<'a>(
        &'a self,
        call: Call<'a>,
        wanted: &'a Bought,
    ) -> BoxFuture<'a, Answer<Terms>> {
        self.terms(call, wanted).boxed()
    }

    fn read_invoices<'a>(
        &'a self,
        call: Call<'a>,
        buyer: &'a Buyer,
    ) -> BoxFuture<'a, Answer<Vec<Invoice>>> {
        self.invoices(call, buyer).boxed()
    }

    fn end_subscription<'a>(
        &'a self,
        call: Call<'a>,
        subscription: &'a SubscriptionId,
        end: End,
    ) -> BoxFuture<'a, Answer<Subscription>> {
        self.end(call, subscription, end).boxed()
    }

    fn report_usage<'a>(
        &'a self,
        call: Call<'a>,
        reports: &'a [Report],
    ) -> BoxFuture<'a, Answer<Reported>> {
        self.report(call, reports).boxed()
    }

    fn read_endpoint<'a>(
        &'a self,
        call: Call<'a>,
        address: &'a Url,
    ) -> BoxFuture<'a, Answer<EndpointState>> {
        self.endpoint(call, address).boxed()
    }
}
