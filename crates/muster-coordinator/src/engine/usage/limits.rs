//! Limits: how many a plan allows, and what becomes of one more.
//!
//! Calls are looked at in memory: what was counted before the last summary, which is at most a minute old, and what
//! this process has had since. So one process lets nobody through who is over; what several may let through beyond
//! the limit is what they have between two summaries. Agents are counted in the transaction that would add one.

use super::{Usage, calls::Call, calls::refusals};
use crate::{app::App, error::AppError};
use muster_api::{
    Problem, ProblemKind,
    usage::{Enforcement, LimitReached, LimitedThing, UsageMeter},
};
use muster_billing::plan::{Allowance, Limited};
use muster_core::{Day, OrganisationId, Timestamp};
use muster_store::{StoreError, Write, agent, usage_count, usage_count::Count};

/// What becomes free by itself at no known time is worth another try after a while.
const TRY_AGAIN_SECONDS: u64 = 60;

fn of_plans(limited: LimitedThing) -> Limited {
    match limited {
        LimitedThing::Agents => Limited::Agent,
        LimitedThing::ApiCalls => Limited::ApiCall,
    }
}

/// What makes room again without paying.
pub(crate) fn frees(limited: LimitedThing) -> &'static str {
    of_plans(limited).frees()
}

impl Usage {
    /// How many there may be; as many as anybody likes if there is none.
    pub(crate) fn most(&self, organisation: &OrganisationId, limited: LimitedThing) -> Option<u64> {
        match self.options.plans.limits(self.tier(organisation)).of(of_plans(limited)) {
            Allowance::UpTo(most) => Some(most.into()),
            Allowance::Unlimited => None,
        }
    }

    /// Whether a plan allows one more call; if it does, there is one more.
    pub(crate) fn admit_call(&self, call: &Call, now: Timestamp) -> Result<(), AppError> {
        let limited = LimitedThing::ApiCalls;
        let organisation = call.organisation();
        let most = self.most(organisation, limited);
        let is_over = |used: u64| most.is_some_and(|most| used >= most);
        let mode = self.options.enforcement;
        let mut would_be_refused = false;
        let admitted = self.admit(call, |used| {
            would_be_refused = is_over(used);
            !would_be_refused || mode != Enforcement::On
        });
        if would_be_refused && mode != Enforcement::Off {
            self.refuse(organisation, call.day(), limited);
        }
        admitted.map_err(|used| {
            let wait = call.day().end().since(now).as_secs() + 1;
            self.reached(organisation, limited, used, wait).into()
        })
    }

    /// Whether a plan allows one more active agent, in the transaction that adds it.
    pub(crate) fn admit_agent(
        &self,
        tx: &mut dyn Write,
        organisation: &OrganisationId,
        (day, part): (Day, u8),
    ) -> Result<(), AppError> {
        let limited = LimitedThing::Agents;
        let used = agent::count_active(tx, organisation)?;
        let is_over = self.most(organisation, limited).is_some_and(|most| used >= most);
        match self.options.enforcement {
            Enforcement::On if is_over => {
                return Err(self.reached(organisation, limited, used, TRY_AGAIN_SECONDS).into());
            }
            Enforcement::Observe if is_over => {
                let (worker, person) = (String::new(), String::new());
                let count = Count { day, meter: refusals(limited), worker, person };
                usage_count::add(tx, organisation, part, &[(count, 1)])?;
            }
            Enforcement::On | Enforcement::Observe | Enforcement::Off => {}
        }
        count_agents(tx, organisation, day, used + 1).map_err(AppError::from)
    }

    fn reached(
        &self,
        organisation: &OrganisationId,
        limited: LimitedThing,
        used: u64,
        retry_after_seconds: u64,
    ) -> Problem {
        let plan = self.tier(organisation);
        let most = self.most(organisation, limited).unwrap_or(u64::MAX);
        let (things, frees) = (of_plans(limited).as_str(), frees(limited));
        let detail = format!(
            "the {plan} plan allows {most} {things}, and {used} are used; to go on, {frees}"
        );
        let limit = LimitReached {
            limited,
            plan: plan.to_string(),
            most,
            used,
            frees: frees.to_owned(),
            retry_after_seconds,
        };
        let problem = Problem::new(ProblemKind::PlanLimit, detail)
            .with_hint("`muster usage` shows what is used; a larger plan allows more");
        Problem { limit: Some(limit), ..problem }
    }
}

impl App {
    /// Writes down that somebody was refused an agent because of the plan.
    pub(crate) fn note_refused_agent(&self, organisation: &OrganisationId, error: &AppError) {
        if error.problem().error == ProblemKind::PlanLimit {
            let day = Day::of(self.seams.clock.now());
            self.usage.refuse(organisation, day, LimitedThing::Agents);
        }
    }
}

/// Of active agents the most at any time of a day counts.
pub(super) fn count_agents(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    day: Day,
    active: u64,
) -> Result<(), StoreError> {
    usage_count::raise(tx, organisation, day, UsageMeter::ActiveAgents.as_str(), active)
}
