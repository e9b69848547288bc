//! Lenience: reading what a newer program says as far as it is known here.
//!
//! For fields that only describe. Where a word decides what is done, leaving it out could do harm.

use muster_core::{
    owner::{Limits, Owner},
    requirement::{LabelValue, Labels},
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Labels whose values are of a kind unknown here are not there: nothing can be required of them.
pub(crate) fn known_labels<'de, D: Deserializer<'de>>(from: D) -> Result<Labels, D::Error> {
    let said = BTreeMap::<String, Value>::deserialize(from)?;
    let known = |(name, value)| known::<LabelValue>(value).map(|value| (name, value));
    Ok(said.into_iter().filter_map(known).collect())
}

/// Limits in words unknown here are left out: the worker itself goes by them.
pub(crate) fn known_limits<'de, D: Deserializer<'de>>(from: D) -> Result<Owner, D::Error> {
    let mut said = Value::deserialize(from)?;
    if let Some(limits) = said.get_mut("limits").and_then(Value::as_object_mut) {
        limits.retain(|name, value| {
            let alone = Map::from_iter([(name.clone(), value.clone())]);
            known::<Limits>(alone.into()).is_some()
        });
    }
    Owner::deserialize(said).map_err(D::Error::custom)
}

fn known<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}
