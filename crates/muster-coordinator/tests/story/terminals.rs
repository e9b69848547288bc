//! Terminals: a shell in an environment, opened by people alone, read by who opened it, and written down.

use crate::{
    bench::Bench,
    cloud::Door,
    environments::{request, stranger},
    guard::token,
};
use muster_api::{
    ProblemKind,
    cloud::EnvironmentRequest,
    terminal::{Terminal, TerminalEnd, TerminalSize},
};
use muster_client::{Client, ClientError, Credential, Piece, Shown, Target};
use muster_core::{Name, token::TokenKind};
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
};
use serde_json::{Value, json};

const SIZE: TerminalSize = TerminalSize { columns: 100, rows: 30 };

/// A coordinator with an environment that runs, and somebody who asks over HTTP.
struct Stage {
    bench: Bench,
    door: Door,
    id: Name,
}

impl Stage {
    async fn open() -> Self {
        Self::open_in(ProviderKind::Render, None).await
    }

    async fn open_in(mode: ProviderKind, region: Option<&str>) -> Self {
        let bench = Bench::with_cloud(mode).await;
        let order = EnvironmentRequest { region: region.map(str::to_owned), ..request("mine") };
        let made = bench.client.create_environment(&order, None).await.unwrap();
        bench.environment_is("env-one", "running").await;
        let door = bench.door().await;
        Self { bench, door, id: made.environment.id }
    }

    /// Somebody at the other end of a wire, with this token.
    async fn with(&self, token: &str) -> Client {
        let url = self.door.url("").parse().unwrap();
        let credential = Some(Credential::from_token(token).unwrap());
        let target = Target { url, credential, allows_plain_http: false };
        Client::over_http(target).await.unwrap()
    }

    async fn operator(&self) -> Client {
        self.with(&token(&self.bench, TokenKind::Operator).await.0).await
    }

    /// A terminal, and what it shows.
    async fn sit(&self, client: &Client) -> (Terminal, Shown) {
        let terminal = client.open_terminal(&self.id, SIZE).await.unwrap();
        let shown = client.read_terminal(&terminal).await.unwrap();
        (terminal, shown)
    }

    fn path(&self, terminal: &Terminal) -> String {
        format!("/v1/environments/{}/terminals/{}", self.id, terminal.id)
    }

    /// What the audit log has of terminals, newest first.
    async fn noted(&self) -> Vec<(String, Value)> {
        let told = self.door.ask("GET", "/v1/audit/events?limit=50", None).await.1;
        let items = told["items"].as_array().unwrap().iter();
        let about = items.filter_map(|it| {
            let action = it["action"].as_str()?;
            let detail = &it["detail"];
            action.starts_with("environment.shell").then(|| (action.to_owned(), detail.clone()))
        });
        about.collect()
    }
}

/// Reads until this has been shown.
async fn shows(shown: &mut Shown, wanted: &str) {
    let mut all = String::new();
    while !all.contains(wanted) {
        match shown.next().await.unwrap() {
            Piece::Bytes(bytes) => all.push_str(&String::from_utf8_lossy(&bytes)),
            Piece::End(why) => panic!("{why:?} before {wanted}: {all}"),
        }
    }
}

async fn end(shown: &mut Shown) -> Option<TerminalEnd> {
    loop {
        if let Piece::End(why) = shown.next().await.unwrap() {
            return why;
        }
    }
}

fn kind<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> ProblemKind {
    match answer {
        Err(ClientError::Problem(problem)) => problem.error,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_run_and_what_the_shell_says_is_shown_until_it_ends() {
    let stage = Stage::open().await;
    let client = stage.operator().await;
    let (terminal, mut shown) = stage.sit(&client).await;
    let mut keys = client.keys_of(&terminal);
    shows(&mut shown, "$ ").await;
    // A letter that is cut in two is one letter all the same.
    keys.press("echo a w\u{f6}rd".as_bytes().split_at(9).0).await.unwrap();
    keys.press("echo a w\u{f6}rd\r".as_bytes().split_at(9).1).await.unwrap();
    shows(&mut shown, "\r\na w\u{f6}rd\r\n").await;
    keys.press(b"stty size\r").await.unwrap();
    shows(&mut shown, "\r\n30 100\r\n").await;
    keys.press(b"sleep 99\r\x03").await.unwrap();
    shows(&mut shown, "^C\r\n").await;
    keys.press(b"exit\r").await.unwrap();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::Exited));
    let is_gone = async || kind_is(keys_at(&client, &terminal).await, "terminal_not_found");
    stage.bench.in_time(is_gone).await;
    let noted = stage.noted().await;
    let actions: Vec<&str> = noted.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(actions, ["environment.shell_end", "environment.shell"]);
    let told = json!(noted).to_string();
    assert!(told.contains("exited") && told.contains(terminal.id.as_str()), "{told}");
    let all = stage.door.ask("GET", "/v1/audit/events", None).await.1.to_string();
    assert!(!all.contains("stty") && !all.contains("sleep"), "nothing of what was typed");
}

async fn keys_at(client: &Client, terminal: &Terminal) -> Result<(), ClientError> {
    client.keys_of(terminal).press(b"x").await
}

fn kind_is<T>(answer: Result<T, ClientError>, code: &str) -> bool {
    answer.err().is_some_and(|error| error.code() == code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_waits_for_its_reader_and_arrives_whole() {
    let stage = Stage::open().await;
    let client = stage.operator().await;
    let (terminal, mut shown) = stage.sit(&client).await;
    let mut keys = client.keys_of(&terminal);
    // Twice as much as is kept for somebody who confirms nothing.
    keys.press(b"seq 100000\r").await.unwrap();
    let mut all = Vec::new();
    while !all.ends_with(b":~$ ") || all.len() < 500_000 {
        match shown.next().await.unwrap() {
            Piece::Bytes(bytes) => all.extend_from_slice(&bytes),
            Piece::End(why) => panic!("{why:?} after {} bytes", all.len()),
        }
    }
    let text = String::from_utf8(all).unwrap();
    let numbers: Vec<u32> = text.lines().filter_map(|line| line.parse().ok()).collect();
    assert!(numbers.into_iter().eq(1..=100_000), "each number once and in its turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_is_its_openers_alone_and_one_reads_it_at_a_time() {
    let stage = Stage::open().await;
    let client = stage.operator().await;
    let (terminal, mut shown) = stage.sit(&client).await;
    let mut elsewhere = client.read_terminal(&terminal).await.unwrap();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::Moved));
    shows(&mut elsewhere, "$ ").await;
    let path = stage.path(&terminal);
    let keys = json!({ "at": 0, "bytes": "bHMN" });
    let viewer = token(&stage.bench, TokenKind::Readonly).await.0;
    let foreign = stranger(&stage.bench).await;
    let size = json!({ "columns": 80, "rows": 24 });
    let open = format!("/v1/environments/{}/terminals", stage.id);
    let others = [
        // Another operator of the same organisation.
        (None, 404, "terminal_not_found", 201),
        (Some(&viewer), 403, "forbidden", 403),
        (Some(&foreign), 404, "terminal_not_found", 404),
    ];
    for (who, status, code, opened) in others {
        let ask = async |method: &str, path: &str, body: Option<Value>| match who {
            None => stage.door.ask(method, path, body).await,
            Some(token) => stage.door.ask_with(token, method, path, body).await,
        };
        for (method, below, body) in [
            ("PUT", "/input", Some(keys.clone())),
            ("PUT", "/size", Some(size.clone())),
            ("PUT", "/seen", Some(json!({ "bytes": 0 }))),
            ("GET", "", None),
            ("DELETE", "", None),
        ] {
            let (seen, problem) = ask(method, &format!("{path}{below}"), body).await;
            assert_eq!((seen, &problem["error"]), (status, &json!(code)), "{method} {below}");
        }
        assert_eq!(ask("POST", &open, Some(size.clone())).await.0, opened);
    }
    client.keys_of(&terminal).press(b"pwd\r").await.unwrap();
    shows(&mut elsewhere, "/workspace").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_follows_its_window_in_a_cluster_and_opens_in_an_engine_of_docker() {
    let stage = Stage::open_in(ProviderKind::Kubernetes, Some("kubernetes")).await;
    let client = stage.operator().await;
    let (terminal, mut shown) = stage.sit(&client).await;
    let size = TerminalSize { columns: 120, rows: 40 };
    client.resize_terminal(&terminal, size).await.unwrap();
    client.keys_of(&terminal).press(b"stty size\r").await.unwrap();
    shows(&mut shown, "\r\n40 120\r\n").await;
    let stage = Stage::open_in(ProviderKind::Kubernetes, Some("local")).await;
    let client = stage.operator().await;
    let (terminal, mut shown) = stage.sit(&client).await;
    client.resize_terminal(&terminal, size).await.unwrap();
    client.keys_of(&terminal).press(b"whoami\r").await.unwrap();
    shows(&mut shown, "\r\ndeveloper\r\n").await;
    let docker = stage.bench.cloud.docker.fake().clone();
    let is_told = async || docker.seen().iter().any(|it| it.path.ends_with("/resize"));
    stage.bench.in_time(is_told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_ends_it_for_whoever_reads() {
    let stage = Stage::open().await;
    let client = stage.operator().await;
    let (terminal, mut shown) = stage.sit(&client).await;
    client.close_terminal(&terminal).await.unwrap();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::Closed));
    drop(shown);
    let is_gone = async || kind_is(client.close_terminal(&terminal).await, "terminal_not_found");
    stage.bench.in_time(is_gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_out_loses_the_shell() {
    let stage = Stage::open().await;
    let (theirs, token_id) = token(&stage.bench, TokenKind::Operator).await;
    let client = stage.with(&theirs).await;
    let (_, mut shown) = stage.sit(&client).await;
    shows(&mut shown, "$ ").await;
    stage.bench.client.revoke_token(&token_id).await.unwrap();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::Revoked));
    assert!(json!(stage.noted().await).to_string().contains("revoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_ends_with_its_environment_and_with_the_coordinator() {
    let stage = Stage::open().await;
    let client = stage.operator().await;
    let (_, mut shown) = stage.sit(&client).await;
    stage.bench.client.stop_environment(&stage.id).await.unwrap();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::EnvironmentStopped));
    stage.bench.environment_is("env-one", "stopped").await;
    let refused = client.open_terminal(&stage.id, SIZE).await;
    assert_eq!(kind(refused), ProblemKind::EnvironmentNotRunning);
    stage.bench.client.start_environment(&stage.id).await.unwrap();
    stage.bench.environment_is("env-one", "running").await;
    let (_, mut shown) = stage.sit(&client).await;
    shows(&mut shown, "$ ").await;
    stage.bench.seams.tasks.stop();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::Stopping));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_with_its_reason_and_the_try_is_written_down() {
    let stage = Stage::open().await;
    let (mine, _) = token(&stage.bench, TokenKind::Operator).await;
    let client = stage.with(&mine).await;
    let nobody: Name = "env-nobody".parse().unwrap();
    let unknown = client.open_terminal(&nobody, SIZE).await;
    assert_eq!(kind(unknown), ProblemKind::EnvironmentNotFound);
    for (columns, rows) in [(0, 24), (80, 0), (1001, 24)] {
        let refused = client.open_terminal(&stage.id, TerminalSize { columns, rows }).await;
        assert_eq!(kind(refused), ProblemKind::Validation);
    }
    assert_eq!(stage.noted().await, [], "nobody has asked a provider for anything");
    let trouble = |fault| {
        let exec = Trouble::at(fault, Timing::Before, http::Method::POST, "/exec");
        stage.bench.cloud.azure.fake().trouble(exec);
    };
    trouble(Fault::Unauthorised);
    let refused = client.open_terminal(&stage.id, SIZE).await;
    assert_eq!(kind(refused), ProblemKind::CredentialsRefused);
    trouble(Fault::Cut);
    let lost = client.open_terminal(&stage.id, SIZE).await;
    assert_eq!(kind(lost), ProblemKind::ProviderUnanswered);
    let told = json!(stage.noted().await).to_string();
    assert_eq!(told.matches("not_opened").count(), 2, "{told}");
    let (terminal, _shown) = stage.sit(&client).await;
    let path = stage.path(&terminal);
    for (below, body) in [
        ("/input", json!({ "at": 0, "bytes": "no base 64" })),
        ("/input", json!({ "at": 7, "bytes": "bHMN" })),
        ("/input", json!({ "at": 0, "bytes": "A".repeat(65_540) })),
        ("/seen", json!({ "bytes": 1_000_000 })),
        ("/size", json!({ "columns": 80, "rows": 0 })),
    ] {
        let path = format!("{path}{below}");
        let answer = stage.door.ask_with(&mine, "PUT", &path, Some(body)).await;
        assert_eq!((answer.0, &answer.1["error"]), (422, &json!("validation")), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_are_open_and_no_more() {
    let stage = Stage::open().await;
    let client = stage.operator().await;
    let mut open = Vec::new();
    for _ in 0..16 {
        open.push(stage.sit(&client).await);
    }
    let refused = client.open_terminal(&stage.id, SIZE).await;
    assert_eq!(kind(refused), ProblemKind::TooManyTerminals);
    let (terminal, mut shown) = open.pop().unwrap();
    client.close_terminal(&terminal).await.unwrap();
    assert_eq!(end(&mut shown).await, Some(TerminalEnd::Closed));
    drop(shown);
    stage.bench.in_time(async || client.open_terminal(&stage.id, SIZE).await.is_ok()).await;
}
