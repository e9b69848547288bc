//! Reports: what a biller is told of days that are over.
//!
//! A report is a row before anybody is told of it, and its id follows from what it is about. So one that is told
//! again after a crash is the same, which a biller counts once. What a day has gained after it was reported is in a
//! second report of that day.

use super::series::{Fact, facts_of};
use crate::{app::App, crypto::sha256, error::Chain};
use muster_api::usage::UsageMeter;
use muster_billing::{
    Biller, BillerName,
    biller::Buyer,
    outbound::{Call, Failure},
    usage::Report,
};
use muster_core::{Day, OrganisationId, Timestamp, UsageEventId};
use muster_store::{
    Read, StoreError, organisation,
    usage_report::{self, UsageReport},
};
use std::collections::BTreeMap;

/// Days that are looked at again for what came late.
const LOOKED_AT_AGAIN: u32 = 7;
/// Stripe takes nothing that is older than 35 days.
const OLDEST: u32 = 34;
/// Reports in one question.
const PAGE: u32 = 100;

/// Why nobody was told.
#[derive(Debug, thiserror::Error)]
enum Untold {
    #[error("it cannot be kept")]
    Store(#[from] StoreError),
    #[error("the biller did not take it")]
    Biller(#[from] Failure),
}

impl App {
    /// Tells the biller what it does not know, if one is to be told. What cannot be told now is told next time.
    pub(crate) async fn report_usage(&self) {
        let told = self.usage.options.told;
        let Some(biller) = told.and_then(|name| self.billing.biller(name)) else { return };
        let told =
            self.report_all(biller.as_ref()).await.map_err(|error| Chain(&error).to_string());
        self.reports.take("usage_told", self.seams.clock.now(), told);
    }

    /// One organisation of which a biller wants to hear nothing keeps it from no other.
    async fn report_all(&self, biller: &dyn Biller) -> Result<u64, Untold> {
        let today = Day::of(self.seams.clock.now());
        let is_news = self.usage.reported_until() != Some(today);
        let organisations = self.store.read(|tx| organisation::all(tx)).await?;
        if is_news {
            for organisation in &organisations {
                self.prepare_reports(biller, organisation).await?;
            }
            self.usage.set_reported_until(today);
        }
        let (mut count, mut trouble) = (0, None);
        for organisation in &organisations {
            match self.send_all_reports(biller, organisation).await {
                Ok(sent) => count += sent,
                Err(error) => {
                    tracing::warn!(%organisation, error = %Chain(&error), "usage is not told yet");
                    trouble = Some(error);
                }
            }
        }
        trouble.map_or(Ok(count), Err)
    }

    async fn send_all_reports(
        &self,
        biller: &dyn Biller,
        organisation: &OrganisationId,
    ) -> Result<u64, Untold> {
        let mut count = 0;
        loop {
            let sent = self.send_reports(biller, organisation).await?;
            count += sent;
            if sent < u64::from(PAGE) {
                return Ok(count);
            }
        }
    }

    /// Writes down what there is to tell.
    async fn prepare_reports(
        &self,
        biller: &dyn Biller,
        organisation: &OrganisationId,
    ) -> Result<(), StoreError> {
        let (now, name) = (self.seams.clock.now(), biller.name().as_str());
        let own = organisation.clone();
        let open = self.store.read(move |tx| to_report(tx, &own, name, now)).await?;
        if open.is_empty() {
            return Ok(());
        }
        let own = organisation.clone();
        self.store.write(move |tx| usage_report::insert(tx, &own, name, &open, now)).await
    }

    /// Tells one page; answers how many reports were in it.
    async fn send_reports(
        &self,
        biller: &dyn Biller,
        organisation: &OrganisationId,
    ) -> Result<u64, Untold> {
        let (own, name) = (organisation.clone(), biller.name());
        let first = Day::of(self.seams.clock.now()).before(OLDEST);
        let open = self
            .store
            .read(move |tx| usage_report::open(tx, &own, name.as_str(), first, PAGE))
            .await?;
        if open.is_empty() {
            return Ok(0);
        }
        let buyer = self.buyer(organisation, name).await?;
        if buyer.customer.is_none() && name == BillerName::Stripe {
            return Ok(0);
        }
        let reports: Vec<_> = open.iter().filter_map(|row| report(row, &buyer)).collect();
        let request_id = self.new_request_id();
        let call = Call { request_id: &request_id, idempotency_key: None };
        biller.report_usage(call, &reports).await?;
        let (own, now, count) = (organisation.clone(), self.seams.clock.now(), open.len());
        self.store.write(move |tx| usage_report::sent(tx, &own, name.as_str(), &open, now)).await?;
        Ok(count as u64)
    }
}

/// What of days that are over is in no report yet. A biller takes whole units; what is left of one comes with the next
/// days of its month.
fn to_report(
    tx: &mut dyn Read,
    own: &OrganisationId,
    biller: &str,
    now: Timestamp,
) -> Result<Vec<UsageReport>, StoreError> {
    let last = Day::of(now).before(1);
    let first = last.before(LOOKED_AT_AGAIN).first_of_month();
    let mut days = BTreeMap::<(UsageMeter, Day), Standing>::new();
    for Fact { day, meter, raw, .. } in facts_of(tx, own, (first, last), now)? {
        days.entry((meter, day)).or_default().raw += raw;
    }
    for row in usage_report::of_days(tx, own, biller, first)? {
        if let Some(meter) = known(&row.meter) {
            let standing = days.entry((meter, row.day)).or_default();
            (standing.told, standing.sequence) = (row.value, row.sequence);
        }
    }
    let (mut reports, mut month) = (Vec::new(), None);
    let (mut raw, mut told) = (0, 0);
    for ((meter, day), standing) in days {
        let its_month = Some((meter, day.first_of_month()));
        if month != its_month {
            (month, raw, told) = (its_month, 0, 0);
        }
        (raw, told) = (raw + standing.raw, told + standing.told);
        let value = whole(meter, raw).saturating_sub(told);
        if value > 0 {
            told += value;
            let sequence = standing.sequence + 1;
            let id = id_of(own, biller, (day, meter), sequence);
            let meter = meter.as_str().to_owned();
            reports.push(UsageReport { day, meter, sequence, id, value });
        }
    }
    Ok(reports)
}

/// What there was of something on a day, and what of it was told.
#[derive(Debug, Default)]
struct Standing {
    raw: u64,
    told: u64,
    sequence: u32,
}

/// Depends on nothing but what the report is about.
fn id_of(
    own: &OrganisationId,
    biller: &str,
    (day, meter): (Day, UsageMeter),
    sequence: u32,
) -> UsageEventId {
    let text = format!("{own} {biller} {day} {} {sequence}", meter.as_str());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sha256(text.as_bytes())[..16]);
    UsageEventId::from_random(bytes)
}

fn report(row: &UsageReport, buyer: &Buyer) -> Option<Report> {
    // The last second of the day, so that it belongs to it wherever it is looked at.
    let at = Timestamp::from_millis(row.day.end().millis() - 1_000);
    let (meter, id) = (known(&row.meter)?.as_str(), row.id.clone());
    Some(Report { id, meter, buyer: buyer.clone(), value: row.value, at })
}

fn known(word: &str) -> Option<UsageMeter> {
    UsageMeter::ALL.into_iter().find(|meter| meter.as_str() == word)
}

fn whole(meter: UsageMeter, raw: u64) -> u64 {
    raw / super::series::raw_of_one(meter)
}
