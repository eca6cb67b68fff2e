//! What is kept of the corpus, through every target, without the fuzzing engine.

use base64::{Engine, engine::general_purpose::STANDARD};
use leasehold_fuzz::{TARGETS, target};
use std::{collections::BTreeSet, fs, path::Path};

fn corpus() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Runs what is kept of one target.
fn replay(name: &str) {
    let target = target(name).expect("a target");
    let text = fs::read_to_string(corpus().join(format!("{name}.txt"))).expect("a corpus");
    let inputs: Vec<Vec<u8>> = text.lines().map(|line| STANDARD.decode(line).expect("base64")).collect();
    assert!(inputs.len() > 10, "{name} has {} inputs", inputs.len());
    inputs.iter().for_each(|input| target(input));
}

/// A test for each target, so that they run side by side and a failure has a name.
macro_rules! replays {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })+

        const REPLAYED: &[&str] = &[$(stringify!($name)),+];
    };
}

replays! {
    answers,
    base_urls,
    emulator,
    emulator_options,
    emulator_state,
    headers,
    lease_machine,
    models,
    requests,
    retry,
    secrets,
    timestamps,
}

#[test]
fn every_target_is_replayed_and_every_corpus_has_a_target() {
    assert_eq!(TARGETS.map(|(name, _)| name), REPLAYED);
    let kept: BTreeSet<String> =
        fs::read_dir(corpus()).expect("a folder").map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(kept, TARGETS.map(|(name, _)| format!("{name}.txt")).into());
}
