//! Artefacts: what a job leaves behind arrives as it was, whatever becomes of the connections and of
//! the coordinator, and nothing else does.

use crate::kill_points::dies_between_bytes_and_row;
use muster_api::{
    artefact::ArtefactQuery,
    instance::Verdict,
    job::{JobState, JobSubmission},
};
use muster_client::Client;
use muster_core::JobId;
use muster_testkit::{
    JoinedWorker, Plan, Serve, WorkerPlan, ended, program, shell, until, whole_log,
};
use std::{
    fs,
    io::Read,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

fn keeping(patterns: &[&str], line: &str) -> JobSubmission {
    let artefacts = patterns.iter().map(ToString::to_string).collect();
    JobSubmission { artefacts, ..shell(line) }
}

async fn names(client: &Client, job: JobId) -> Vec<String> {
    let page = client.list_artefacts(job, &ArtefactQuery::default()).await.unwrap();
    page.items.into_iter().map(|artefact| artefact.name).collect()
}

async fn is_sound(client: &Client) {
    let doctor = client.doctor().await.unwrap();
    let found = doctor.checks.iter().find(|check| check.name == "artefacts").unwrap();
    assert_eq!(found.verdict, Verdict::Good, "{found:?}");
}

#[tokio::test]
async fn what_a_job_leaves_behind_is_downloaded_as_it_was_and_what_is_no_file_is_named() {
    let serve = Serve::start();
    let client = serve.client().await;
    let line =
        "mkdir -p dist/deep; head -c 3000000 /dev/urandom > dist/deep/big.bin; : > dist/empty
        echo hello > report.xml; echo no > unwanted; ln -s /etc/passwd dist/link; ln -s / dist/root
        mkfifo dist/pipe; echo x > 'dist/a:b'; echo 1 > dist/Same; echo 2 > dist/same
        sha256sum < dist/deep/big.bin; exit 3";
    let job = client.submit_job(&keeping(&["dist/**", "*.xml"], line), None).await.unwrap();
    let over = ended(&client, job.id).await;
    assert_eq!((over.state, over.exit_code), (JobState::Failed, Some(3)));
    let kept = ["dist/deep/big.bin", "dist/empty", "dist/Same", "report.xml"];
    assert_eq!(names(&client, job.id).await, kept);
    let attempts = client.list_attempts(job.id).await.unwrap();
    let left_out = attempts[0].left_out.join("\n");
    for (name, why) in [
        ("dist/link", "symbolic link"),
        ("dist/root", "symbolic link"),
        ("dist/pipe", "no regular file"),
        ("dist/a:b", "not every system"),
        ("dist/same", "capital letters"),
    ] {
        let named = left_out.lines().find(|line| line.contains(&format!("`{name}`")));
        assert!(named.is_some_and(|line| line.contains(why)), "{name}: {left_out}");
    }
    assert_eq!(left_out.lines().count(), 5, "{left_out}");

    let folder = tempfile::tempdir().unwrap();
    let id = job.id.to_string();
    let download = ["job", "artefacts", &id, "--download", folder.path().to_str().unwrap()];
    let said = serve.cli(&download);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("report.xml")).unwrap(), "hello\n");
    assert_eq!(fs::read(folder.path().join("dist/empty")).unwrap(), b"");
    let big = folder.path().join("dist/deep/big.bin");
    let sum = program::run(program::clean("sha256sum").stdin(fs::File::open(&big).unwrap()));
    assert_eq!(sum.stdout, whole_log(&client, job.id).await);
    assert_eq!(serve.cli(&download).code, Some(6), "nothing is replaced unasked");
    assert_eq!(serve.cli(&[&download[..], &["--force"]].concat()).code, Some(0));
    let shown = serve.cli(&["job", "show", &id]).stdout;
    assert!(shown.contains("attempt 1: `dist/pipe` was not kept"), "{shown}");
    is_sound(&client).await;
}

#[tokio::test]
async fn a_job_that_leaves_too_much_keeps_what_fits_and_its_result() {
    let plan = Plan::default()
        .variable("MUSTER_ARTEFACT_FILE_LIMIT", "1000")
        .variable("MUSTER_ARTEFACT_LIMIT", "1500");
    let serve = plan.with_local_worker().start();
    let client = serve.client().await;
    let line =
        "for i in a b; do head -c 900 /dev/zero > $i; done; head -c 1001 /dev/zero > c; echo > d";
    let job = client.submit_job(&keeping(&["*"], line), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    assert_eq!(names(&client, job.id).await, ["a", "d"]);
    let left_out = client.list_attempts(job.id).await.unwrap().remove(0).left_out;
    assert!(left_out[0].contains("`b`") && left_out[0].contains("1500"), "{left_out:?}");
    assert!(left_out[1].contains("`c`") && left_out[1].contains("1000"), "{left_out:?}");
}

#[tokio::test]
async fn a_folder_that_its_own_job_has_replaced_by_a_link_leads_nowhere() {
    let serve = Serve::start();
    let client = serve.client().await;
    let line = "cd ..; rmdir work; ln -s /etc work";
    let job = client.submit_job(&keeping(&["passwd", "**"], line), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    assert_eq!(names(&client, job.id).await, [""; 0]);
    let left_out = client.list_attempts(job.id).await.unwrap().remove(0).left_out;
    assert!(left_out[0].starts_with("no artefact was kept"), "{left_out:?}");
}

#[tokio::test]
async fn a_coordinator_that_is_killed_between_bytes_and_row_has_no_row_without_bytes() {
    if !cfg!(debug_assertions) {
        println!("passed over: a released program cannot be told to die");
        return;
    }
    let plan = Plan::default().without_local_worker().at_one_port();
    let mut serve = dies_between_bytes_and_row(&plan).start();
    let _worker = JoinedWorker::join(&serve, "bench").await;
    let client = serve.client().await;
    let job = client.submit_job(&keeping(&["out"], "echo kept > out"), None).await.unwrap();
    until(async || serve.has_ended()).await;
    let serve = plan.start();
    let client = serve.client().await;
    let over = ended(&client, job.id).await;
    assert_eq!((over.state, over.attempt), (JobState::Succeeded, 1), "its end was on disk");
    assert_eq!(names(&client, job.id).await, ["out"], "the worker brought it again");
    is_sound(&client).await;
}

/// Passes connections on, and cuts each after so many bytes of the worker; the last limits nothing.
fn cutting_proxy(to: String, cuts: Vec<u64>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = count.clone();
    std::thread::spawn(move || {
        let mut cuts = cuts.into_iter();
        for near in listener.incoming().flatten() {
            let far = TcpStream::connect(&to).unwrap();
            // A session says less than this, so it is an upload that is cut.
            let begun = near.try_clone().and_then(|near| Ok((near, far.try_clone()?))).unwrap();
            std::thread::spawn(move || std::io::copy(&mut &begun.1, &mut &begun.0));
            let is_upload = is_upload(&near);
            let limit = if is_upload { cuts.next().unwrap_or(u64::MAX) } else { u64::MAX };
            counted.fetch_add(usize::from(is_upload && limit < u64::MAX), Ordering::SeqCst);
            std::thread::spawn(move || {
                drop(std::io::copy(&mut (&near).take(limit), &mut &far));
                drop((far.shutdown(Shutdown::Both), near.shutdown(Shutdown::Both)));
            });
        }
    });
    (address.to_string(), count)
}

fn is_upload(near: &TcpStream) -> bool {
    let mut begun = [0; 16];
    let read = near.peek(&mut begun).unwrap();
    begun[..read].starts_with(b"PUT /v1/uploads") || begun[..read].starts_with(b"GET /v1/uploads")
}

#[tokio::test]
async fn an_upload_that_is_cut_anywhere_goes_on_where_it_stopped() {
    let plan =
        Plan::default().without_local_worker().argument("--allowed-host").argument("127.0.0.1");
    let serve = plan.start();
    let client = serve.client().await;
    let cuts = vec![1, 300, 65_536, 1_048_576, 1_200_000, 2_500_000];
    let (address, count) =
        cutting_proxy(serve.url.trim_start_matches("http://").to_owned(), cuts.clone());
    let at = WorkerPlan::default().at(&format!("http://{address}"));
    let _worker = JoinedWorker::join_as(&serve, "behind", &at).await;
    let line = "head -c 7000000 /dev/urandom > big; sha256sum < big";
    let job = client.submit_job(&keeping(&["big"], line), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    let page = client.list_artefacts(job.id, &ArtefactQuery::default()).await.unwrap();
    let said = whole_log(&client, job.id).await;
    assert_eq!(format!("{}  -\n", page.items[0].sha256), said);
    assert_eq!(count.load(Ordering::SeqCst), cuts.len(), "it was cut each time");
}
