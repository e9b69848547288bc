//! The coordinator by itself: its real router and a real store, with a worker that a test plays.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod access;
mod admin;
mod agents;
mod ai;
mod arrays;
mod artefacts;
mod audit;
mod bench;
mod cloud;
mod cloud_workers;
mod contract;
mod downloads;
mod environments;
mod explain;
mod export;
mod fences;
mod guard;
mod health;
mod jobs;
mod labels;
mod leases;
mod limits;
mod logs;
mod marketplace;
mod needs;
mod nodes;
mod outside;
mod owners;
mod pauses;
mod people;
mod restart;
mod retention;
mod rollback;
mod schedules;
mod secrets;
mod slots;
mod steering;
mod templates;
mod tools;
mod updates;
mod web;
mod wire;
mod workflows;
