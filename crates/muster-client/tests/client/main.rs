//! The client against small coordinators: over real sockets, and straight into a router.
#![cfg(test)]

#[cfg(unix)]
mod discovery;
mod following;
#[cfg(unix)]
mod restart;
mod sample;
mod sending;
mod terminals;
mod wire;
