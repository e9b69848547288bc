//! Who listens on a port already, as far as the operating system tells us.
//!
//! Linux shows every listening socket with its owner, and the programs of our own user with their
//! sockets. Other systems are not asked.

use std::net::SocketAddr;

/// The program that has the port, for people.
#[cfg(not(target_os = "linux"))]
pub(super) fn find(_address: SocketAddr) -> Option<String> {
    None
}

/// The program that has the port, for people.
#[cfg(target_os = "linux")]
pub(super) fn find(address: SocketAddr) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let text: String =
        tables.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    let sockets = listening(&text, address.port());
    let holder = sockets.iter().find_map(|socket| program_with(&socket.inode));
    holder.or_else(|| sockets.first().map(|socket| format!("a program of user {}", socket.user)))
}

/// A listening socket.
#[cfg(target_os = "linux")]
#[derive(Debug, PartialEq, Eq)]
struct Socket {
    user: String,
    inode: String,
}

/// The sockets that listen on a port, from the kernel's tables.
#[cfg(target_os = "linux")]
fn listening(table: &str, port: u16) -> Vec<Socket> {
    const LISTENING: &str = "0A";
    let is_ours = |local: &str| local.rsplit_once(':').is_some_and(|(_, hex)| is_port(hex, port));
    table
        .lines()
        .filter_map(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            let (local, state) = (fields.get(1)?, fields.get(3)?);
            let (user, inode) = ((*fields.get(7)?).to_owned(), (*fields.get(9)?).to_owned());
            (is_ours(local) && *state == LISTENING).then_some(Socket { user, inode })
        })
        .collect()
}

#[cfg(target_os = "linux")]
fn is_port(hex: &str, port: u16) -> bool {
    u16::from_str_radix(hex, 16) == Ok(port)
}

/// The program that holds a socket; nothing if it is not ours to see.
#[cfg(target_os = "linux")]
fn program_with(inode: &str) -> Option<String> {
    let wanted = format!("socket:[{inode}]");
    let processes = std::fs::read_dir("/proc").ok()?.filter_map(Result::ok);
    let mut ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let id = ids.find(|id| {
        let Ok(files) = std::fs::read_dir(format!("/proc/{id}/fd")) else { return false };
        let mut targets = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
        targets.any(|target| target.as_os_str() == wanted.as_str())
    })?;
    let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
    Some(format!("`{}` (process {id})", name.trim().escape_default()))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn only_listening_sockets_of_the_port_count() {
        let table = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1DB0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 777 1
   1: 0100007F:1DB0 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 778 1
   2: 0100007F:1DB1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 779 1
";
        let expected = [Socket { user: "1000".into(), inode: "777".into() }];
        assert_eq!(listening(table, 7600), expected);
    }

    #[test]
    fn our_own_process_is_found_by_its_port() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let holder = find(listener.local_addr().unwrap()).unwrap();
        assert!(holder.contains(&format!("(process {})", std::process::id())), "{holder}");
    }
}
