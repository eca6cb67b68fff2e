//! The emulator's state as somebody else has written it: it is refused, or it is a state like any other.

use crate::{
    json,
    world::{World, whole},
};
use arbitrary::{Result, Unstructured};
use leasehold::emulator::Emulator;
use serde_json::Value;
use std::sync::LazyLock;

static WHOLE: LazyLock<Value> = LazyLock::new(whole);
const WORDS: [&str; 12] =
    ["place", "id", "env_1", "work_1", "waiting", "polled", "starting", "active", "stopping", "stopped", "seen_ms", "expires_ms"];
const CHANGES: usize = 8;
const STEPS: usize = 12;

/// A JSON text, or a whole state with changes, and then some requests.
pub fn target(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let state = serde_json::from_slice(data).or_else(|_| changed(&mut u));
    let Ok(emulator) = state.map_err(drop).and_then(|state| Emulator::load(&state).map_err(drop)) else { return };
    let state = emulator.export();
    let again = Emulator::load(&state).unwrap_or_else(|invalid| panic!("{invalid} in {state}"));
    assert_eq!(again.export(), state);
    let mut world = World::new(again);
    for _ in 0..STEPS {
        if u.is_empty() || world.step(&mut u).is_err() {
            break;
        }
    }
}

fn changed(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut state = WHOLE.clone();
    for _ in 0..u.int_in_range(0..=CHANGES)? {
        change(&mut state, u)?;
    }
    Ok(state)
}

/// Puts something else in one place.
fn change(value: &mut Value, u: &mut Unstructured<'_>) -> Result<()> {
    match value {
        Value::Object(fields) if !fields.is_empty() && u.ratio(15, 16)? => {
            let name = fields.keys().nth(u.choose_index(fields.len())?).cloned().unwrap_or_default();
            if u.ratio(1, 16)? {
                fields.remove(&name);
            } else if let Some(field) = fields.get_mut(&name) {
                change(field, u)?;
            }
        }
        Value::Array(items) if !items.is_empty() && u.ratio(15, 16)? => {
            let at = u.choose_index(items.len())?;
            if u.ratio(1, 8)? {
                let copy = items[at].clone();
                items.push(copy);
            } else {
                change(&mut items[at], u)?;
            }
        }
        Value::Number(_) if u.arbitrary()? => *value = u.arbitrary::<u64>()?.into(),
        _ => *value = json::value(u, &WORDS)?,
    }
    Ok(())
}
