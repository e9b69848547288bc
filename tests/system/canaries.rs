//! Secrets of every kind go through one long story, with faults in it and everything written down. Afterwards each of
//! them is looked for wherever something can lie: only who was given it may have it.

use crate::{
    cloud::Providers,
    http::{Answer, authority, exchange, request},
};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use muster_api::job::{Job, JobState, JobSubmission};
use muster_client::Client;
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
};
use muster_testkit::{JoinedWorker, Serve, TOKEN, WorkerPlan, ended, shell, until, whole_log};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// What the variables of the coordinator say, each with a text that is nowhere else.
const GIVEN: [(&str, &str); 8] = [
    ("MUSTER_VAULT_PASSPHRASE", "canary-of-the-vault-61c8aa02"),
    ("BETTER_AUTH_SECRET", "canary-of-the-sessions-5b1f0c77d2e94a31"),
    ("AGENT_JWT_SECRET", "canary-of-agent-tokens-0e6b1d9f44c7a8f2"),
    ("BACKEND_HMAC_SECRET", "canary-of-the-tools-93f7b20c1d5e8a64"),
    ("GITHUB_CLIENT_SECRET", "canary-of-github-7d20f18e"),
    ("GOOGLE_CLIENT_SECRET", "canary-of-google-48ce9b15"),
    ("SYNTH_TURNSTILE_SECRET_KEY", "canary-of-turnstile-2ab90d73"),
    ("REGISTRY_PASSWORD", "canary-of-the-registry-b71e6c09"),
];
/// A Redis that nobody runs, so that its address is spoken of.
const REDIS: &str = "canary-of-redis-19d4f8e6";
const PASSWORD: &str = "canary-of-ada-8c53e0d1";
const WRONG_PASSWORD: &str = "canary-of-a-wrong-guess-f02b7a96";
const KEPT: &str = "canary-kept-for-jobs-6e94c1b8";
const OF_ONE_JOB: &str = "canary-of-one-job-d37f05a2";
const IN_AN_ADDRESS: &str = "canary-in-an-address-c46d8f30";
const IN_A_WRONG_FIELD: &str = "canary-in-a-wrong-field-a1e7d925";

/// Providers of workers, and where each is told secrets.
const WORKERS: [(ProviderKind, &str); 3] = [
    (ProviderKind::Render, "/services"),
    (ProviderKind::Daytona, "/sandbox"),
    (ProviderKind::Kubernetes, "/secrets"),
];
const ENVIRONMENTS: [(ProviderKind, &str, (Method, &str)); 3] = [
    (ProviderKind::Azure, "eastus", (Method::PUT, "/aci-env-refused-azure")),
    (ProviderKind::Kubernetes, "kubernetes", (Method::POST, "/secrets")),
    (ProviderKind::Docker, "local", (Method::PUT, "/archive")),
];

fn echo(method: Method, asked: &'static str) -> Trouble {
    Trouble::at(Fault::Echo, Timing::Before, method, asked)
}

/// A secret and what it is called when it is found.
type Canaries = BTreeMap<String, String>;

/// Which of them this holds: as they are, or as bytes are usually written.
fn found_in(canaries: &Canaries, bytes: &[u8]) -> Vec<String> {
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let is_in = |text: &str| {
        // What stands before it shifts the digits of Base64; those that depend on their neighbours are left out.
        let shifted = (0..3).map(|shift| {
            let digits = BASE64_STANDARD_NO_PAD
                .encode(["   "[..shift].to_owned(), text.to_owned()].concat());
            digits[(shift * 8).div_ceil(6)..digits.len() - 2].to_owned()
        });
        holds(text) || holds(&hex(text)) || shifted.into_iter().any(|digits| holds(&digits))
    };
    canaries.iter().filter(|(_, text)| is_in(text)).map(|(kind, _)| kind.clone()).collect()
}

fn hex(text: &str) -> String {
    let halves = text.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

fn files(dir: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

fn assert_clean(place: &str, canaries: &Canaries, bytes: &[u8]) {
    let found = found_in(canaries, bytes);
    assert!(found.is_empty(), "{place} holds {found:?}");
}

fn assert_clean_below(dir: &Path, canaries: &Canaries) {
    let mut all = Vec::new();
    files(dir, &mut all);
    for file in all {
        // A socket has no bytes of its own, and some files are gone again.
        let Ok(bytes) = fs::read(&file) else { continue };
        assert_clean(&file.display().to_string(), canaries, &bytes);
    }
}

/// Where the story plays.
struct Stage {
    serve: Serve,
    client: Client,
    worker: JoinedWorker,
    providers: Providers,
    /// What is temporary lies here, and what the worker says.
    scratch: TempDir,
    canaries: Canaries,
}

impl Stage {
    async fn set() -> Self {
        let scratch = TempDir::new().unwrap();
        let at = scratch.path().display().to_string();
        let providers = Providers::every_one("http://127.0.0.1:9").await;
        let redis = format!("redis://:{REDIS}@127.0.0.1:1");
        let more = [
            ("MUSTER_LOG", "trace"),
            ("TMPDIR", &at),
            ("MUSTER_SECRETS", "file"),
            ("MUSTER_REDIS_URL", &redis),
            ("GITHUB_CLIENT_ID", "muster"),
            ("GOOGLE_CLIENT_ID", "muster"),
            ("REGISTRY_USERNAME", "ada"),
        ];
        let said = more.into_iter().chain(GIVEN);
        let plan =
            said.fold(providers.plan.clone(), |plan, (name, value)| plan.variable(name, value));
        let serve = plan.start();
        let client = serve.client().await;
        let written = format!("exec \"$0\" \"$@\" 2>>{at}/worker.log");
        let there = WorkerPlan::default().slots(2).under(&["sh", "-c", &written]);
        let there = there.variable("TMPDIR", &at).variable("MUSTER_LOG", "trace");
        let worker = JoinedWorker::join_as(&serve, "far", &there).await;
        let mut canaries: Canaries =
            GIVEN.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let fixed = [
            ("the operator's token", TOKEN),
            ("the password of Redis", REDIS),
            ("the key to Render", muster_providers::fake::FakeRender::KEY),
            ("the secret for Azure", muster_providers::fake::FakeAzure::SECRET),
            ("a password", PASSWORD),
            ("a wrong password", WRONG_PASSWORD),
            ("a secret that is kept for jobs", KEPT),
            ("a secret of one job", OF_ONE_JOB),
            ("the key to Daytona", muster_providers::fake::FakeDaytona::KEY),
            ("the token of a cluster", muster_providers::fake::FakeKubernetes::TOKEN),
            ("the key of a storage account", "fake-storage-key"),
            ("a token in an address", IN_AN_ADDRESS),
            ("a secret in a wrong field", IN_A_WRONG_FIELD),
        ];
        canaries.extend(fixed.map(|(kind, text)| (kind.to_owned(), text.to_owned())));
        Self { serve, client, worker, providers, scratch, canaries }
    }

    fn ask(&self, line: &str, token: &str, body: &Value) -> Answer {
        let (method, path) = line.split_once(' ').unwrap();
        let bearer = format!("Bearer {token}");
        let host = authority(&self.serve.url);
        let mut head = vec![("Host", host)];
        if !token.is_empty() {
            head.push(("Authorization", &bearer));
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_empty() {
            head.push(("Content-Type", "application/json"));
        }
        exchange(&self.serve.url, &request(method, path, &head, &body))
    }

    /// Keeps in mind what was given out once, and gives it on.
    fn given(&mut self, kind: &str, answer: &Answer, pointer: &str) -> String {
        assert!((200..300).contains(&answer.status), "{kind}: {answer:?}");
        let text = answer.json().pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let text = text.unwrap_or_else(|| panic!("{kind}: {answer:?}"));
        assert!(text.len() >= 16, "{kind} is too short to be looked for");
        self.canaries.insert(kind.to_owned(), text.clone());
        text
    }

    /// People come, some of them with a wrong word.
    fn people(&mut self) {
        let account = json!({ "name": "Ada", "email": "ada@example.org", "password": PASSWORD });
        let signed_up = self.ask("POST /api/auth/sign-up/email", "", &account);
        let session = self.given("a session", &signed_up, "/token");
        let wrong = json!({ "email": "ada@example.org", "password": WRONG_PASSWORD });
        assert_eq!(self.ask("POST /api/auth/sign-in/email", "", &wrong).status, 401);
        let invited = self.ask("POST /v1/invitations", TOKEN, &json!({ "role": "viewer" }));
        self.given("an invitation", &invited, "/token");
        let handed = self.ask("POST /v1/auth/desktop-handoff", &session, &json!({}));
        self.given("a grant for the desktop", &handed, "/grant");
        let link = self.ask("POST /v1/console/links", TOKEN, &Value::Null);
        let url = self.given("a link to the console", &link, "/url");
        let code = url.rsplit(['#', '=', '/']).next().unwrap().to_owned();
        assert!(code.len() >= 16, "{url}");
        self.canaries.insert("a link to the console".to_owned(), code);
    }

    /// Machines and programs get what they prove themselves with.
    fn tokens(&mut self) {
        let lasting = json!({ "name": "ci", "kind": "operator" });
        let lasting = self.ask("POST /v1/tokens", TOKEN, &lasting);
        self.given("a lasting token", &lasting, "/token");
        let join = self.ask("POST /v1/join-tokens", TOKEN, &json!({}));
        self.given("a join token", &join, "/token");
        let agent = json!({
            "email": "one@example.org", "agentType": "screener", "version": "1.0.0",
            "capabilities": ["invoices:read"], "owner": "finance", "deploymentEnv": "production",
        });
        let agent = self.ask("POST /agents", TOKEN, &agent).json()["agentId"].clone();
        let path = format!("POST /agents/{}/credentials", agent.as_str().unwrap());
        let credential = self.ask(&path, TOKEN, &json!({}));
        let secret = self.given("an agent's secret", &credential, "/clientSecret");
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={secret}",
            agent.as_str().unwrap()
        );
        let head = [
            ("Host", authority(&self.serve.url)),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let token = exchange(&self.serve.url, &request("POST", "/token", &head, &form));
        self.given("an agent's token", &token, "/access_token");
        let short = self.ask("POST /auth/agent-token", TOKEN, &json!({}));
        self.given("a token for an agent's worker", &short, "/agent_token");
    }

    /// What somebody does by mistake.
    fn mistakes(&self) {
        let path = format!("GET /v1/jobs?access_token={IN_AN_ADDRESS}");
        assert!(self.ask(&path, "", &Value::Null).status >= 400);
        let body =
            json!({ "name": "ci", "kind": "operator", "expires_in_seconds": IN_A_WRONG_FIELD });
        assert!(self.ask("POST /v1/tokens", TOKEN, &body).status >= 400);
        let twice = self.ask("GET /v1/jobs", IN_AN_ADDRESS, &Value::Null);
        assert_eq!(twice.status, 401);
    }

    /// Workers and environments at every provider. Each order is made twice: the first time the provider finds fault with
    /// it, in words that repeat all of it.
    async fn cloud(&mut self) {
        for (kind, asked) in WORKERS {
            self.providers.fake(kind).trouble(echo(Method::POST, asked));
            let refused = self.worker(kind, "refused");
            self.is("workers", &refused, "/worker/status", &["failed"]).await;
            let made = self.worker(kind, "made");
            let ending = made.trim_start_matches("wrk_").to_lowercase();
            self.reaches(kind, &ending, "MUSTER_WORKER_IDENTITY").await;
        }
        for (kind, region, (method, asked)) in ENVIRONMENTS {
            self.providers.fake(kind).trouble(echo(method, asked));
            let refused = self.environment(kind, region, "refused");
            // Where the fault is found halfway it is made anew.
            self.is("environments", &refused, "/status", &["failed", "running"]).await;
            let made = self.environment(kind, region, "made");
            self.reaches(kind, &made, "AGENT_TOKEN").await;
            self.is("environments", &made, "/status", &["running"]).await;
            let logs = self.ask(&format!("GET /v1/environments/{made}/logs"), TOKEN, &Value::Null);
            assert_eq!(logs.status, 200, "{logs:?}");
            assert_clean(
                &format!("the log of {made}"),
                &self.canaries,
                format!("{logs:?}").as_bytes(),
            );
        }
    }

    fn worker(&mut self, kind: ProviderKind, which: &str) -> String {
        let name = format!("{which} at {kind}");
        let order = json!({ "name": name, "destination": "cloud", "provider": kind.as_str() });
        let ordered = self.ask("POST /v1/workers", TOKEN, &order);
        for token in ["host", "client"] {
            self.given(
                &format!("a {token} token of {name}"),
                &ordered,
                &format!("/tokens/{token}"),
            );
        }
        ordered.json()["worker"]["id"].as_str().unwrap().to_owned()
    }

    fn environment(&mut self, kind: ProviderKind, region: &str, which: &str) -> String {
        let id = format!("env-{which}-{kind}");
        let secret = format!("canary-of-{id}-50a9be17");
        let password = format!("canary-of-the-registry-of-{id}-c2d90f4e");
        let environment = json!({
            "id": id, "name": "mine", "region": region, "cpu_cores": 1, "memory_gb": 2, "storage_gb": 20,
            "registry": { "server": "registry.example", "username": "ada", "password": password },
            "secrets": { "GITHUB_TOKEN": secret },
        });
        self.canaries.insert(format!("a secret of {id}"), secret);
        self.canaries.insert(format!("the password of the registry of {id}"), password);
        let made = self.ask("POST /v1/environments", TOKEN, &environment);
        self.given(&format!("the password of {id}"), &made, "/password");
        id
    }

    async fn is(&self, what: &str, id: &str, pointer: &str, wanted: &[&str]) {
        let path = format!("GET /v1/{what}/{id}");
        until(async || {
            let seen = self.ask(&path, TOKEN, &Value::Null).json();
            let status = seen.pointer(pointer).and_then(Value::as_str);
            status.is_some_and(|status| wanted.contains(&status))
        })
        .await;
    }

    /// Waits until a machine has what it proves itself with, and keeps that in mind.
    async fn reaches(&mut self, kind: ProviderKind, ending: &str, name: &str) {
        let found = |stage: &Self| {
            stage
                .providers
                .given(kind, ending)
                .into_iter()
                .find(|(own, _)| own == name)
                .map(|(_, secret)| secret)
        };
        until(async || found(self).is_some()).await;
        let secret = found(self).unwrap();
        self.canaries.insert(format!("{name} of {ending} at {kind}"), secret);
    }

    fn gate(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// A job that says its secrets, and one beside it that has none; both wait until they are let go.
    async fn jobs(&self) -> [Job; 2] {
        let kept = self.ask("PUT /v1/secrets/deploy-key", TOKEN, &json!({ "value": KEPT }));
        assert_eq!(kept.status, 200, "{kept:?}");
        let wait = format!("until [ -e {} ]; do sleep 0.1; done", self.gate("go").display());
        let asks = JobSubmission {
            secrets: [("DEPLOY_KEY".to_owned(), "deploy-key".parse().unwrap())].into(),
            env: [
                ("ONE".to_owned(), OF_ONE_JOB.to_owned()),
                ("IT_ASKED".to_owned(), "yes".to_owned()),
            ]
            .into(),
            secret_env: vec!["ONE".to_owned()],
            ..shell(&format!(
                "echo $DEPLOY_KEY; echo $ONE | base64; touch {}; {wait}",
                self.gate("asks").display()
            ))
        };
        let beside = shell(&format!("env; touch {}; {wait}", self.gate("beside").display()));
        let jobs = [asks, beside];
        let submitted = jobs.map(async |job| self.client.submit_job(&job, None).await.unwrap());
        let [asks, beside] = submitted;
        let both = [asks.await, beside.await];
        until(async || self.gate("asks").exists() && self.gate("beside").exists()).await;
        both
    }

    /// Looks at the variables and words of everything that coordinator and worker have started.
    fn assert_clean_processes(&self) {
        let mut seen = Vec::new();
        let mut next = vec![self.worker.pid()];
        next.extend(children(self.serve.pid));
        while let Some(pid) = next.pop() {
            next.extend(children(pid));
            let read = |name: &str| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
            let (words, variables) = (read("cmdline"), read("environ"));
            let mut foreign = self.canaries.clone();
            if variables.windows(12).any(|window| window == b"IT_ASKED=yes") {
                let own = found_in(&self.canaries, &variables);
                assert_eq!(own, ["a secret of one job", "a secret that is kept for jobs"]);
                foreign.retain(|kind, _| !own.contains(kind));
                seen.push(pid);
            }
            let name = String::from_utf8_lossy(&words).replace('\0', " ");
            assert_clean(&format!("the variables of `{name}`"), &foreign, &variables);
            assert_clean(&format!("the words of `{name}`"), &foreign, &words);
        }
        assert!(!seen.is_empty(), "the job that asked was not among them");
    }

    /// Everything that can be read over HTTP, but for what has no end.
    fn assert_clean_answers(&self, job: &Job) {
        let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
        let routes = document["paths"].as_object().unwrap().iter();
        let readable = routes.filter(|(path, methods)| {
            methods.get("get").is_some() && !["/v1/stream", "/jobs/next"].contains(&path.as_str())
        });
        let mut read = 0;
        for (path, _) in readable {
            let of_a_job = path.contains("/jobs/");
            if path.contains('{') && (!of_a_job || path.contains("{name}")) {
                continue;
            }
            let path =
                path.replace("{id}", &job.id.to_string()).replace("{job_id}", &job.id.to_string());
            let answer = self.ask(&format!("GET {path}"), TOKEN, &Value::Null);
            assert!(answer.status < 500, "{path}: {answer:?}");
            read += usize::from(answer.status == 200);
            assert_clean(&path, &self.canaries, format!("{answer:?}").as_bytes());
        }
        assert!(read > 40, "only {read} answers were read");
    }

    /// What somebody would send to others who help.
    fn assert_clean_bundle(&self) {
        let answer = self.ask("POST /v1/doctor/bundle", TOKEN, &Value::Null);
        assert_eq!(answer.status, 200, "{answer:?}");
        let said = format!("{answer:?}");
        for file in ["doctor.json", "settings.txt", "coordinator.log", "operations.json"] {
            assert!(said.contains(file), "{file} is not in it");
        }
        assert_clean("the support bundle", &self.canaries, said.as_bytes());
    }

    fn killed_and_started_again(self) -> (Self, String) {
        self.serve.signal("KILL");
        let plan = self.serve.plan.clone();
        let (_, said) = self.serve.end();
        (Self { serve: plan.start(), ..self }, said)
    }

    fn assert_clean_words(&self) {
        for words in [
            "doctor --all",
            "doctor bundle --print",
            "config show",
            "job show last",
            "job logs last",
            "job list",
            "secret list",
            "token list",
            "worker list",
            "env list",
            "operation list",
            "agent list",
            "audit list",
            "audit verify",
            "invitation list",
            "member list",
            "-o json audit list",
        ] {
            let words: Vec<_> = words.split(' ').collect();
            let said = self.serve.cli(&words);
            assert_clean(
                &format!("what {words:?} says"),
                &self.canaries,
                format!("{said:?}").as_bytes(),
            );
        }
    }
}

fn children(pid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task");
    let Ok(tasks) = fs::read_dir(path) else { return Vec::new() };
    let lists = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("children")));
    let lists: Vec<_> = lists.map(Result::unwrap_or_default).collect();
    lists.iter().flat_map(|list| list.split_whitespace()).map(|pid| pid.parse().unwrap()).collect()
}

#[test]
fn what_is_looked_for_is_found_however_it_was_written() {
    let canaries: Canaries = [("a token".to_owned(), IN_AN_ADDRESS.to_owned())].into();
    let base64 =
        |around: &str| BASE64_STANDARD_NO_PAD.encode(format!("{around}{IN_AN_ADDRESS}{around}"));
    let written = [
        format!("GET /?token={IN_AN_ADDRESS} 401"),
        hex(IN_AN_ADDRESS),
        base64(""),
        base64(":"),
        base64("ab"),
    ];
    for text in written {
        assert_eq!(found_in(&canaries, text.as_bytes()), ["a token"], "{text}");
    }
    assert!(found_in(&canaries, &IN_AN_ADDRESS.as_bytes()[1..]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_every_kind_are_found_nowhere_but_where_they_were_given() {
    let mut stage = Stage::set().await;
    stage.people();
    stage.tokens();
    stage.mistakes();
    stage.cloud().await;
    let [asks, beside] = stage.jobs().await;
    stage.assert_clean_processes();
    assert_eq!(stage.serve.cli(&["backup", "create"]).code, Some(0));

    let (stage, first_life) = stage.killed_and_started_again();
    fs::write(stage.gate("go"), "").unwrap();
    for job in [&asks, &beside] {
        assert_eq!(ended(&stage.client, job.id).await.state, JobState::Succeeded);
    }
    let log = whole_log(&stage.client, asks.id).await;
    assert!(log.starts_with("[redacted DEPLOY_KEY]\n[redacted ONE]"), "it did have them: {log}");
    stage.assert_clean_answers(&asks);
    stage.assert_clean_words();
    stage.assert_clean_bundle();

    let Stage { serve, worker, providers, scratch, canaries, .. } = stage;
    let plan = serve.plan.clone();
    let of_the_worker = fs::read_to_string(scratch.path().join("worker.log")).unwrap();
    assert_clean_below(worker.data_dir(), &canaries);
    assert_clean("what the coordinator said until it was killed", &canaries, first_life.as_bytes());
    assert_clean_below(scratch.path(), &canaries);
    let (_, second_life) = serve.stop();
    for (said, by) in [(&second_life, "coordinator"), (&of_the_worker, "worker")] {
        assert!(said.contains("TRACE"), "the {by} was to write everything down");
    }
    assert_clean("what the coordinator said", &canaries, second_life.as_bytes());
    assert_clean_below(plan.data_dir(), &canaries);
    drop((worker, providers));
}
