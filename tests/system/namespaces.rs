//! Namespaces for tests: a clock of its own, or a network of its own. Where the system does not give
//! them, it is said, and the test passes over.

use muster_testkit::program;
use std::{
    process::{Child, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Runs a command and answers whether it went well; says what it said if not.
fn works(words: &[&str]) -> bool {
    let said = program::run(program::clean(words[0]).args(&words[1..]));
    if said.code != Some(0) {
        println!("`{}`: {}", words.join(" "), said.stderr.trim());
    }
    said.code == Some(0)
}

/// The same for what must go well once the first of its kind did.
pub(crate) fn run(words: &[&str]) {
    assert!(works(words), "{words:?} failed");
}

/// How to run a program on a machine that has slept for so many seconds.
pub(crate) fn slept() -> Option<impl Fn(u64) -> Vec<String>> {
    let wrapper = |seconds: u64| {
        let words = ["unshare", "--time", "--boottime", &seconds.to_string()];
        words.map(str::to_owned).to_vec()
    };
    let uptime = |words: &[String]| {
        let said =
            program::run(program::clean(&words[0]).args(&words[1..]).args(["cat", "/proc/uptime"]));
        said.stdout.split('.').next().and_then(|seconds| seconds.parse::<u64>().ok())
    };
    let shifted = uptime(&wrapper(1_000_000_000));
    if shifted.is_none_or(|seconds| seconds < 1_000_000_000) {
        println!("passed over: this system gives no clock of its own (uptime {shifted:?})");
        return None;
    }
    Some(wrapper)
}

/// Another machine as far as the network goes, joined to this one by a cable.
pub(crate) struct Elsewhere {
    /// Holds the namespace.
    holder: Child,
    name: String,
    subnet: u32,
    /// Where its subnets begin.
    base: u32,
}

/// 100.64.0.0, of which tailnets have their addresses.
const TAILNET: u32 = 0x6440_0000;
/// 10.0.0.0, a network like any other.
const LAN: u32 = 0x0a00_0000;

impl Elsewhere {
    /// The cable of a tailnet is plugged in, this machine is `.1` and the other one is `.2`.
    pub(crate) fn new() -> Option<Self> {
        Self::at(TAILNET)
    }

    /// The same of a network on which anybody can hear what is not encrypted.
    pub(crate) fn in_lan() -> Option<Self> {
        Self::at(LAN)
    }

    fn at(base: u32) -> Option<Self> {
        let own = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("mst{}x{own}", std::process::id());
        let mut command = program::clean("unshare");
        // It ends with this process, however that ends, and takes the cable with it.
        command.args(["--net", "cat"]).stdin(Stdio::piped());
        let holder = command.spawn().unwrap();
        // Sixteen addresses each, of the four million that tailnets share.
        let subnet = std::process::id().wrapping_mul(8).wrapping_add(own) % 0x4_0000;
        let own = Self { holder, name, subnet, base };
        let (pid, far) = (own.holder.id().to_string(), own.far());
        until_apart(&pid);
        if !works(&["ip", "link", "add", &own.name, "type", "veth", "peer", "name", &far]) {
            println!("passed over: this system gives no network of its own");
            return None;
        }
        run(&["ip", "link", "set", &far, "netns", &pid]);
        run(&["ip", "addr", "add", &format!("{}/28", own.address(1)), "dev", &own.name]);
        own.plug_in();
        own.inside(&["ip", "link", "set", "lo", "up"]);
        own.inside(&["ip", "link", "set", &far, "up"]);
        own.move_to(2);
        Some(own)
    }

    fn far(&self) -> String {
        format!("{}b", self.name)
    }

    /// An address on the cable.
    pub(crate) fn address(&self, host: u32) -> String {
        let [a, b, c, d] = (self.base + self.subnet * 16 + host).to_be_bytes();
        format!("{a}.{b}.{c}.{d}")
    }

    /// How to run a program there.
    pub(crate) fn wrapper(&self) -> Vec<String> {
        vec!["nsenter".to_owned(), format!("--net=/proc/{}/ns/net", self.holder.id())]
    }

    fn inside(&self, words: &[&str]) {
        let wrapper = self.wrapper();
        let all: Vec<&str> =
            wrapper.iter().map(String::as_str).chain(words.iter().copied()).collect();
        run(&all);
    }

    pub(crate) fn plug_in(&self) {
        run(&["ip", "link", "set", &self.name, "up"]);
    }

    pub(crate) fn pull_out(&self) {
        run(&["ip", "link", "set", &self.name, "down"]);
    }

    /// Gives the other machine this address and no other.
    pub(crate) fn move_to(&self, host: u32) {
        self.inside(&["ip", "addr", "flush", "dev", &self.far()]);
        self.inside(&[
            "ip",
            "addr",
            "add",
            &format!("{}/28", self.address(host)),
            "dev",
            &self.far(),
        ]);
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
        // Both ends go with one of them.
        works(&["ip", "link", "del", &self.name]);
    }
}

/// Waits until a process has left our network.
fn until_apart(pid: &str) {
    let network = |pid: &str| std::fs::read_link(format!("/proc/{pid}/ns/net")).ok();
    let own = network("self");
    // It ends by itself where the system refuses; then its network is no other.
    for _ in 0..1000 {
        if network(pid).is_none_or(|other| Some(other) != own) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
