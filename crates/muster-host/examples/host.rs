//! Starts a host on a data directory, says how that went, and stops it when stdin ends.
//!
//! `host DATA_DIR [NAME=value…]`: the settings of `muster serve` as variables. The tests of this
//! crate run it in places where starting must fail.
#![expect(clippy::print_stdout, reason = "a program for tests: its answer is what it prints")]

use muster_host::{
    Host, StartError,
    config::{Environment, ServeFlags, ServeSettings},
};
use muster_seams::Seams;
use std::io::Read;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let data_dir = arguments.next().expect("a data directory");
    let variables = tempfile::NamedTempFile::new_in(std::env::temp_dir()).expect("a file");
    let mut lines: Vec<_> = arguments.collect();
    if !lines.iter().any(|line| line.starts_with("MUSTER_LISTEN=")) {
        lines.push("MUSTER_LISTEN=127.0.0.1:0".to_owned());
    }
    std::fs::write(variables.path(), lines.join("\n")).expect("write the variables");
    let environment = Environment::default().with_file(variables.path()).expect("variables");
    let flags = ServeFlags { data_dir: Some(data_dir.into()), ..ServeFlags::default() };
    match ServeSettings::resolve(&environment, flags) {
        Ok(settings) => {
            muster_host::logging::start(&settings.log).expect("the filter was checked");
            tell(Box::pin(Host::start(settings, Seams::real())).await).await;
        }
        Err(error) => println!("refused config_invalid: {error}"),
    }
}

async fn tell(started: Result<Host, StartError>) {
    match started {
        Ok(host) => {
            println!("ready {}", host.url());
            let mut ignored = Vec::new();
            let ended =
                tokio::task::spawn_blocking(move || std::io::stdin().read_to_end(&mut ignored));
            ended.await.expect("wait for stdin").expect("read stdin");
            host.stop().await;
            println!("stopped");
        }
        Err(error) => println!("refused {}: {error} ({})", error.code(), error.hint()),
    }
}
