//! Reading without leniency: one text means one thing, or nothing.

use super::Refusal;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// What the error of a name that stands twice begins with; serde knows no other way to tell.
const TWICE: &str = "twice:";

/// The JSON object in one part of a token.
pub(super) fn object(part: &str, what: &'static str) -> Result<Map<String, Value>, Refusal> {
    let bytes = bytes(part)?;
    let mut reader = serde_json::Deserializer::from_slice(&bytes);
    let value = Strictly.deserialize(&mut reader).map_err(|error| {
        let is_twice = error.to_string().starts_with(TWICE);
        if is_twice { Refusal::Twice(what) } else { Refusal::Malformed("a part is not JSON") }
    })?;
    reader.end().map_err(|_| Refusal::Malformed("a part is more than one JSON value"))?;
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(Refusal::Malformed("a part is no JSON object")),
    }
}

/// The bytes of one part, in the one form of base 64 that a token may have: without padding, and with
/// nothing in the bits that are left over.
pub(super) fn bytes(part: &str) -> Result<Vec<u8>, Refusal> {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(part);
    decoded.map_err(|_| Refusal::Malformed("a part is not base 64 in its one form"))
}

/// Any JSON value in which no object has a name twice.
struct Strictly;

impl<'de> DeserializeSeed<'de> for Strictly {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strictly {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, is: bool) -> Result<Value, E> {
        Ok(is.into())
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(Self)? {
            list.push(value);
        }
        Ok(list.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = from.next_key::<String>()? {
            let value = from.next_value_seed(Self)?;
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(map.into())
    }
}
