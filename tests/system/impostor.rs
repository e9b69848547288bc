//! Somebody else listens where the coordinator should: whatever they answer, they learn no secret.

use muster_api::worker::JoinTokenRequest;
use muster_testkit::{JoinedWorker, Plan, TOKEN, WorkerPlan, program, until};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

/// Listens somewhere, gives everybody the same answer, and remembers every byte.
struct Stranger {
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Stranger {
    fn at(address: &str, answer: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (heard, answer) = (Arc::new(Mutex::new(vec![])), Arc::new(answer));
        let all = heard.clone();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (all, answer) = (all.clone(), answer.clone());
                thread::spawn(move || converse(connection, &all, &*answer));
            }
        });
        Self { address, heard }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

fn converse(mut connection: TcpStream, all: &Mutex<Vec<u8>>, answer: &dyn Fn(&[u8]) -> Vec<u8>) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read @ 1..) = connection.read(&mut bytes) {
        all.lock().unwrap().extend_from_slice(&bytes[..read]);
        let answer = answer(&bytes[..read]);
        if answer.is_empty() || connection.write_all(&answer).is_err() {
            return;
        }
    }
}

fn http(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("content-type: {content_type}\r\ncontent-length: {length}");
    format!("HTTP/1.1 {status}\r\n{head}\r\n\r\n{body}").into_bytes()
}

/// What somebody could answer who wants to be told more.
fn lies() -> Vec<Vec<u8>> {
    let json = "application/json";
    vec![
        vec![],
        http("200 OK", "text/html", "<html>hello</html>"),
        http("200 OK", json, r#"{"proof":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#),
        http("200 OK", json, r#"{"proof":""}"#),
        http("401 Unauthorized", json, r#"{"error":"unauthorized","detail":"who are you?"}"#),
        http("404 Not Found", json, r#"{"error":"route_not_found","detail":"no route"}"#),
        b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /\r\ncontent-length: 0\r\n\r\n".to_vec(),
    ]
}

fn command(url: &str, arguments: &[&str]) -> Command {
    let mut command = program::command();
    command.args(arguments).env("MUSTER_URL", url).env("MUSTER_TOKEN", TOKEN);
    command
}

#[tokio::test]
async fn whoever_takes_the_port_of_a_coordinator_is_told_no_secret() {
    let plan = Plan::default().without_local_worker().at_one_port();
    let serve = plan.start();
    let (url, client) = (serve.url.clone(), serve.client().await);
    let mut worker = JoinedWorker::join(&serve, "laptop").await;
    let issued = serve.cli(&["-o", "quiet", "token", "create", "ci"]).stdout.trim().to_owned();
    let invited = client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
    let instance = std::fs::read_to_string(plan.data_dir().join("instance.json")).unwrap();
    let instance: serde_json::Value = serde_json::from_str(&instance).unwrap();
    let key = instance["key"].as_str().unwrap();
    worker.kill();
    drop(serve.kill());

    let (lie, address) = (Arc::new(Mutex::new(vec![])), url.trim_start_matches("http://"));
    let told = lie.clone();
    let stranger = Stranger::at(address, move |_| told.lock().unwrap().clone());
    worker.run_again();
    let service = WorkerPlan::default().variable("MUSTER_URL", &url);
    let service = JoinedWorker::run_unjoined(&service.variable("MUSTER_TOKEN", &issued));
    until(async || stranger.heard().contains("/v1/session")).await;
    for answer in lies() {
        *lie.lock().unwrap() = answer;
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = [plan.data_dir(), folder.path()].map(|path| path.to_str().unwrap());
        let join = ["worker", "join", &url, "--token", &invited.token, "--no-run"];
        for words in [&["job", "list"][..], &["job", "submit", "true"], &join] {
            let mut by_address = command(&url, &[words, &["--data-dir", new]].concat());
            assert_ne!(program::run(&mut by_address).code, Some(0), "{words:?}");
            assert_ne!(program::run(by_address.env("MUSTER_TOKEN", &issued)).code, Some(0));
            let mut by_file = command(&url, &[words, &["--data-dir", old]].concat());
            assert_ne!(program::run(by_file.env_remove("MUSTER_URL")).code, Some(0), "{words:?}");
        }
        let started = program::run(&mut plan.command());
        assert!(started.stderr.contains(address), "a port that is taken: {}", started.stderr);
    }
    drop((worker, service));
    let heard = stranger.heard();
    assert!(heard.contains("/v1/instance/challenge"), "{heard}");
    for secret in [TOKEN, &issued, &issued[issued.len() - 39..], &invited.token, key] {
        assert!(!heard.contains(secret), "`{secret}` was told to a stranger");
    }
    assert!(!heard.to_ascii_lowercase().contains("authorization"), "{heard}");
}

#[test]
fn a_lie_is_called_one() {
    let lie = http("200 OK", "application/json", r#"{"proof":"AAAA"}"#);
    let stranger = Stranger::at("127.0.0.1:0", move |_| lie.clone());
    let said = program::run(&mut command(&stranger.url(), &["job", "list"]));
    assert!(said.stderr.contains("is not the coordinator that is meant"), "{}", said.stderr);
    assert!(said.stderr.contains("nothing secret was sent"), "{}", said.stderr);
}

/// As when the default port was taken, and the coordinator has moved to the next one.
#[test]
fn whoever_passes_everything_on_to_the_coordinator_is_told_no_secret_either() {
    let serve = Plan::default().without_local_worker().at_one_port().start();
    let real = serve.url.trim_start_matches("http://").to_owned();
    for renames_host in [false, true] {
        let to = real.clone();
        let stranger = Stranger::at("127.0.0.1:0", move |request| {
            let request = String::from_utf8_lossy(request).into_owned();
            let host = request.lines().find_map(|line| line.strip_prefix("host: "));
            let renamed = host.map(|host| request.replace(host, &to)).unwrap_or_default();
            ask(&to, if renames_host { &renamed } else { &request })
        });
        let said = program::run(&mut command(&stranger.url(), &["job", "list"]));
        assert_ne!(said.code, Some(0), "{}", said.stdout);
        let heard = stranger.heard();
        assert!(heard.contains("/v1/instance/challenge") && !heard.contains(TOKEN), "{heard}");
    }
    assert_eq!(serve.cli(&["job", "list"]).code, Some(0));
}

/// What somebody answers to a request.
fn ask(address: &str, request: &str) -> Vec<u8> {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = vec![0; 64 * 1024];
    let read = connection.read(&mut answer).unwrap();
    answer.truncate(read);
    answer
}
