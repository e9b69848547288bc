//! The desktop window, as a person meets it: the real app on a screen and a session bus of its own.
//!
//! Only Linux lets a test drive its webview. Where the screen, the bus or the driver is missing the
//! tests say so and end; on CI (`CI=true`) that is a failure.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]
#![expect(clippy::disallowed_methods, reason = "tests look whether they run on CI, and on what")]

mod app;
mod billable;
mod close;
mod desktop;
mod driver;
mod elsewhere;
mod external;
mod first_job;
mod first_paint;
mod gate;
mod handoff;
mod held;
mod hostile_page;
mod keyboard;
mod links;
mod manners;
mod menus;
mod not_started;
mod notifications;
mod panel;
mod play_money;
mod profiles;
mod renderer;
mod restore;
mod screen;
mod second_machine;
mod second_start;
mod stop_this_machine;
mod trust;
mod updates;
mod words;
