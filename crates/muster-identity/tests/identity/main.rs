//! Stories about who somebody is, told over real HTTP to fakes.
#![cfg(test)]

mod actions;
mod social;
mod world;
