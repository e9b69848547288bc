//! Selectors: which job is meant.

use crate::{exit::Exit, failure::Failure};
use muster_api::job::JobQuery;
use muster_client::Client;
use muster_core::JobId;
use std::str::FromStr;

/// A job by its id, by its number, or the last one that was submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobSelector {
    Id(JobId),
    Last,
}

impl FromStr for JobSelector {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "last" {
            return Ok(Self::Last);
        }
        let id = text.parse().or_else(|_| format!("job_{text}").parse());
        id.map(Self::Id).map_err(|_| {
            format!("`{text}` is not a job; write `job_12`, `12`, or `last` for the newest one")
        })
    }
}

impl JobSelector {
    pub(crate) async fn find(self, client: &Client) -> Result<JobId, Failure> {
        if let Self::Id(id) = self {
            return Ok(id);
        }
        let newest = JobQuery { limit: Some(1), ..JobQuery::default() };
        let page = client.list_jobs(&newest).await?;
        page.items.first().map(|job| job.id).ok_or_else(|| {
            Failure::new("job_not_found", "there are no jobs yet", Exit::NOT_FOUND)
                .with_hint("run one with `muster run -- echo hello`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_may_be_named_in_three_ways_and_no_other() {
        let twelve = JobSelector::Id(JobId::from_number(12));
        assert_eq!("job_12".parse(), Ok(twelve));
        assert_eq!("12".parse(), Ok(twelve));
        assert_eq!("last".parse(), Ok(JobSelector::Last));
        for text in ["", "job_", "0", "-1", "12x", "LAST", "../1", "job_job_1", "1-5"] {
            assert!(text.parse::<JobSelector>().is_err(), "{text:?}");
        }
    }
}
