//! Another address than loopback, in a network of its own: the ops notes say `http://<address>:8000`.

use muster_testkit::{Plan, TOKEN, program};

/// A tailnet's address, given to the loopback device of a fresh network namespace.
const ADDRESS: &str = "100.64.7.7";

#[test]
fn the_smoke_test_works_at_a_tailnet_address() {
    let listen = format!("{ADDRESS}:8000");
    let serve = Plan::default().listen(&listen);
    let inside = format!("ip link set lo up && ip addr add {ADDRESS}/32 dev lo && exec \"$@\"");
    let serve = serve.under(&["unshare", "--net", "sh", "-c", &inside, "sh"]).start();
    assert_eq!(serve.url, format!("http://{listen}"));
    let entered = format!("--net=/proc/{}/ns/net", serve.pid);
    let curl = |arguments: &[&str]| {
        let mut command = program::clean("nsenter");
        let said = program::run(
            command.args([entered.as_str(), "curl", "-sS", "-w", "\n%{http_code}"]).args(arguments),
        );
        let (body, status) =
            said.stdout.rsplit_once('\n').unwrap_or_else(|| panic!("curl: {}", said.stderr));
        (status.to_owned(), body.to_owned())
    };
    let (base, auth) = (format!("http://{listen}"), format!("Authorization: Bearer {TOKEN}"));
    assert_eq!(
        curl(&[&format!("{base}/health")]),
        ("200".to_owned(), r#"{"status":"ok"}"#.to_owned())
    );
    let json = "Content-Type: application/json";
    let (status, body) = curl(&[
        "-H",
        &auth,
        "-H",
        json,
        "-d",
        r#"{"command":"echo hello from worker"}"#,
        &format!("{base}/jobs"),
    ]);
    assert_eq!(status, "201", "{body}");
    assert!(body.contains(r#""id":"job_1""#), "{body}");
    let started = std::time::Instant::now();
    while !curl(&["-H", &auth, &format!("{base}/jobs/job_1/logs")]).1.contains("hello from worker")
    {
        assert!(started.elapsed() < muster_testkit::PATIENCE, "the job did not run");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(
        curl(&[
            "-H",
            "Authorization: Bearer wrong-token-of-someone",
            &format!("{base}/jobs/job_1")
        ])
        .0,
        "401"
    );
    assert_eq!(
        curl(&["-H", "Host: muster.example:8000", &format!("{base}/health")]).0,
        "421",
        "names are not addresses"
    );
}
