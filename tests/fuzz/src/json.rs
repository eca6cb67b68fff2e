//! JSON as fuzzing makes and compares it.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Number, Value};

/// How deep a made value goes.
const DEPTH: usize = 4;

/// Any JSON value, often with these words as keys and texts.
pub fn value(u: &mut Unstructured<'_>, words: &[&str]) -> Result<Value> {
    nested(u, words, DEPTH)
}

/// Any text, often one of these words.
pub fn text(u: &mut Unstructured<'_>, words: &[&str]) -> Result<String> {
    if !words.is_empty() && u.ratio(7, 8)? { Ok((*u.choose(words)?).to_owned()) } else { u.arbitrary() }
}

fn nested(u: &mut Unstructured<'_>, words: &[&str], depth: usize) -> Result<Value> {
    let kinds = if depth == 0 { 6 } else { 8 };
    Ok(match u.int_in_range(0..=kinds - 1)? {
        0 => Value::Null,
        1 => Value::Bool(u.arbitrary()?),
        2 => u.arbitrary::<u64>()?.into(),
        3 => u.arbitrary::<i64>()?.into(),
        4 => Number::from_f64(u.arbitrary()?).map_or(Value::Null, Value::Number),
        5 => text(u, words)?.into(),
        6 => (0..u.int_in_range(0..=3)?).map(|_| nested(u, words, depth - 1)).collect::<Result<Vec<_>>>()?.into(),
        _ => {
            let entries = (0..u.int_in_range(0..=6)?).map(|_| Ok((text(u, words)?, nested(u, words, depth - 1)?)));
            Value::Object(entries.collect::<Result<Map<_, _>>>()?)
        }
    })
}

/// Panics unless everything that `before` says is in `after` too. A field that was `null` may be missing there.
pub fn assert_kept(before: &Value, after: &Value) {
    match (before, after) {
        (Value::Object(fields), Value::Object(others)) => {
            for (name, field) in fields.iter().filter(|(_, field)| !field.is_null()) {
                assert_kept(field, others.get(name).unwrap_or_else(|| panic!("{name} is gone from {after}")));
            }
        }
        (Value::Array(items), Value::Array(others)) => {
            assert_eq!(items.len(), others.len(), "{before} became {after}");
            items.iter().zip(others).for_each(|(item, other)| assert_kept(item, other));
        }
        // The parser may be off in the last digit.
        (Value::Number(number), Value::Number(other)) if number.is_f64() => {
            let (number, other) = (number.as_f64().unwrap_or_default(), other.as_f64().unwrap_or_default());
            assert!((number - other).abs() <= number.abs() * 1e-15, "{number} became {other}");
        }
        _ => assert_eq!(before, after),
    }
}
