//! What Linux services say over the system's bus: logind, for how long nobody has used the machine, and
//! NetworkManager, whether its network is metered.
//!
//! <https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html>,
//! <https://networkmanager.dev/docs/api/latest/nm-dbus-types.html#NMMetered>

use muster_core::Timestamp;
use std::time::Duration;
use tokio::sync::Mutex;
use zbus::{Connection, Proxy};

const LOGIND: Service = Service {
    name: "org.freedesktop.login1",
    path: "/org/freedesktop/login1",
    interface: "org.freedesktop.login1.Manager",
};
const NETWORK_MANAGER: Service = Service {
    name: "org.freedesktop.NetworkManager",
    path: "/org/freedesktop/NetworkManager",
    interface: "org.freedesktop.NetworkManager",
};

/// `NM_METERED_YES` and `NM_METERED_GUESS_YES`, then the same with no.
const METERED: [u32; 2] = [1, 3];
const NOT_METERED: [u32; 2] = [2, 4];

struct Service {
    name: &'static str,
    path: &'static str,
    interface: &'static str,
}

/// The system's bus, connected when somebody first asks.
#[derive(Debug, Default)]
pub(super) struct Bus(Mutex<Option<Connection>>);

impl Bus {
    pub(super) async fn idle(&self, now: Timestamp) -> zbus::Result<Duration> {
        let logind = self.proxy(&LOGIND).await?;
        if !logind.get_property::<bool>("IdleHint").await? {
            return Ok(Duration::ZERO);
        }
        let since_us: u64 = logind.get_property("IdleSinceHint").await?;
        let since = i64::try_from(since_us / 1000).unwrap_or(i64::MAX);
        Ok(now.since(Timestamp::from_millis(since)))
    }

    pub(super) async fn is_metered(&self) -> zbus::Result<bool> {
        if !self.is_running(&NETWORK_MANAGER).await? {
            return Err(zbus::Error::Failure("nobody knows whether it is metered".to_owned()));
        }
        let manager = self.proxy(&NETWORK_MANAGER).await?;
        match manager.get_property::<u32>("Metered").await? {
            metered if METERED.contains(&metered) => Ok(true),
            metered if NOT_METERED.contains(&metered) => Ok(false),
            _ => Err(zbus::Error::Failure("it does not know whether it is metered".to_owned())),
        }
    }

    /// Whether a service runs. Whoever asks it something may start it.
    async fn is_running(&self, service: &Service) -> zbus::Result<bool> {
        let bus = zbus::fdo::DBusProxy::new(&self.connection().await?).await?;
        Ok(bus.name_has_owner(service.name.try_into()?).await?)
    }

    async fn proxy(&self, service: &Service) -> zbus::Result<Proxy<'static>> {
        let connection = self.connection().await?;
        let Service { name, path, interface } = *service;
        // What was true a moment ago is not asked for.
        let proxy = zbus::proxy::Builder::new(&connection)
            .destination(name)?
            .path(path)?
            .interface(interface)?
            .cache_properties(zbus::proxy::CacheProperties::No);
        proxy.build().await
    }

    /// A bus that was restarted is connected to anew.
    async fn connection(&self) -> zbus::Result<Connection> {
        let mut known = self.0.lock().await;
        if let Some(connection) = known.as_ref().filter(|known| !known.is_closed()) {
            return Ok(connection.clone());
        }
        let connection = Connection::system().await?;
        *known = Some(connection.clone());
        Ok(connection)
    }
}
