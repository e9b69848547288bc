//! The audit log as its users see it: sealed, witnessed, tampered with, exported, verified.

mod any;
mod files;
mod heads;
mod keys;
mod ranges;
mod spreadsheets;
mod tamper;
mod world;
