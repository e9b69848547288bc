//! The system's word that its network has changed: a link went up or down, an address came or went.
//!
//! What has changed is not read. Whoever hears of it finds out what it means for the one connection
//! that matters.

use super::News;
use rustix::io::Errno;
use std::{
    io::{self, ErrorKind},
    os::unix::net,
    time::Duration,
};
use tokio::{net::UnixDatagram, sync::mpsc, time::sleep};

/// One change comes in many pieces.
const SETTLE: Duration = Duration::from_secs(1);

/// Tells of each change, until nobody wants to know or the system says nothing any more.
pub(super) async fn listen(teller: mpsc::Sender<News>) -> io::Result<()> {
    // Every socket that carries messages is waited for and read in the same way.
    let socket = UnixDatagram::from_std(net::UnixDatagram::from(system::open()?))?;
    loop {
        socket.readable().await?;
        if drain(&socket)? && teller.send(News::Network).await.is_err() {
            return Ok(());
        }
        sleep(SETTLE).await;
    }
}

/// Reads all there is, and answers whether something in it was a change.
fn drain(socket: &UnixDatagram) -> io::Result<bool> {
    let (mut message, mut has_changed) = ([0; 4096], false);
    loop {
        match socket.try_recv(&mut message) {
            Ok(length) => has_changed |= system::is_change(&message[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(has_changed),
            // More has happened than the system could keep.
            Err(error) if Errno::from_io_error(&error) == Some(Errno::NOBUFS) => has_changed = true,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use rustix::{
        fd::OwnedFd,
        io,
        net::{
            AddressFamily, SocketFlags, SocketType, bind, netlink::SocketAddrNetlink, socket_with,
        },
    };

    /// `RTMGRP_LINK`, `RTMGRP_IPV4_IFADDR` and `RTMGRP_IPV6_IFADDR`, as in <linux/rtnetlink.h>.
    const GROUPS: u32 = 0x1 | 0x10 | 0x100;

    pub(super) fn open() -> io::Result<OwnedFd> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
        bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
        Ok(socket)
    }

    /// The groups have nothing else.
    pub(super) fn is_change(_: &[u8]) -> bool {
        true
    }
}

#[cfg(target_os = "macos")]
mod system {
    use rustix::{
        fd::OwnedFd,
        io::{self, FdFlags, fcntl_setfd, ioctl_fionbio},
        net::{AddressFamily, SocketType, socket},
    };

    /// `RTM_NEWADDR`, `RTM_DELADDR` and `RTM_IFINFO`, as in <net/route.h>.
    const CHANGES: [u8; 3] = [0xc, 0xd, 0xe];
    /// Where a message has its type: after its length and the version.
    const TYPE: usize = 3;

    pub(super) fn open() -> io::Result<OwnedFd> {
        let socket = socket(AddressFamily::ROUTE, SocketType::RAW, None)?;
        fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
        ioctl_fionbio(&socket, true)?;
        Ok(socket)
    }

    /// Routes and neighbours come and go all the time.
    pub(super) fn is_change(message: &[u8]) -> bool {
        message.get(TYPE).is_some_and(|kind| CHANGES.contains(kind))
    }
}
