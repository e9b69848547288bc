//! Workflows of GitHub Actions that get in without a stored secret.

use crate::world::{Here, address, request, transport};
use muster_core::{AgentId, OrganisationId, TrustPolicyId};
use muster_identity::{
    Scopes,
    fake::{FakeActions, Fault, Run},
    jwt::Refusal,
    oidc::{
        BadPolicy, GitHubActions, Mismatch, NotProven, PolicyDraft, TrustPolicy, WorkflowRun,
        admit, explain,
    },
};
use proptest::prelude::*;
use serde_json::json;
use std::{collections::BTreeSet, convert::Infallible, time::Duration};

const US: &str = "https://muster.example";
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

struct Stage {
    here: Here,
    github: FakeActions,
    door: GitHubActions,
}

impl Stage {
    async fn set() -> Self {
        let here = Here::new();
        let github = FakeActions::start(here.world()).await.unwrap();
        let keys = address(&github.keys_address());
        let door = GitHubActions::new((github.issuer(), keys), transport(), here.clock.clone());
        Self { here, github, door }
    }

    async fn prove(&self, run: &Run) -> Result<WorkflowRun, NotProven> {
        self.show(self.github.token(run, US).unwrap().reveal()).await
    }

    async fn show(&self, token: &str) -> Result<WorkflowRun, NotProven> {
        self.door.prove(token, US, &request()).await
    }
}

fn policy(number: u8, draft: PolicyDraft) -> TrustPolicy {
    let draft = PolicyDraft { repository_id: 74, repository_owner_id: 65, ..draft };
    let (id, organisation) =
        (TrustPolicyId::from_random([number; 16]), OrganisationId::from_random([1; 16]));
    TrustPolicy::new(id, organisation, draft).unwrap()
}

fn mismatch(run: &WorkflowRun, policy: &TrustPolicy) -> Mismatch {
    let explained = explain(run, std::slice::from_ref(policy));
    assert_eq!(explained.admitted_by, None);
    explained.mismatches.into_iter().next().unwrap()
}

fn is_admitted(run: &WorkflowRun, policy: &TrustPolicy) -> bool {
    explain(run, std::slice::from_ref(policy)).admitted_by.is_some()
}

#[tokio::test]
async fn a_run_gets_in_without_a_stored_secret_and_once() {
    let stage = Stage::set().await;
    let (url, word) = stage.github.begin(Run::default());
    let url = format!("{url}&audience={US}");
    let client = muster_identity_test_client();
    let answer = client.get(url).bearer_auth(word.reveal()).send().await.unwrap();
    let token: serde_json::Value = answer.json().await.unwrap();
    let run = stage.show(token["value"].as_str().unwrap()).await.unwrap();
    assert_eq!((run.repository_id, run.repository_owner_id), (74, 65));
    assert_eq!(run.workflow, ".github/workflows/release.yml");

    let scopes: Scopes = "agents:read jobs:submit".parse().unwrap();
    let agent = AgentId::from_random([5; 16]);
    let draft = PolicyDraft {
        agent: Some(agent.clone()),
        scopes: Some(scopes.clone()),
        ..PolicyDraft::default()
    };
    let once = admit(&run, &[policy(1, draft)]).unwrap();
    let mut memory = BTreeSet::new();
    let mut is_new = |name: &str| Ok::<_, Infallible>(memory.insert(name.to_owned()));
    let first = once.spend(|name, _| is_new(name)).unwrap().unwrap().clone();
    assert_eq!((first.agent, first.scopes), (Some(agent), scopes));
    assert_eq!(first.matched, ["repository_id", "repository_owner_id", "event_name"]);
    assert_eq!(once.spend(|name, _| is_new(name)), Ok(None), "a token counts once");
}

#[expect(clippy::disallowed_methods, reason = "this client plays the runner")]
fn muster_identity_test_client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

#[tokio::test]
async fn a_run_without_an_agent_may_only_make_one() {
    let stage = Stage::set().await;
    let run = stage.prove(&Run::default()).await.unwrap();
    let once = admit(&run, &[policy(1, PolicyDraft::default())]).unwrap();
    let found = once.spend(|_, _| Ok::<_, Infallible>(true)).unwrap().unwrap().clone();
    assert_eq!((found.agent, found.scopes.to_string().as_str()), (None, "agents:write"));
}

#[tokio::test]
async fn what_is_remembered_of_a_token_may_be_forgotten_once_it_is_too_old() {
    let stage = Stage::set().await;
    let token = stage.github.token(&Run::default(), US).unwrap();
    let run = stage.show(token.reveal()).await.unwrap();
    let once = admit(&run, &[policy(1, PolicyDraft::default())]).unwrap();
    let mut until = None;
    once.spend(|_, then| Ok::<_, Infallible>(until.insert(then) == &then)).unwrap();
    stage.here.clock.set(until.unwrap());
    let refused = stage.show(token.reveal()).await.unwrap_err();
    assert_eq!(refused, NotProven::Token(Refusal::Expired));
}

#[tokio::test]
async fn each_claim_that_is_otherwise_is_named_first_things_first() {
    let stage = Stage::set().await;
    let narrow = policy(
        1,
        PolicyDraft {
            git_ref: Some("refs/tags/v*".to_owned()),
            environment: Some("production".to_owned()),
            workflow: Some(".github/workflows/release.yml".to_owned()),
            events: vec!["push".to_owned(), "release".to_owned()],
            ..PolicyDraft::default()
        },
    );
    let right = Run {
        git_ref: "refs/tags/v1.2".to_owned(),
        environment: Some("production".to_owned()),
        ..Run::default()
    };
    assert!(is_admitted(&stage.prove(&right).await.unwrap(), &narrow));
    for (run, claim, found) in [
        (Run { repository_id: 75, ..right.clone() }, "repository_id", "75"),
        (Run { repository_owner_id: 66, ..right.clone() }, "repository_owner_id", "66"),
        (Run { event_name: "schedule".to_owned(), ..right.clone() }, "event_name", "schedule"),
        (Run { git_ref: "refs/heads/v1".to_owned(), ..right.clone() }, "ref", "refs/heads/v1"),
        (Run { git_ref: "refs/tags/w1".to_owned(), ..right.clone() }, "ref", "refs/tags/w1"),
        (Run { environment: None, ..right.clone() }, "environment", "none"),
        (
            Run { workflow: ".github/workflows/other.yml".to_owned(), ..right.clone() },
            "workflow_ref",
            ".github/workflows/other.yml",
        ),
    ] {
        let reason = mismatch(&stage.prove(&run).await.unwrap(), &narrow);
        assert_eq!((reason.claim, reason.found.as_str()), (claim, found), "{reason}");
        assert_eq!(reason.is_of_their_repository(), !claim.starts_with("repository"));
    }
}

#[tokio::test]
async fn a_name_that_somebody_else_has_taken_over_is_worth_nothing() {
    let stage = Stage::set().await;
    let taken = Run { repository_id: 99, repository_owner_id: 98, ..Run::default() };
    let run = stage.prove(&taken).await.unwrap();
    assert_eq!(run.repository, "octo-org/octo-repo");
    assert_eq!(mismatch(&run, &policy(1, PolicyDraft::default())).claim, "repository_id");
    let renamed = Run { repository: "new-org/new-name".to_owned(), ..Run::default() };
    let run = stage.prove(&renamed).await.unwrap();
    assert!(is_admitted(&run, &policy(1, PolicyDraft::default())));
}

#[tokio::test]
async fn what_outsiders_can_cause_is_refused_unless_it_is_admitted() {
    let stage = Stage::set().await;
    let usual = policy(1, PolicyDraft::default());
    let open = policy(2, PolicyDraft { admits_outsiders: true, ..PolicyDraft::default() });
    for event in ["pull_request", "pull_request_target", "issue_comment", "workflow_run"] {
        let run = Run { event_name: event.to_owned(), ..Run::default() };
        let run = stage.prove(&run).await.unwrap();
        assert_eq!(mismatch(&run, &usual).claim, "event_name", "{event}");
        assert!(is_admitted(&run, &open), "{event}");
    }
    // Whatever the event is called: only what is to be merged has a head.
    let merge = Run { head_ref: "patch-1".to_owned(), ..Run::default() };
    assert_eq!(mismatch(&stage.prove(&merge).await.unwrap(), &usual).claim, "event_name");
}

#[tokio::test]
async fn the_first_policy_that_admits_counts_and_each_other_says_why_not() {
    let stage = Stage::set().await;
    let run = stage.prove(&Run::default()).await.unwrap();
    let tags = |number| {
        policy(
            number,
            PolicyDraft { git_ref: Some("refs/tags/*".to_owned()), ..PolicyDraft::default() },
        )
    };
    let policies = [tags(1), policy(2, PolicyDraft::default()), policy(3, PolicyDraft::default())];
    let explained = explain(&run, &policies);
    assert_eq!(explained.admitted_by.unwrap().0, policies[1].id);
    assert_eq!(explained.mismatches.len(), 1, "what came first says why not");
    let reasons = admit(&run, &[tags(1), tags(4)]).unwrap_err();
    assert_eq!(reasons.len(), 2);
    let line = format!("{}: ref is refs/heads/main, not refs/tags/*", policies[0].id);
    assert_eq!(reasons[0].to_string(), line);
    assert_eq!(admit(&run, &[]), Err(Vec::new()));
}

#[test]
fn a_policy_that_makes_no_sense_is_not_made() {
    let make = |draft| {
        let (id, organisation) =
            (TrustPolicyId::from_random([1; 16]), OrganisationId::from_random([1; 16]));
        TrustPolicy::new(id, organisation, draft).map(|_| ())
    };
    let good = PolicyDraft { repository_id: 1, repository_owner_id: 2, ..PolicyDraft::default() };
    assert_eq!(make(good.clone()), Ok(()));
    let text = |text: &str| Some(text.to_owned());
    let agent = Some(AgentId::from_random([1; 16]));
    for (draft, error) in [
        (PolicyDraft { repository_id: 0, ..good.clone() }, BadPolicy::Number),
        (PolicyDraft { repository_owner_id: 0, ..good.clone() }, BadPolicy::Number),
        (PolicyDraft { git_ref: text("main"), ..good.clone() }, BadPolicy::Ref),
        (PolicyDraft { git_ref: text("*"), ..good.clone() }, BadPolicy::Ref),
        (PolicyDraft { git_ref: text("refs/pull/1/merge"), ..good.clone() }, BadPolicy::Ref),
        (PolicyDraft { git_ref: text("refs/heads/a*b"), ..good.clone() }, BadPolicy::Ref),
        (PolicyDraft { environment: text(""), ..good.clone() }, BadPolicy::Text),
        (PolicyDraft { workflow: text("release.yml"), ..good.clone() }, BadPolicy::Workflow),
        (PolicyDraft { agent, ..good.clone() }, BadPolicy::Scopes),
        (PolicyDraft { scopes: "jobs:submit".parse().ok(), ..good.clone() }, BadPolicy::Bootstrap),
        (
            PolicyDraft { events: vec!["pull_request".to_owned()], ..good.clone() },
            BadPolicy::Contradiction,
        ),
    ] {
        assert_eq!(make(draft.clone()), Err(error), "{draft:?}");
    }
}

#[tokio::test]
async fn a_token_for_somebody_else_of_somebody_else_or_out_of_time_is_named() {
    let stage = Stage::set().await;
    let run = Run::default();
    let refused = |refusal| Err(NotProven::Token(refusal));
    let other = stage.github.token(&run, "https://other.example").unwrap();
    assert_eq!(stage.show(other.reveal()).await, refused(Refusal::Audience));
    let stranger = FakeActions::start(stage.here.world()).await.unwrap();
    let token = stranger.token(&run, US).unwrap();
    assert_eq!(stage.show(token.reveal()).await, refused(Refusal::UnknownKey));
    for (claim, value, refusal) in [
        ("iss", json!("https://github.com"), Refusal::Issuer),
        ("exp", json!(1_795_247_000), Refusal::Expired),
        ("nbf", json!(1_795_249_000), Refusal::NotYet),
        ("exp", json!(1_799_999_999), Refusal::LivesTooLong),
        ("repository_id", json!(74), Refusal::ClaimMissing("repository_id")),
        ("repository_id", json!("074"), Refusal::ClaimMalformed("repository_id")),
        ("repository_id", json!("7e1"), Refusal::ClaimMalformed("repository_id")),
        ("jti", json!(null), Refusal::ClaimMalformed("jti")),
        ("jti", json!(""), Refusal::ClaimMalformed("jti")),
        ("jti", json!("x".repeat(256)), Refusal::ClaimMalformed("jti")),
        (
            "workflow_ref",
            json!("evil/repo/.github/workflows/x@y"),
            Refusal::ClaimMalformed("workflow_ref"),
        ),
    ] {
        let change = |claims: &mut serde_json::Map<_, _>| {
            claims.insert(claim.to_owned(), value.clone());
        };
        let token = stage.github.token_with(&run, US, change).unwrap();
        assert_eq!(stage.show(token.reveal()).await, refused(refusal), "{claim} {value}");
    }
}

#[tokio::test]
async fn keys_are_asked_for_once_an_hour_and_at_most_once_a_minute_for_unknown_ones() {
    let stage = Stage::set().await;
    for _ in 0..5 {
        stage.prove(&Run::default()).await.unwrap();
    }
    assert_eq!(stage.github.calls(), 1);
    let stranger = FakeActions::start(stage.here.world()).await.unwrap();
    let unknown = stranger.token(&Run::default(), US).unwrap();
    for _ in 0..5 {
        let refused = stage.show(unknown.reveal()).await;
        assert_eq!(refused, Err(NotProven::Token(Refusal::UnknownKey)));
    }
    assert_eq!(stage.github.calls(), 1, "within a minute nobody looks again");
    stage.here.clock.advance(MINUTE);
    for _ in 0..5 {
        stage.show(stranger.token(&Run::default(), US).unwrap().reveal()).await.unwrap_err();
    }
    assert_eq!(stage.github.calls(), 2);
    stage.here.clock.advance(HOUR);
    stage.prove(&Run::default()).await.unwrap();
    assert_eq!(stage.github.calls(), 3);
}

#[tokio::test]
async fn a_new_key_is_found_and_a_withdrawn_one_is_gone_with_the_next_look() {
    let stage = Stage::set().await;
    let old = stage.github.token(&Run::default(), US).unwrap();
    stage.show(old.reveal()).await.unwrap();
    stage.here.clock.advance(MINUTE);
    stage.github.rotate().unwrap();
    stage.prove(&Run::default()).await.unwrap();
    stage.show(old.reveal()).await.unwrap();
    stage.github.withdraw_old_keys();
    stage.here.clock.advance(HOUR);
    stage.prove(&Run::default()).await.unwrap();
    let gone = stage.show(old.reveal()).await;
    assert_eq!(gone, Err(NotProven::Token(Refusal::UnknownKey)));
}

#[tokio::test]
async fn while_the_issuer_fails_old_keys_count_for_a_day() {
    for fault in Fault::ALL {
        let stage = Stage::set().await;
        stage.prove(&Run::default()).await.unwrap();
        stage.here.clock.advance(2 * HOUR);
        stage.github.fail_next(fault);
        let run = stage.prove(&Run::default()).await;
        assert!(run.is_ok(), "{fault:?}: {run:?}");
        let stranger = FakeActions::start(stage.here.world()).await.unwrap();
        let unknown = stranger.token(&Run::default(), US).unwrap();
        let refused = stage.show(unknown.reveal()).await;
        assert_eq!(refused, Err(NotProven::KeysUnavailable), "it may be a new one: {fault:?}");
        stage.here.clock.advance(23 * HOUR);
        stage.github.fail_next(fault);
        let refused = stage.prove(&Run::default()).await;
        assert_eq!(refused, Err(NotProven::KeysUnavailable), "{fault:?}");
        stage.here.clock.advance(MINUTE);
        assert!(stage.prove(&Run::default()).await.is_ok(), "{fault:?}");
    }
}

#[tokio::test]
async fn many_who_come_at_once_make_us_look_once() {
    let stage = Stage::set().await;
    let token = stage.github.token(&Run::default(), US).unwrap();
    let all = (0..20).map(|_| stage.show(token.reveal()));
    let found = futures_util::future::join_all(all).await;
    assert!(found.iter().all(Result::is_ok));
    assert_eq!(stage.github.calls(), 1);
}

#[tokio::test]
async fn a_run_that_differs_anywhere_from_its_policy_is_never_admitted() {
    let stage = Stage::set().await;
    let run = stage.prove(&Run::default()).await.unwrap();
    let same = |field: u8| (field & 1) == 0;
    let mut runner = proptest::test_runner::TestRunner::default();
    let result = runner.run(&any::<[u8; 5]>(), |fields| {
        let or = |is_same: bool, mine: u64| if is_same { mine } else { mine + 1 };
        let draft = PolicyDraft {
            repository_id: or(same(fields[0]), 74),
            repository_owner_id: or(same(fields[1]), 65),
            git_ref: Some(
                if same(fields[2]) { "refs/heads/m*" } else { "refs/heads/n*" }.to_owned(),
            ),
            workflow: Some(format!(
                ".github/workflows/{}.yml",
                if same(fields[3]) { "release" } else { "x" }
            )),
            events: vec![if same(fields[4]) { "push" } else { "schedule" }.to_owned()],
            ..PolicyDraft::default()
        };
        let (id, organisation) =
            (TrustPolicyId::from_random([1; 16]), OrganisationId::from_random([1; 16]));
        let policy = TrustPolicy::new(id, organisation, draft).unwrap();
        prop_assert_eq!(is_admitted(&run, &policy), fields.into_iter().all(same));
        Ok(())
    });
    result.unwrap();
}
