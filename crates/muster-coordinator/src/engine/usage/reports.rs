//! Reports: what a biller is told of days that are over.
//!
//! A report is a row before anybody is told of it, and its id follows from what it is about. So one that is told
//! again after a crash is the same, which a biller counts once. What a day has gained after it was reported is in a
//! second report of that day.

use super::series::{Fact, facts_of};
use crate::{app::App, crypto::sha256, error::Chain};
use futures_util::future::BoxFuture;
use muster_api::usage::UsageMeter;
use muster_billing::{
    Biller, BillerName,
    biller::Buyer,
    id::CustomerId,
    outbound::Call,
    usage::{Meter, Report},
};
use muster_core::{Day, OrganisationId, Timestamp, UsageEventId};
use muster_store::{
    Read, StoreError, organisation,
    usage_report::{self, UsageReport},
};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// Days that are looked at again for what came late.
const LOOKED_AT_AGAIN: u32 = 7;
/// Stripe takes nothing that is older than 35 days.
const OLDEST: u32 = 34;
/// Reports in one question.
const PAGE: u32 = 100;

/// Whom usage is told to.
#[derive(Clone)]
pub struct Told {
    /// The biller.
    pub biller: Arc<dyn Biller>,
    /// Which of its customers an organisation is. Polar knows organisations by our ids; Stripe is told nothing of one
    /// whose customer is not known yet.
    pub customer: FindCustomer,
}

/// Finds which customer an organisation is.
pub type FindCustomer =
    Arc<dyn Fn(OrganisationId) -> BoxFuture<'static, Option<CustomerId>> + Send + Sync>;

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").field("biller", &self.biller.name()).finish_non_exhaustive()
    }
}

impl App {
    /// Tells the biller what it does not know, if there is one. What cannot be told now is told next time.
    pub(crate) async fn report_usage(&self) {
        let Some(told) = self.usage.options.told.clone() else { return };
        let outcome = match self.store.read(|tx| organisation::all(tx)).await {
            Ok(organisations) => self.report_all(&told, organisations).await,
            Err(error) => Err(Untold::from(error)),
        };
        if let Err(says) = outcome {
            tracing::warn!(biller = %told.biller.name(), "cannot tell what was used: {says}");
        }
    }

    async fn report_all(
        &self,
        told: &Told,
        organisations: Vec<OrganisationId>,
    ) -> Result<(), Untold> {
        let today = Day::of(self.seams.clock.now());
        let is_news = self.usage.reported_until() != Some(today);
        for organisation in organisations {
            if is_news {
                self.prepare_reports(told.biller.as_ref(), &organisation).await?;
            }
            while self.send_reports(told, &organisation).await? {}
        }
        self.usage.set_reported_until(today);
        Ok(())
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

    /// Tells one page; answers whether there may be another one.
    async fn send_reports(
        &self,
        told: &Told,
        organisation: &OrganisationId,
    ) -> Result<bool, Untold> {
        let (own, name) = (organisation.clone(), told.biller.name());
        let asked = own.clone();
        let first = Day::of(self.seams.clock.now()).before(OLDEST);
        let open = self
            .store
            .read(move |tx| usage_report::open(tx, &asked, name.as_str(), first, PAGE))
            .await?;
        if open.is_empty() {
            return Ok(false);
        }
        let customer = (told.customer)(own.clone()).await;
        if customer.is_none() && name == BillerName::Stripe {
            return Ok(false);
        }
        let buyer = Buyer { organisation: own.clone(), customer };
        let reports: Vec<_> = open.iter().filter_map(|row| report(row, &buyer)).collect();
        let request_id = self.new_request_id();
        let call = Call { request_id: &request_id, idempotency_key: None };
        let answer = told.biller.report_usage(call, &reports).await;
        answer.map_err(|fault| Untold(fault.to_string()))?;
        let (now, count) = (self.seams.clock.now(), open.len());
        self.store.write(move |tx| usage_report::sent(tx, &own, name.as_str(), &open, now)).await?;
        Ok(count == PAGE as usize)
    }
}

/// Why nobody was told.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Untold(String);

impl From<StoreError> for Untold {
    fn from(error: StoreError) -> Self {
        Self(Chain(&error).to_string())
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
    let (meter, id) = (named(known(&row.meter)?), row.id.clone());
    Some(Report { id, meter, buyer: buyer.clone(), value: row.value, at })
}

fn known(word: &str) -> Option<UsageMeter> {
    UsageMeter::ALL.into_iter().find(|meter| meter.as_str() == word)
}

fn whole(meter: UsageMeter, raw: u64) -> u64 {
    raw / super::series::raw_of_one(meter)
}

/// What a biller calls it.
fn named(meter: UsageMeter) -> Meter {
    match meter {
        UsageMeter::JobSeconds => Meter::JobSeconds,
        UsageMeter::LocalWorkerHours => Meter::LocalWorkerHours,
        UsageMeter::CloudWorkerHours => Meter::CloudWorkerHours,
        UsageMeter::EnvironmentHours => Meter::EnvironmentHours,
        UsageMeter::EnvironmentGigabyteHours => Meter::EnvironmentGigabyteHours,
        UsageMeter::ApiCalls => Meter::ApiCalls,
        UsageMeter::TokenIssuances => Meter::TokenIssuances,
        UsageMeter::ActiveAgents => Meter::ActiveAgents,
        UsageMeter::LogBytes => Meter::LogBytes,
        UsageMeter::ArtefactBytes => Meter::ArtefactBytes,
    }
}
