//! Templates: a job with gaps, and the typed parameters that fill them.
//!
//! A gap is `{{name}}` in a text of the job. A line for the shell has none, because a value in it would
//! be read as a part of the program: there each parameter is a variable of the environment, as
//! [`variable`] names it.
//!
//! Not here: what a job is. To this module it is a JSON value with texts in it.

mod gap;
mod parameter;
#[cfg(test)]
mod tests;

pub use gap::{Gap, fill, gaps};
pub use parameter::{BadParameter, Kind, Parameter, Parameters};

/// The variable of the environment in which a command finds a parameter.
pub fn variable(parameter: &str) -> String {
    format!("MUSTER_PARAM_{}", parameter.to_ascii_uppercase())
}
