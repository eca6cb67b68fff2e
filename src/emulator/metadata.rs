//! The rules of metadata.

use super::errors::ApiError;
use crate::api::models::Metadata;
use std::collections::BTreeMap;

/// The limits that the API states for the metadata of its other resources.
const MAX_PAIRS: usize = 16;
const MAX_KEY_CHARACTERS: usize = 64;
const MAX_VALUE_CHARACTERS: usize = 512;

/// Applies a change: `None` deletes a key, so does an empty value where `empty_deletes`. Refuses what the rules forbid, and then
/// changes nothing.
pub(crate) fn merge(stored: &Metadata, change: BTreeMap<String, Option<String>>, empty_deletes: bool) -> Result<Metadata, ApiError> {
    let mut merged = stored.clone();
    for (key, value) in change {
        match value {
            Some(value) if !(empty_deletes && value.is_empty()) => merged.insert(key, value),
            _ => merged.remove(&key),
        };
    }
    check(&merged)?;
    Ok(merged)
}

/// Refuses metadata that breaks a rule, and names every problem.
pub(crate) fn check(metadata: &Metadata) -> Result<(), ApiError> {
    let mut problems = Vec::new();
    if metadata.len() > MAX_PAIRS {
        problems.push(format!("metadata: expected at most {MAX_PAIRS} pairs, received {}", metadata.len()));
    }
    for (key, value) in metadata {
        let (key_length, value_length) = (key.chars().count(), value.chars().count());
        if !(1..=MAX_KEY_CHARACTERS).contains(&key_length) {
            problems.push(format!("metadata: expected keys of 1 to {MAX_KEY_CHARACTERS} characters, received one of {key_length}"));
        }
        if value_length > MAX_VALUE_CHARACTERS {
            problems.push(format!("metadata[{key:?}]: expected at most {MAX_VALUE_CHARACTERS} characters, received {value_length}"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(ApiError::invalid_metadata(problems.join("; "))) }
}
