//! logind, which tells every program that the machine is about to sleep, and waits for those that
//! hold a delay lock.
//!
//! <https://www.freedesktop.org/wiki/Software/systemd/inhibit/>

use super::News;
use futures_util::StreamExt;
use tokio::sync::mpsc;
use zbus::{Connection, Proxy, zvariant::OwnedFd};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const INTERFACE: &str = "org.freedesktop.login1.Manager";
/// What for, who, why, and how: it delays sleep, and blocks nothing.
const DELAY: (&str, &str, &str, &str) =
    ("sleep", "Muster", "Jobs stand still, and the coordinator is told", "delay");

/// Tells what logind says, until nobody wants to know or logind cannot be heard.
pub(super) async fn listen(teller: mpsc::Sender<News>) -> zbus::Result<()> {
    let bus = Connection::system().await?;
    let logind = Proxy::new(&bus, NAME, PATH, INTERFACE).await?;
    let mut signals = logind.receive_signal("PrepareForSleep").await?;
    let mut hold = delay(&logind).await;
    while let Some(signal) = signals.next().await {
        let is_sleep_near: bool = signal.body().deserialize()?;
        let news = if is_sleep_near { News::Sleep(Box::new(hold.take())) } else { News::Wake };
        if teller.send(news).await.is_err() {
            break;
        }
        if !is_sleep_near {
            hold = delay(&logind).await;
        }
    }
    Ok(())
}

/// A lock for the next time; without one the machine sleeps when it likes, and says so all the same.
async fn delay(logind: &Proxy<'_>) -> Option<OwnedFd> {
    match logind.call("Inhibit", &DELAY).await {
        Ok(lock) => Some(lock),
        Err(error) => {
            tracing::debug!(%error, "cannot have the machine wait before it sleeps");
            None
        }
    }
}
