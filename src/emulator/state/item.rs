//! A work item as JSON.

use super::section;
use crate::{
    api::models::{Extra, HealthCheckWorkData, SessionWorkData, WorkData},
    emulator::{
        item::{Item, Lease, Phase},
        timestamp::Timestamp,
        validate::{Count, Fields, Invalid},
    },
};
use serde_json::{Value, json};

const PHASES: [&str; 6] = ["waiting", "polled", "starting", "active", "stopping", "stopped"];

impl Item {
    pub(super) fn save(&self, place: u64) -> Value {
        let moment = |moment: Option<Timestamp>| moment.map(Timestamp::micros);
        json!({
            "place": place,
            "id": self.id,
            "data": self.data,
            "metadata": self.metadata,
            "phase": phase(self.phase),
            "created_at": self.created_at.micros(),
            "acknowledged_at": moment(self.acknowledged_at),
            "started_at": moment(self.started_at),
            "stop_requested_at": moment(self.stop_requested_at),
            "stopped_at": moment(self.stopped_at),
            "heartbeat": moment(self.heartbeat),
            "newest_heartbeat": moment(self.newest_heartbeat),
        })
    }

    pub(super) fn load(mut fields: Fields<'_>) -> Result<(u64, Item), Invalid> {
        let Count(place) = fields.required("place")?;
        let moment = |fields: &mut Fields<'_>, name| Ok(fields.nullable(name)?.map(Timestamp::from_micros));
        let item = Item {
            id: fields.required("id")?,
            data: section(&mut fields, "data", read_data)?,
            metadata: fields.required("metadata")?,
            phase: section(&mut fields, "phase", read_phase)?,
            created_at: Timestamp::from_micros(fields.required("created_at")?),
            acknowledged_at: moment(&mut fields, "acknowledged_at")?,
            started_at: moment(&mut fields, "started_at")?,
            stop_requested_at: moment(&mut fields, "stop_requested_at")?,
            stopped_at: moment(&mut fields, "stopped_at")?,
            heartbeat: moment(&mut fields, "heartbeat")?,
            newest_heartbeat: moment(&mut fields, "newest_heartbeat")?,
        };
        fields.end()?;
        Ok((place, item))
    }
}

fn phase(phase: Phase) -> Value {
    let leased = |name, lease: Lease| json!({ "name": name, "expires_ms": lease.expires_ms, "ttl_seconds": lease.ttl_seconds });
    match phase {
        Phase::Waiting => json!({ "name": "waiting" }),
        Phase::Polled { at_ms } => json!({ "name": "polled", "at_ms": at_ms }),
        Phase::Starting(lease) => leased("starting", lease),
        Phase::Active(lease) => leased("active", lease),
        Phase::Stopping(lease) => leased("stopping", lease),
        Phase::Stopped => json!({ "name": "stopped" }),
    }
}

fn read_phase(fields: &mut Fields<'_>) -> Result<Phase, Invalid> {
    let name = fields.word("name", &PHASES)?.ok_or_else(|| fields.invalid("name", "a phase"))?;
    let lease =
        |fields: &mut Fields<'_>| Ok(Lease { expires_ms: fields.required("expires_ms")?, ttl_seconds: fields.required("ttl_seconds")? });
    Ok(match name {
        "polled" => Phase::Polled { at_ms: fields.required("at_ms")? },
        "starting" => Phase::Starting(lease(fields)?),
        "active" => Phase::Active(lease(fields)?),
        "stopping" => Phase::Stopping(lease(fields)?),
        "stopped" => Phase::Stopped,
        _ => Phase::Waiting,
    })
}

fn read_data(fields: &mut Fields<'_>) -> Result<WorkData, Invalid> {
    let (kind, id) = (fields.word("type", &["session", "healthcheck"])?, fields.required("id")?);
    Ok(match kind {
        Some("healthcheck") => WorkData::HealthCheck(HealthCheckWorkData { id, extra: Extra::new() }),
        _ => WorkData::Session(SessionWorkData { id, extra: Extra::new() }),
    })
}
