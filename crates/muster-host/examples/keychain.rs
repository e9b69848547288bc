//! Uses the system's keychain from a process of its own: `keychain state|read|write|forget [NAME]`.
//!
//! `write` takes the secret from stdin. The tests of this crate run it under a private session bus,
//! because only another process can tell whether a keychain really keeps what it is given.
#![expect(clippy::print_stdout, reason = "a program for tests: its answer is what it prints")]

use muster_host::{
    Secret,
    secrets::{Keychain, SecretError, SecretName, SecretStore, SystemRing},
};
use std::io::Read;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().expect("a verb");
    let name = arguments.next().map(|name| name.parse::<SecretName>().expect("a name"));
    let keychain = Keychain::over(SystemRing::default());
    if verb == "state" {
        println!("{}", keychain.state().await.as_str());
        return;
    }
    let store = SecretStore::Keychain(keychain);
    match act(&store, &verb, &name.expect("a name")).await {
        Ok(answer) => println!("{answer}"),
        Err(error) => println!("refused {}", error.code()),
    }
}

async fn act(store: &SecretStore, verb: &str, name: &SecretName) -> Result<String, SecretError> {
    match verb {
        "read" => {
            let secret = store.read(name).await?;
            Ok(secret.map_or("nothing".to_owned(), |secret| secret.reveal().to_owned()))
        }
        "write" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).expect("a secret on stdin");
            store.write(name, &Secret::new(text)).await.map(|()| "written".to_owned())
        }
        "forget" => store.forget(name).await.map(|()| "forgotten".to_owned()),
        other => panic!("no verb {other}"),
    }
}
