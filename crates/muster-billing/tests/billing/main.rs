//! Billing over real HTTP, against the fakes of both billers.
#![cfg(test)]

mod buying;
mod faults;
mod judge;
mod life;
mod official;
mod offline;
mod webhooks;
mod world;
