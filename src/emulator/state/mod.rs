//! Everything that the emulator knows, as a JSON document.

mod environment;
mod item;

use super::{
    Emulator, FaultPlan, Settings,
    environments::Environments,
    faults::Faults,
    id::Ids,
    validate::{Count, Fields, Invalid},
};
use crate::api::models::Patch;
use serde_json::{Map, Value, json};

/// The document's form; another one gets another number.
const FORMAT: &str = "leasehold-emulator-1";

impl Emulator {
    /// Everything that the emulator knows, as a JSON document that [`Emulator::load`] reads. Polls that wait, exchanges on their way
    /// and the journal are no part of it. It holds the API key of the settings.
    pub fn export(&self) -> Value {
        json!({
            "format": FORMAT,
            "now_ms": self.now_ms,
            "settings": self.settings.to_json(),
            "ids": self.ids.save(),
            "faults": self.faults.save(),
            "environments": self.environments.records().map(environment::save).collect::<Vec<_>>(),
            "environments_created": self.environments.created(),
        })
    }

    /// An emulator that goes on where [`Emulator::export`] stood: with the same identifiers, cursors and keys, and the same ones to
    /// come. Drive it from a moment that is not before [`Emulator::now_ms`], or tell it when: [`Emulator::go_on_at`].
    ///
    /// # Errors
    ///
    /// [`Invalid`] names what is wrong with the state.
    pub fn load(state: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(state, "state")?;
        if fields.word("format", &[FORMAT])?.is_none() {
            return Err(fields.invalid("format", format!("{FORMAT:?}")));
        }
        let mut emulator = Emulator::new(section(&mut fields, "settings", Settings::read)?);
        emulator.now_ms = fields.required("now_ms")?;
        emulator.ids = section(&mut fields, "ids", Ids::load)?;
        emulator.faults = section(&mut fields, "faults", Faults::load)?;
        let Count(created) = fields.required("environments_created")?;
        emulator.environments = Environments::starting_at(created);
        for environment in fields.objects("environments")? {
            let place = environment::load(&mut emulator.environments, environment)?;
            emulator.reschedule(place);
        }
        fields.end()?;
        Ok(emulator)
    }

    /// Has time go on from where it stands when its driver's clock says `now_ms`, also where that is behind: then the emulator's clock is
    /// ahead of it from here on ([`Settings::clock_skew_ms`]). Without this, nothing would happen until the driver's has caught up.
    pub fn go_on_at(&mut self, now_ms: u64) {
        let behind_ms = i64::try_from(self.now_ms().saturating_sub(now_ms)).unwrap_or(i64::MAX);
        self.settings.clock_skew_ms = self.settings.clock_skew_ms.saturating_add(behind_ms);
    }

    /// The latest moment that the emulator was driven to, by its driver's clock, in milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        self.now_ms.saturating_add_signed(self.settings.clock_skew_ms.saturating_neg())
    }
}

impl Ids {
    fn save(&self) -> Value {
        let (objects, requests) = self.positions();
        json!({ "objects": hexadecimal(objects), "requests": hexadecimal(requests) })
    }

    fn load(fields: &mut Fields<'_>) -> Result<Self, Invalid> {
        Ok(Ids::at(position(fields, "objects")?, position(fields, "requests")?))
    }
}

impl Faults {
    fn save(&self) -> Value {
        let calls: Map<String, Value> = self.calls().map(|(endpoint, calls)| (endpoint.as_str().to_owned(), calls.into())).collect();
        json!({ "plan": self.plan().to_json(), "calls": calls, "chance": hexadecimal(self.position()) })
    }

    fn load(fields: &mut Fields<'_>) -> Result<Self, Invalid> {
        let mut faults = Faults::new(section(fields, "plan", FaultPlan::read)?);
        section(fields, "calls", |calls| {
            for endpoint in super::Endpoint::ALL {
                if let Some(Count(number)) = calls.optional(endpoint.as_str())? {
                    faults.set_calls(endpoint, number);
                }
            }
            Ok(())
        })?;
        faults.set_position(position(fields, "chance")?);
        Ok(faults)
    }
}

/// An object that has to be there, read to its end.
fn section<'a, T>(
    fields: &mut Fields<'a>,
    name: &'static str,
    read: impl FnOnce(&mut Fields<'a>) -> Result<T, Invalid>,
) -> Result<T, Invalid> {
    let Patch::Set(mut section) = fields.object(name)? else { return Err(fields.invalid(name, "an object")) };
    let value = read(&mut section)?;
    section.end()?;
    Ok(value)
}

/// Where a source of chance has come to, as text: JavaScript's numbers could not hold it.
fn hexadecimal(position: u64) -> String {
    format!("{position:016x}")
}

fn position(fields: &mut Fields<'_>, name: &'static str) -> Result<u64, Invalid> {
    let digits: String = fields.required(name)?;
    u64::from_str_radix(&digits, 16).map_err(|_| fields.invalid(name, "sixteen hexadecimal digits"))
}
