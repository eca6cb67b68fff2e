//! An environment with its queue, as JSON: the environment as the API shows it, and what the API does not show.

use super::section;
use crate::{
    api::models::{Environment, Extra, Metadata, Patch},
    emulator::{
        body, config,
        environments::{Environments, Record},
        item::Item,
        validate::{Fields, Invalid},
    },
};
use serde_json::{Value, json};

pub(super) fn save((place, record): (u64, &Record)) -> Value {
    let items: Vec<Value> = record.queue.items().map(|(place, item)| item.save(place)).collect();
    let workers: Vec<Value> = record.queue.workers.seen().map(|(id, seen_ms)| json!({ "id": id, "seen_ms": seen_ms })).collect();
    json!({ "place": place, "environment": record.environment, "items": items, "workers": workers })
}

/// Gives the environment's place.
pub(super) fn load(environments: &mut Environments, mut fields: Fields<'_>) -> Result<u64, Invalid> {
    let place = fields.required("place")?;
    let environment = section(&mut fields, "environment", environment)?;
    let queue = environments.restore(place, environment).ok_or_else(|| fields.invalid("place", "one of its own"))?;
    for item in fields.objects("items")? {
        let (place, item) = Item::load(item)?;
        queue.restore(place, item).ok_or_else(|| fields.invalid("items", "places and identifiers of their own"))?;
    }
    for mut worker in fields.objects("workers")? {
        queue.workers.see(&worker.required::<String>("id")?, worker.required("seen_ms")?);
        worker.end()?;
    }
    fields.end()?;
    Ok(place)
}

fn environment(fields: &mut Fields<'_>) -> Result<Environment, Invalid> {
    // What the API shows of a configuration is what it takes.
    let params = body::config(fields)?;
    let config = config::create(&params).map_err(|error| fields.invalid("config", error.message()))?;
    Ok(Environment {
        config,
        id: fields.required("id")?,
        archived_at: fields.nullable("archived_at")?,
        created_at: fields.required("created_at")?,
        description: fields.nullable("description")?,
        metadata: fields.required::<Metadata>("metadata")?,
        name: fields.required("name")?,
        object_type: fields.required("type")?,
        updated_at: fields.required("updated_at")?,
        scope: match body::scope(fields)? {
            Patch::Set(scope) => Some(scope),
            Patch::Omit | Patch::Null => None,
        },
        extra: Extra::new(),
    })
}
