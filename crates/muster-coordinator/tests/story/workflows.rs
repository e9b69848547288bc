//! Runs of GitHub's workflows that get in without a stored secret.

use crate::{
    agents::{register, screener},
    bench::Bench,
    web::{Answer, Web},
};
use muster_coordinator::IdentitySettings;
use muster_core::Timestamp;
use muster_core::token::TokenKind;
use muster_identity::{
    address::{Address, Reach},
    fake::{FakeActions, Run, World},
};
use muster_seams::{ManualClock, Seams};
use serde_json::{Value, json};
use std::{path::Path, process::Output, sync::Arc, time::Duration};

/// A coordinator, GitHub, and the operator.
struct Stage {
    bench: Bench,
    github: FakeActions,
    web: Web,
}

impl Stage {
    async fn set() -> Self {
        // It signs by the clock of the bench, which stands still.
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_795_219_200_000)));
        let Seams { rng, tasks, .. } = Seams::real();
        let github = FakeActions::start(World { clock, rng, tasks }).await.unwrap();
        let keys = Address::parse(&github.keys_address(), Reach::LoopbackToo).unwrap();
        let workflow_issuer = Some((github.issuer().to_owned(), keys));
        let set = IdentitySettings { workflow_issuer, ..IdentitySettings::default() };
        let bench = Bench::that_knows(set).await;
        let web = Web::holder(&bench, TokenKind::Operator).await;
        Self { bench, github, web }
    }

    async fn policy(&self, more: Value) -> String {
        let mut wish = json!({ "repositoryId": 74, "repositoryOwnerId": 65 });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = self.web.post("/oidc/trust-policies", wish).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.text("/policyId")
    }

    fn word(&self, run: &Run) -> String {
        self.github.token(run, &self.web.url()).unwrap().reveal().to_owned()
    }

    async fn show(&self, token: &str, agent: Option<&str>) -> Answer {
        self.web.saying("").post("/oidc/token", json!({ "token": token, "agentId": agent })).await
    }

    /// Runs the script of an action, as a runner does.
    #[expect(clippy::disallowed_methods, reason = "a runner starts it as a program of its own")]
    async fn act(&self, action: &str, run: Run, inputs: &[(&str, &str)]) -> (Output, String) {
        let (url, secret) = self.github.begin(run);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let outputs = tempfile::NamedTempFile::new().unwrap();
        let mut command = std::process::Command::new("node");
        command
            .arg(root.join(format!(".github/actions/{action}/index.mjs")))
            .env("ACTIONS_ID_TOKEN_REQUEST_URL", url)
            .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", secret.reveal())
            .env("GITHUB_OUTPUT", outputs.path())
            .env("GITHUB_REPOSITORY", "octo-org/octo-repo")
            .env("INPUT_API-URL", self.web.url());
        for (name, value) in inputs {
            command.env(format!("INPUT_{}", name.to_uppercase()), value);
        }
        let ran = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        (ran, std::fs::read_to_string(outputs.path()).unwrap())
    }
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_gets_a_token_once_by_the_rule_that_admits_it() {
    let stage = Stage::set().await;
    let agent = register(&stage.web, "one@example.org").await;
    let run = Run::default();
    let nobody = stage.show(&stage.word(&run), Some(&agent)).await;
    assert_eq!(said(&nobody), (403, "workflow_not_trusted".to_owned()));
    assert!(nobody.text("/hint").contains("README"), "{nobody:?}");

    let policy =
        stage.policy(json!({ "agentId": agent, "scope": "jobs:read", "branch": "main" })).await;
    let word = stage.word(&run);
    let given = stage.show(&word, Some(&agent)).await;
    assert_eq!((given.status, given.text("/scope")), (200, "jobs:read".to_owned()));
    let acting = stage.web.with(&given.text("/access_token"));
    assert_eq!(acting.get("/v1/jobs").await.status, 200);
    assert_eq!(acting.get("/v1/me").await.text("/actor"), agent);
    let again = stage.show(&word, Some(&agent)).await;
    assert_eq!(said(&again), (401, "token_used".to_owned()));

    let other = Run { git_ref: "refs/heads/other".to_owned(), ..run.clone() };
    let refused = stage.show(&stage.word(&other), Some(&agent)).await;
    assert!(refused.text("/detail").contains("ref is refs/heads/other"), "{refused:?}");
    let foreign = Run { repository_id: 75, ..run.clone() };
    let refused = stage.show(&stage.word(&foreign), Some(&agent)).await;
    assert!(refused.text("/detail").contains("there is none"), "{refused:?}");
    assert!(!refused.text("/detail").contains("74"), "others learn nothing of it");

    let bootstrap = stage.show(&stage.word(&run), None).await;
    assert_eq!(said(&bootstrap), (403, "workflow_not_trusted".to_owned()), "another wish");
    stage.web.post(&format!("/agents/{agent}/suspend"), json!({})).await;
    let held = stage.show(&stage.word(&run), Some(&agent)).await;
    assert_eq!(said(&held), (409, "agent_not_active".to_owned()));
    stage.web.post(&format!("/agents/{agent}/resume"), json!({})).await;
    assert_eq!(acting.get("/v1/jobs").await.status, 200);
    assert_eq!(stage.web.delete(&format!("/oidc/trust-policies/{policy}")).await.status, 204);
    assert_eq!(said(&acting.get("/v1/jobs").await), (401, "token_revoked".to_owned()));
    assert_eq!(stage.web.get(&format!("/oidc/trust-policies/{policy}")).await.status, 404);
    drop(stage.bench);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_outsiders_can_cause_and_tokens_for_others_are_refused() {
    let stage = Stage::set().await;
    stage.policy(json!({})).await;
    for event in ["pull_request", "pull_request_target", "workflow_run", "issue_comment"] {
        let run = Run { event_name: event.to_owned(), ..Run::default() };
        let refused = stage.show(&stage.word(&run), None).await;
        assert_eq!(said(&refused), (403, "workflow_not_trusted".to_owned()), "{event}");
    }
    let elsewhere = stage.github.token(&Run::default(), "https://other.example").unwrap();
    let refused = stage.show(elsewhere.reveal(), None).await;
    assert_eq!(said(&refused), (401, "unauthorized".to_owned()));
    assert!(refused.text("/detail").contains("aud"), "{refused:?}");
    let wrong = stage
        .web
        .post("/oidc/trust-policies", json!({ "repositoryId": 0, "repositoryOwnerId": 65 }));
    assert_eq!(wrong.await.text("/field"), "repositoryId");
    drop(stage.bench);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_without_an_agent_can_make_one_and_nothing_else() {
    let stage = Stage::set().await;
    stage.policy(json!({})).await;
    let given = stage.show(&stage.word(&Run::default()), None).await;
    assert_eq!(given.text("/scope"), "agents:write");
    let run = stage.web.with(&given.text("/access_token"));
    assert_eq!(run.get("/agents").await.status, 403);
    assert_eq!(run.get("/v1/jobs").await.status, 403);
    let made = run.post("/agents", screener("made@example.org")).await;
    assert!(made.text("/createdBy").starts_with("trp_"), "{made:?}");
    let path = format!("/agents/{}", made.text("/agentId"));
    let credential = json!({ "scope": "agents:write" });
    assert_eq!(run.post(&format!("{path}/credentials"), credential).await.status, 403);
    assert_eq!(run.patch(&path, json!({ "isPublic": true })).await.status, 403);
    assert_eq!(run.delete(&path).await.status, 403);
    drop(stage.bench);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_a_run_says_which_rule_takes_it_and_spends_nothing() {
    let stage = Stage::set().await;
    let narrow = stage.policy(json!({ "environment": "production" })).await;
    stage.bench.clock.advance(Duration::from_secs(1));
    let wide = stage.policy(json!({})).await;
    let word = stage.word(&Run::default());
    let asked = json!({ "token": word });
    let told = stage.web.post("/oidc/trust-policies/test", asked).await;
    assert_eq!((told.status, told.text("/admittedBy")), (200, wide));
    assert_eq!(
        (told.text("/mismatches/0/policyId"), told.text("/mismatches/0/claim")),
        (narrow, "environment".into())
    );
    assert_eq!(stage.show(&word, None).await.status, 200, "it was not spent");
    drop(stage.bench);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_actions_work_against_a_fake_github_without_a_stored_secret() {
    let stage = Stage::set().await;
    let inputs = [("agent-name", "releaser@example.org"), ("agent-description", "Releases")];
    let (refused, _) = stage.act("register-agent", Run::default(), &inputs).await;
    let log = String::from_utf8(refused.stdout).unwrap();
    assert!(!refused.status.success() && log.contains("register-agent/README.md"), "{log}");

    stage.policy(json!({})).await;
    let (ran, outputs) = stage.act("register-agent", Run::default(), &inputs).await;
    assert!(ran.status.success(), "{ran:?}");
    let agent = outputs.trim().strip_prefix("agent-id=").unwrap().to_owned();
    let made = stage.web.get(&format!("/agents/{agent}")).await;
    assert_eq!(
        (made.text("/email"), made.text("/owner")),
        ("releaser@example.org".into(), "octo-org/octo-repo".into())
    );

    stage.policy(json!({ "agentId": agent, "scope": "jobs:read" })).await;
    let (ran, outputs) = stage.act("issue-token", Run::default(), &[("agent-id", &agent)]).await;
    assert!(ran.status.success(), "{ran:?}");
    let token = outputs.lines().find_map(|line| line.strip_prefix("access-token=")).unwrap();
    assert!(outputs.contains("expires-at=20"), "{outputs}");
    assert_eq!(stage.web.with(token).get("/v1/jobs").await.status, 200);
    let log = String::from_utf8(ran.stdout).unwrap();
    let shown: Vec<_> = log.lines().filter(|line| line.contains(token)).collect();
    assert_eq!(shown, [format!("::add-mask::{token}")], "it is hidden before anything is said");
    drop(stage.bench);
}
