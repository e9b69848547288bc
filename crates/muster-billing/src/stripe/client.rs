//! Stripe's API. <https://docs.stripe.com/api>

use super::{ORGANISATION, form::Form, wire};
use crate::{
    BillerName, Subscription,
    account::Change,
    biller::{Biller, Buyer, CheckoutState, End, EndpointState, Opened, Order, Reported, Snapshot},
    id::{CheckoutId, CustomerId, PriceId, SubscriptionId},
    invoice::Invoice,
    outbound::{
        Answer, Asked, BoxError, Call, Content, Done, Failure, FailureKind, Hosts, Line, Operation,
        Page, Patience, Refusal, Reply,
    },
    settings::{LandingPage, StripeSettings},
    subscription::{Bought, Terms},
    usage::Report,
};
use futures_util::{FutureExt, future::BoxFuture};
use muster_seams::Clock;
use reqwest::Method;
use std::sync::Arc;
use url::Url;

/// Answers have the shapes of this version, whatever the account's own is.
const VERSION: (&str, &str) = ("stripe-version", "2026-10-28.endive");
const PAGES: &[&str] = &["checkout.stripe.com", "billing.stripe.com", "invoice.stripe.com"];
/// The most that a list gives at once.
const PAGE: usize = 100;
/// Two years of monthly invoices; older ones are in the portal.
const LATEST: usize = 24;

/// Stripe, as it can be asked.
#[derive(Debug, Clone)]
pub struct Stripe {
    line: Line,
    pages: Hosts,
}

impl Stripe {
    /// The way to it.
    pub fn new(
        settings: &StripeSettings,
        clock: Arc<dyn Clock>,
        patience: Patience,
    ) -> Result<Self, BoxError> {
        let at = (settings.base.clone(), settings.key.clone());
        let line = Line::new(BillerName::Stripe, at, VERSION, (clock, patience))?;
        let pages = Hosts::new(PAGES, &settings.base);
        Ok(Self { line, pages })
    }

    async fn ask(&self, call: Call<'_>, asked: Asked) -> Result<Reply, Failure> {
        let reply = self.line.send(call, asked).await?;
        if reply.status.is_success() { Ok(reply) } else { Err(self.refused(&reply)) }
    }

    /// "No such thing" counts only in Stripe's own words, which come with a 404 for what an address names and
    /// with a 400 for what a parameter names.
    fn refused(&self, reply: &Reply) -> Failure {
        let error = wire::error(&reply.body).unwrap_or_default();
        if error.code.as_deref() == Some("resource_missing") {
            return reply.failed(FailureKind::Refused(Refusal::NotFound));
        }
        reply.refused(false, self.line.quote(&error.message.unwrap_or_default()))
    }

    fn refuse(&self, operation: Operation, refusal: Refusal) -> Failure {
        self.line.failed(operation, FailureKind::Refused(refusal))
    }

    fn page(&self, reply: &Reply, address: Option<&str>) -> Result<Page, Failure> {
        let checked = self.pages.check(address.unwrap_or_default());
        checked.map_err(|bad| reply.unusable(bad))
    }

    fn price<'b>(&self, wanted: &'b Bought, operation: Operation) -> Result<&'b PriceId, Failure> {
        if let Bought::Price(price) = wanted {
            return Ok(price);
        }
        let says = "only prices are sold here".to_owned();
        Err(self.refuse(operation, Refusal::Invalid { says }))
    }

    async fn open(&self, call: Call<'_>, order: &Order) -> Answer<Opened> {
        let price = self.price(&order.wanted, Operation::OpenCheckout)?;
        let organisation = order.buyer.organisation.as_str();
        let form = Form::default()
            .with("mode", "subscription")
            .with("line_items[0][price]", price.as_str())
            .with("line_items[0][quantity]", "1")
            .with("success_url", order.success.as_str())
            .with("cancel_url", order.back.as_str())
            .with("client_reference_id", organisation)
            .with(format!("subscription_data[metadata][{ORGANISATION}]"), organisation)
            .with_some("customer", order.buyer.customer.as_ref().map(CustomerId::as_str));
        let asked = Asked::new(Operation::OpenCheckout, Method::POST, "/v1/checkout/sessions");
        let reply = self.ask(call, asked.with(Content::Form(form.encode()))).await?;
        let done: Done<wire::CheckoutSession> = reply.done()?;
        let page = self.page(&reply, done.value.url.as_deref())?;
        Ok(done.map(|session| Opened { id: session.id, page }))
    }

    async fn checkout(&self, call: Call<'_>, checkout: &CheckoutId) -> Answer<CheckoutState> {
        let asked =
            Asked::get(Operation::ReadCheckout, format!("/v1/checkout/sessions/{checkout}"));
        let done: Done<wire::CheckoutSession> = self.ask(call, asked).await?.done()?;
        Ok(done.map(wire::CheckoutSession::state))
    }

    /// The customer, who is known once a checkout was completed.
    fn customer_of<'b>(
        &self,
        buyer: &'b Buyer,
        operation: Operation,
    ) -> Result<&'b CustomerId, Failure> {
        buyer.customer.as_ref().ok_or_else(|| self.refuse(operation, Refusal::NotFound))
    }

    async fn portal(&self, call: Call<'_>, buyer: &Buyer, back: &LandingPage) -> Answer<Page> {
        let customer = self.customer_of(buyer, Operation::OpenPortal)?;
        let form =
            Form::default().with("customer", customer.as_str()).with("return_url", back.as_str());
        let asked = Asked::new(Operation::OpenPortal, Method::POST, "/v1/billing_portal/sessions");
        let reply = self.ask(call, asked.with(Content::Form(form.encode()))).await?;
        let done: Done<wire::PortalSession> = reply.done()?;
        let page = self.page(&reply, Some(&done.value.url))?;
        Ok(done.map(|_| page))
    }

    /// Page by page; the answer is as old as the first.
    async fn customer(&self, call: Call<'_>, buyer: &Buyer) -> Answer<Snapshot> {
        let customer = self.customer_of(buyer, Operation::ReadCustomer)?;
        let mut first = None;
        let mut all: Vec<Subscription> = Vec::new();
        loop {
            let asked = Asked::get(Operation::ReadCustomer, "/v1/subscriptions")
                .with_query("customer", customer.as_str())
                .with_query("status", "all")
                .with_query("limit", PAGE.to_string());
            let asked = match all.last() {
                Some(last) => asked.with_query("starting_after", last.id.as_str()),
                None => asked,
            };
            let done: Done<wire::List<wire::Subscription>> = self.ask(call, asked).await?.done()?;
            let is_last = !done.value.has_more || done.value.data.is_empty();
            let as_of = done.as_of;
            let dated =
                done.map(|list| all.extend(list.data.into_iter().map(|it| it.into_ours(as_of))));
            let dated = first.get_or_insert(dated).clone();
            if is_last {
                let changes = vec![Change::Subscriptions(all)];
                return Ok(dated.map(|()| Snapshot { customer: Some(customer.clone()), changes }));
            }
        }
    }

    async fn terms(&self, call: Call<'_>, wanted: &Bought) -> Answer<Terms> {
        let price = self.price(wanted, Operation::ReadTerms)?;
        let asked = Asked::get(Operation::ReadTerms, format!("/v1/prices/{price}"));
        let reply = self.ask(call, asked).await?;
        let done: Done<wire::Price> = reply.done()?;
        let terms = done.value.terms();
        let terms = terms.ok_or_else(|| reply.unusable("the price is not a recurring amount"))?;
        Ok(done.map(|_| terms))
    }

    async fn invoices(&self, call: Call<'_>, buyer: &Buyer) -> Answer<Vec<Invoice>> {
        let customer = self.customer_of(buyer, Operation::ReadInvoices)?;
        let asked = Asked::get(Operation::ReadInvoices, "/v1/invoices")
            .with_query("customer", customer.as_str())
            .with_query("limit", LATEST.to_string());
        let done: Done<wire::List<wire::Bill>> = self.ask(call, asked).await?.done()?;
        let ours = |bill: wire::Bill| bill.invoice(&self.pages);
        Ok(done.map(|list| list.data.into_iter().map(ours).collect()))
    }

    async fn end(
        &self,
        call: Call<'_>,
        subscription: &SubscriptionId,
        end: End,
    ) -> Answer<Subscription> {
        let path = format!("/v1/subscriptions/{subscription}");
        let change = |method| Asked::new(Operation::EndSubscription, method, path);
        let at_end = |ends: bool| {
            Content::Form(Form::default().with("cancel_at_period_end", ends.to_string()).encode())
        };
        let asked = match end {
            End::WithPeriod => change(Method::POST).with(at_end(true)),
            End::NotAnyMore => change(Method::POST).with(at_end(false)),
            End::Now => change(Method::DELETE),
        };
        let done: Done<wire::Subscription> = self.ask(call, asked).await?.done()?;
        let as_of = done.as_of;
        Ok(done.map(|it| it.into_ours(as_of)))
    }

    /// One by one, because Stripe takes one event in a request.
    async fn report(&self, call: Call<'_>, reports: &[Report]) -> Answer<Reported> {
        let Some((last, before)) = reports.split_last() else {
            let says = "there is nothing to report".to_owned();
            return Err(self.refuse(Operation::ReportUsage, Refusal::Invalid { says }));
        };
        let mut sum = Reported::default();
        for report in before {
            sum += self.report_one(call, report).await?.value;
        }
        let done = self.report_one(call, last).await?;
        Ok(done.map(|it| {
            sum += it;
            sum
        }))
    }

    /// The event's own id keeps it from being counted twice. An idempotency key would keep an answer instead,
    /// and a stored failure would be all that we ever hear.
    async fn report_one(&self, call: Call<'_>, report: &Report) -> Answer<Reported> {
        let customer = self.customer_of(&report.buyer, Operation::ReportUsage)?;
        let form = Form::default()
            .with("event_name", report.event())
            .with("identifier", report.id.as_str())
            .with("timestamp", (report.at.millis() / 1_000).to_string())
            .with("payload[stripe_customer_id]", customer.as_str())
            .with("payload[value]", report.value.to_string());
        let asked = Asked::new(Operation::ReportUsage, Method::POST, "/v1/billing/meter_events");
        let asked = asked.with(Content::Form(form.encode()));
        let reply = self.line.send(Call { idempotency_key: None, ..call }, asked).await?;
        if reply.status.is_success() {
            let done: Done<wire::MeterEvent> = reply.done()?;
            return Ok(done.map(|_| Reported { new: 1, known: 0 }));
        }
        if wire::error(&reply.body).is_some_and(|error| error.is_duplicate()) {
            return Ok(reply.with(Reported { new: 0, known: 1 }));
        }
        Err(self.refused(&reply))
    }

    async fn endpoint(&self, call: Call<'_>, address: &Url) -> Answer<EndpointState> {
        let asked = Asked::get(Operation::ReadEndpoint, "/v1/webhook_endpoints")
            .with_query("limit", PAGE.to_string());
        let done: Done<wire::List<wire::Endpoint>> = self.ask(call, asked).await?.done()?;
        Ok(done.map(|list| {
            let ours = list.data.iter().filter(|endpoint| endpoint.url == address.as_str());
            match ours.map(|it| it.status == "enabled").max() {
                Some(true) => EndpointState::Enabled,
                Some(false) => EndpointState::Disabled,
                None => EndpointState::Absent,
            }
        }))
    }
}

impl Biller for Stripe {
    fn name(&self) -> BillerName {
        BillerName::Stripe
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
