//! Signing in at a coordinator elsewhere: the token is kept, and stands nowhere else.

use muster_testkit::{Plan, TOKEN, program};
use std::{fs, path::Path};
use tempfile::TempDir;

struct Person {
    home: TempDir,
    url: String,
}

impl Person {
    fn says(&self, words: &[&str]) -> program::Said {
        let mut command = program::command();
        command.args(words).args(["--url", &self.url]).arg("--data-dir").arg(self.home.path());
        command
            .env("MUSTER_SECRETS", "file")
            .env("MUSTER_VAULT_PASSPHRASE", "correct horse battery");
        program::run(&mut command)
    }
}

fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        let read = || fs::read(&path).unwrap();
        path.is_file() && read().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn a_token_is_kept_until_somebody_signs_out_and_stands_in_no_file() {
    let serve = Plan::default().without_local_worker().start();
    let person = Person { home: TempDir::new().unwrap(), url: serve.url.clone() };
    let stranger = person.says(&["job", "list"]);
    assert_eq!(stranger.code, Some(5), "{}", stranger.stderr);

    let file = person.home.path().join("token");
    fs::write(&file, "5f1d8e2c9b7a46305f1d8e2c9b7a4630").unwrap();
    let wrong = person.says(&["login", "--token-file", file.to_str().unwrap()]);
    assert_eq!(wrong.code, Some(5), "{}", wrong.stderr);
    assert_eq!(person.says(&["job", "list"]).code, Some(5), "what is refused is not kept");

    fs::write(&file, TOKEN).unwrap();
    let said = person.says(&["login", "--token-file", file.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    fs::remove_file(&file).unwrap();
    let list = person.says(&["job", "list"]);
    assert_eq!(list.code, Some(0), "{}", list.stderr);
    assert!(!holds(person.home.path(), TOKEN));

    assert_eq!(person.says(&["logout"]).code, Some(0));
    assert_eq!(person.says(&["job", "list"]).code, Some(5));
}
