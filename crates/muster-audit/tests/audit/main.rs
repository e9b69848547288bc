//! The audit log as its users see it: sealed, witnessed, tampered with, exported, verified.
#![cfg(test)]

mod any;
mod files;
mod heads;
mod keys;
mod ranges;
mod spreadsheets;
mod tamper;
mod world;
