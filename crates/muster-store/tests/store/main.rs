//! The store through its public interface, every table on both databases.
#![cfg(test)]

mod agent;
mod artefact;
mod attempt;
mod audit_event;
mod billing;
mod both;
mod builders;
mod concurrency;
mod coordinator;
mod copy;
mod damage;
mod disk;
mod disk_full;
mod disk_syncs;
mod group;
mod idempotency;
mod inline;
mod invariants;
mod job;
mod job_lists;
mod lanes;

mod opening;
mod operation;
mod organisation;
mod own_account;
mod past_span;
mod person;
mod postgres;
mod postgres_races;
mod power_cut;
mod recorder;
mod resource;
mod resource_detail;
mod retention;
mod schedule;
mod schema;
mod secret;
mod slow_read;
mod template;
mod token;
mod unreadable;
mod usage;
mod usage_event;
mod worker;
