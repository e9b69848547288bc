//! Over what kind of network the machine reaches the world.

use std::{io, path::Path};

/// `ethernet`, `wifi`, `cellular` or `other`, by the interface that the default route takes; nothing if there is none.
#[cfg(target_os = "linux")]
pub(super) fn kind() -> io::Result<Option<&'static str>> {
    kind_under(Path::new("/"))
}

#[cfg(target_os = "linux")]
fn kind_under(root: &Path) -> io::Result<Option<&'static str>> {
    let table = |name: &str| std::fs::read_to_string(root.join("proc/net").join(name));
    // A system without version 6 has no table of it.
    let version_6 = || table("ipv6_route").unwrap_or_default();
    let interface = default_4(&table("route")?).or_else(|| default_6(&version_6()));
    Ok(interface.map(|interface| kind_of(&root.join("sys/class/net").join(interface))))
}

/// `RTF_UP` of <linux/route.h>.
#[cfg(target_os = "linux")]
const IS_UP: u32 = 1;

/// The interface of the default route with the smallest metric: `Iface Destination Gateway Flags RefCnt Use Metric Mask …`.
#[cfg(target_os = "linux")]
fn default_4(table: &str) -> Option<String> {
    let route = |line: &str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [interface, "00000000", _, flags, _, _, metric, "00000000", ..] = *fields else {
            return None;
        };
        let is_up = u32::from_str_radix(flags, 16).ok()? & IS_UP != 0;
        is_up.then_some((metric.parse::<u32>().ok()?, interface.to_owned()))
    };
    table.lines().filter_map(route).min().map(|(_, interface)| interface)
}

/// The same for version 6: `destination length source length next metric refcnt use flags interface`. The route of the
/// interface `lo` leads nowhere.
#[cfg(target_os = "linux")]
fn default_6(table: &str) -> Option<String> {
    let route = |line: &str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [to, "00", _, _, _, metric, _, _, flags, interface] = *fields else { return None };
        let is_up = u32::from_str_radix(flags, 16).ok()? & IS_UP != 0;
        let is_default = is_up && interface != "lo" && to.bytes().all(|digit| digit == b'0');
        is_default.then_some((u32::from_str_radix(metric, 16).ok()?, interface.to_owned()))
    };
    table.lines().filter_map(route).min().map(|(_, interface)| interface)
}

/// By what the kernel says of an interface. `1` is `ARPHRD_ETHER`, which radio has as well.
#[cfg(target_os = "linux")]
fn kind_of(interface: &Path) -> &'static str {
    let read = |name: &str| std::fs::read_to_string(interface.join(name)).unwrap_or_default();
    let about = read("uevent");
    let is = |kind: &str| about.lines().any(|line| line.strip_prefix("DEVTYPE=") == Some(kind));
    if is("wlan") || interface.join("wireless").exists() || interface.join("phy80211").exists() {
        "wifi"
    } else if is("wwan") {
        "cellular"
    } else if read("type").trim() == "1" {
        "ethernet"
    } else {
        "other"
    }
}

/// By the interface of the default route and the kind of its port.
#[cfg(target_os = "macos")]
pub(super) fn kind() -> io::Result<Option<&'static str>> {
    let route = super::command::output("/sbin/route", &["-n", "get", "default"])?;
    let ports = super::command::output("/usr/sbin/networksetup", &["-listallhardwareports"])?;
    Ok(kind_of_port(&route, &ports))
}

/// `interface: en0` of the one, and `Hardware Port: Wi-Fi` before `Device: en0` of the other.
#[cfg(any(target_os = "macos", all(test, target_os = "linux")))]
fn kind_of_port(route: &str, ports: &str) -> Option<&'static str> {
    let interface = route.lines().find_map(|line| line.trim().strip_prefix("interface: "))?;
    let mut port = "";
    for line in ports.lines() {
        port = line.strip_prefix("Hardware Port: ").unwrap_or(port);
        if line.strip_prefix("Device: ") == Some(interface) {
            return Some(match port {
                "Wi-Fi" => "wifi",
                port if port.contains("Ethernet") || port.contains("LAN") => "ethernet",
                _ => "other",
            });
        }
    }
    Some("other")
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn kind() -> io::Result<Option<&'static str>> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::fs;

    const HEAD: &str =
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";

    /// A machine with these routes, whose interfaces have these files.
    fn kind_with(routes: &str, version_6: &str, files: &[(&str, &str)]) -> Option<&'static str> {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("proc/net/route", &format!("{HEAD}{routes}"));
        write("proc/net/ipv6_route", version_6);
        for (name, text) in files {
            write(&format!("sys/class/net/{name}"), text);
        }
        kind_under(root.path()).unwrap()
    }

    #[test]
    fn the_default_route_with_the_smallest_metric_decides() {
        let both = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
                    wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n";
        let files = [
            ("eth0/type", "1\n"),
            ("eth0/uevent", "INTERFACE=eth0\n"),
            ("wlan0/type", "1\n"),
            ("wlan0/uevent", "DEVTYPE=wlan\nINTERFACE=wlan0\n"),
        ];
        assert_eq!(kind_with(both, "", &files), Some("ethernet"));
        let unplugged = both.replacen("0003", "0002", 1);
        assert_eq!(kind_with(&unplugged, "", &files), Some("wifi"));
        let near = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";
        assert_eq!(kind_with(near, "", &files), None, "it reaches its own network alone");
    }

    #[test]
    fn a_tunnel_is_something_else_and_version_6_counts_too() {
        let zeros = "0".repeat(32);
        let route = |interface: &str| {
            format!(
                "{zeros} 00 {zeros} 00 {zeros} 00000400 00000001 00000000 00000003 {interface}\n"
            )
        };
        let nowhere =
            format!("{zeros} 00 {zeros} 00 {zeros} ffffffff 00000001 00000000 00200200 lo\n");
        assert_eq!(kind_with("", &nowhere, &[]), None);
        let files = [("tun0/type", "65534\n"), ("wwan0/uevent", "DEVTYPE=wwan\n")];
        assert_eq!(kind_with("", &(nowhere.clone() + &route("tun0")), &files), Some("other"));
        assert_eq!(kind_with("", &(nowhere + &route("wwan0")), &files), Some("cellular"));
    }

    #[test]
    fn a_port_of_a_mac_is_told_by_its_name() {
        let ports = "\nHardware Port: Ethernet Adapter (en4)\nDevice: en4\n\n\
                     Hardware Port: Wi-Fi\nDevice: en0\nEthernet Address: 00:00:00:00:00:00\n";
        let kind = |interface: &str| {
            kind_of_port(&format!("   route to: default\n  interface: {interface}\n"), ports)
        };
        assert_eq!(
            [kind("en0"), kind("en4"), kind("utun3")],
            [Some("wifi"), Some("ethernet"), Some("other")]
        );
        assert_eq!(kind_of_port("route: not in table", ports), None);
    }

    #[test]
    fn this_machine_says_what_it_has() {
        kind().unwrap();
    }
}
