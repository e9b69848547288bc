//! Jobs as a test tells of them: submit, wait for a line, wait for the end.

use crate::PATIENCE;
use muster_api::{
    job::{Job, JobSubmission},
    log::LogQuery,
};
use muster_client::{Client, ClientError, Credential, Follow, Followed, Target};
use muster_core::JobId;
use std::path::Path;

/// A client for this address, with or without a token.
///
/// # Panics
/// If the address or token is not one.
pub async fn client(url: &str, token: Option<&str>) -> Client {
    let credential = token.map(|token| Credential::from_token(token).expect("a token"));
    let url = url.parse().expect("an address");
    Client::over_http(Target { url, credential, allows_plain_http: false }).await.expect("a client")
}

/// A job that runs this line in the shell.
pub fn shell(line: &str) -> JobSubmission {
    JobSubmission { command: Some(line.to_owned()), ..JobSubmission::default() }
}

/// The stable code of a refusal.
///
/// # Panics
/// If it is none.
pub fn problem_code(error: &ClientError) -> &'static str {
    match error {
        ClientError::Problem(problem) => problem.error.as_str(),
        other => panic!("not a refusal: {other:?}"),
    }
}

/// Waits until a job is over.
///
/// # Panics
/// If it is not in time.
pub async fn ended(client: &Client, id: JobId) -> Job {
    let mut follow = Follow::job(client.clone(), id).without_log();
    let ending = async {
        loop {
            if let Followed::Ended(job) = follow
                .next()
                .await
                .expect("follow the job")
                .expect("it ends before the stream does")
            {
                return *job;
            }
        }
    };
    match tokio::time::timeout(PATIENCE, ending).await {
        Ok(job) => job,
        Err(late) => panic!("{id} did not end: {late}: {:?}", client.get_job(id).await),
    }
}

/// Waits for the first whole line of a job's output.
///
/// # Panics
/// If there is none in time.
pub async fn first_line(client: &Client, id: JobId) -> String {
    let mut follow = Follow::job(client.clone(), id);
    let mut text = String::new();
    let reading = async {
        loop {
            if let Some((line, _)) = text.split_once('\n') {
                return line.to_owned();
            }
            match follow.next().await.expect("follow the log") {
                Some(Followed::Chunk(chunk)) => text += &chunk.text,
                Some(Followed::Ended(job)) => panic!("{id} ended without a line: {job:?}"),
                Some(_) => {}
                None => panic!("the log of {id} ended without a line"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading)
        .await
        .unwrap_or_else(|_| panic!("{id} said nothing in time"))
}

/// The log of the latest attempt as it is now.
///
/// # Panics
/// If it cannot be read.
pub async fn whole_log(client: &Client, id: JobId) -> String {
    let page = client
        .read_log(id, &LogQuery { limit: Some(1024 * 1024), ..LogQuery::default() })
        .await
        .expect("read the log");
    page.chunks.into_iter().map(|chunk| chunk.text).collect()
}

/// The processes that are left of a process group, as `/proc` shows them; zombies do not count.
///
/// # Panics
/// If there is no `/proc`.
pub fn processes_of_group(group: &str) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").expect("this system has a /proc");
    entries.filter_map(|entry| in_group(&entry.ok()?.path(), group)).collect()
}

fn in_group(process: &Path, group: &str) -> Option<String> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    // The name may hold anything, so fields are counted from behind its closing bracket.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    (fields.get(2) == Some(&group) && fields.first() != Some(&"Z")).then_some(stat)
}
