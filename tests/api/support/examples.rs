//! The example answers of the reference documents, one file per call.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/api/examples")
}

/// One of the documents, by the name of its call, such as `work-ack`; or `betas`.
pub fn example(name: &str) -> Value {
    let text = fs::read_to_string(folder().join(name).with_extension("json")).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The names of all documents, in the alphabet's order.
pub fn example_names() -> Vec<String> {
    let stem = |file: fs::DirEntry| file.path().file_stem().unwrap().to_string_lossy().into_owned();
    let mut names: Vec<_> = fs::read_dir(folder()).unwrap().map(|file| stem(file.unwrap())).collect();
    names.sort();
    names
}

/// Reads `document` as an `M`, from text as a transport does, and writes it again.
pub fn try_round_trip<M: DeserializeOwned + Serialize>(document: &Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_str::<M>(&document.to_string())?)
}

/// The same for a document that is right.
pub fn round_trip<M: DeserializeOwned + Serialize>(document: &Value) -> Value {
    try_round_trip::<M>(document).unwrap_or_else(|error| panic!("{error}: {document}"))
}
