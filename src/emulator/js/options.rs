//! What an emulator in JavaScript is made with.

use super::time::Time;
use crate::api::{Clock, models::Patch};
use crate::emulator::{
    Emulator, FaultPlan, Invalid, Settings, VirtualClock,
    validate::{Field, Fields},
};
use serde_json::Value;

/// Where a virtual clock starts unless somebody says otherwise: 2026-01-01T00:00:00Z.
const START_MS: u64 = 1_767_225_600_000;
/// The last moment that RFC 3339 can write.
const MAX_MS: u64 = 253_402_300_799_999;

/// Reads `EmulatorOptions`.
pub(super) fn create(options: &Value) -> Result<(Emulator, Time), Invalid> {
    let mut fields = Fields::of(options, "options")?;
    let settings = Settings::read(&mut fields)?;
    let seed = settings.seed;
    let mut emulator = Emulator::new(settings);
    let time = run(&mut fields, &mut emulator, START_MS, seed)?;
    fields.end()?;
    Ok((emulator, time))
}

/// Reads `LoadOptions`, for a state that was exported.
pub(super) fn load(state: &Value, options: &Value) -> Result<(Emulator, Time), Invalid> {
    let mut fields = Fields::of(options, "options")?;
    let mut emulator = Emulator::load(state)?;
    let (now_ms, seed) = (emulator.now_ms(), emulator.settings().seed);
    let time = run(&mut fields, &mut emulator, now_ms, seed)?;
    fields.end()?;
    emulator.go_on_at(time.now_ms());
    Ok((emulator, time))
}

/// The clock, and what goes wrong.
fn run(fields: &mut Fields<'_>, emulator: &mut Emulator, start_ms: u64, seed: u64) -> Result<Time, Invalid> {
    let is_virtual = fields.word("clock", &["real", "virtual"])? == Some("virtual");
    let start: Option<u64> = fields.optional("startAt")?;
    if start.is_some_and(|start_ms| start_ms > MAX_MS) {
        return Err(fields.invalid("startAt", format!("{} up to {MAX_MS}", u64::EXPECTED)));
    }
    if start.is_some() && !is_virtual {
        return Err(fields.invalid("startAt", "none beside a real clock"));
    }
    if let Patch::Set(mut plan) = fields.object("faults")? {
        emulator.set_faults(FaultPlan::read(&mut plan)?);
        plan.end()?;
    }
    Ok(if is_virtual { Time::Virtual(VirtualClock::new(start.unwrap_or(start_ms), seed)) } else { Time::Real })
}
