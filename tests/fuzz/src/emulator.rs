//! The emulator's requests, in any order and any form: each is answered, in the API's form, and what is refused changes nothing.

use crate::world::World;
use arbitrary::Unstructured;
use leasehold::emulator::{Emulator, Settings};
use serde_json::json;

const LONGEST: usize = 60;

/// Some settings, then steps until the bytes end.
pub fn target(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let word = |u: &mut Unstructured<'_>, words: [&'static str; 2]| words[usize::from(u.arbitrary::<bool>().unwrap_or_default())];
    let settings = json!({
        "stopAnswer": word(&mut u, ["work", "empty"]),
        "emptyPoll": word(&mut u, ["null", "empty"]),
        "credentials": word(&mut u, ["strict", "relaxed"]),
        "clockSkewMs": u.int_in_range(-100_000..=100_000_i64).unwrap_or_default(),
        "journalLimit": 5_000,
    });
    let emulator = Emulator::new(Settings::from_json(&settings).expect("settings"));
    let mut world = World::new(emulator).without_faults().thoroughly(u.ratio(1, 8).unwrap_or_default());
    for _ in 0..LONGEST {
        if u.is_empty() || world.step(&mut u).is_err() {
            break;
        }
    }
    world.finish();
}
