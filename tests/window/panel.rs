//! The panel: whoever shows status icons on a desktop, with a finger to press their menus.

use crate::desktop::Desktop;
use muster_testkit::until;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use zbus::{
    Connection, Proxy, connection, interface,
    message::Header,
    zvariant::{OwnedValue, Value},
};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const MENU: &str = "com.canonical.dbusmenu";
const ITEM: &str = "org.kde.StatusNotifierItem";

/// An entry of a menu: its number, its properties and what is below it.
type Entry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// A panel that shows icons.
#[derive(Debug)]
pub(crate) struct Panel {
    bus: Connection,
    icons: Icons,
}

/// Who announced an icon: the name on the bus, and the icon's path.
#[derive(Debug, Clone, Default)]
struct Icons(Arc<Mutex<Vec<(String, String)>>>);

struct Watcher(Icons);

#[expect(clippy::unused_async, clippy::unused_self, reason = "the interface's form")]
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(&self, service: &str, #[zbus(header)] head: Header<'_>) {
        let sender = head.sender().map(ToString::to_string).unwrap_or_default();
        self.0.0.lock().unwrap().push((sender, service.to_owned()));
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Panel {
    /// Puts a panel on the desktop.
    pub(crate) async fn start(desktop: &Desktop) -> Self {
        let icons = Icons::default();
        let bus = connection::Builder::address(desktop.bus.address.as_str())
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Watcher(icons.clone())))
            .and_then(|bus| bus.name(WATCHER))
            .expect("a panel")
            .build()
            .await
            .expect("a connection to the bus");
        Self { bus, icons }
    }

    /// Presses an entry of the app's menu.
    pub(crate) async fn press(&self, name: &str) {
        let menu = self.menu().await;
        until(async || self.find(&menu, name).await.is_some()).await;
        let number = self.find(&menu, name).await.expect("the entry is there");
        let nothing = Value::from(0_i32);
        let pressed = menu.call_method("Event", &(number, "clicked", nothing, 0_u32)).await;
        pressed.expect("press the entry");
    }

    /// Waits until the menu has an entry with this text.
    pub(crate) async fn wait_for(&self, text: &str) {
        let menu = self.menu().await;
        until(async || self.find(&menu, text).await.is_some()).await;
    }

    async fn menu(&self) -> Proxy<'static> {
        until(async || !self.icons.0.lock().unwrap().is_empty()).await;
        let (owner, path) = self.icons.0.lock().unwrap()[0].clone();
        let icon = Proxy::new(&self.bus, owner.clone(), path, ITEM).await.expect("the icon");
        let path: zbus::zvariant::OwnedObjectPath =
            icon.get_property("Menu").await.expect("the icon's menu");
        Proxy::new(&self.bus, owner, path, MENU).await.expect("the menu")
    }

    async fn find(&self, menu: &Proxy<'_>, text: &str) -> Option<i32> {
        let wanted = ["label"];
        let layout = menu.call("GetLayout", &(0_i32, -1_i32, wanted.as_slice())).await;
        let (_, (_, _, entries)): (u32, Entry) = layout.expect("the menu's entries");
        let entries = entries.into_iter().filter_map(|entry| Entry::try_from(entry).ok());
        let label = |properties: &HashMap<String, OwnedValue>| {
            properties.get("label").and_then(|label| label.downcast_ref::<String>().ok())
        };
        entries
            .into_iter()
            .find(|(_, properties, _)| label(properties).as_deref() == Some(text))
            .map(|entry| entry.0)
    }
}
