//! The environments, and what may be done to them.

use super::{config, errors::ApiError, metadata, queue::Queue, table::Table, timestamp::Timestamp};
use crate::api::models::{Environment, EnvironmentConfig, EnvironmentCreate, EnvironmentUpdate, Extra, Patch, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// One environment with its queue.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) environment: Environment,
    pub(crate) queue: Queue,
}

/// All environments, by their place in the order of creation.
#[derive(Debug, Default)]
pub(crate) struct Environments {
    records: BTreeMap<u64, Record>,
    places: Table<String, u64>,
    /// The places of those that are not archived, so that a list without the archived ones skips nothing.
    unarchived: BTreeSet<u64>,
    created: u64,
}

impl Environments {
    /// None yet, with the first place to be given out.
    pub(crate) fn starting_at(created: u64) -> Self {
        Environments { created, ..Environments::default() }
    }

    /// Every environment with its place.
    pub(crate) fn records(&self) -> impl Iterator<Item = (u64, &Record)> {
        self.records.iter().map(|(place, record)| (*place, record))
    }

    /// How many there have ever been.
    pub(crate) fn created(&self) -> u64 {
        self.created
    }

    /// Puts an environment at its place again, and gives its empty queue; `None` where that is taken, or its identifier is.
    pub(crate) fn restore(&mut self, place: u64, environment: Environment) -> Option<&mut Queue> {
        if place >= self.created || self.records.contains_key(&place) || self.places.insert(environment.id.clone(), place).is_some() {
            return None;
        }
        if environment.archived_at.is_none() {
            self.unarchived.insert(place);
        }
        Some(&mut self.records.entry(place).or_insert(Record { environment, queue: Queue::default() }).queue)
    }

    /// The place of an environment.
    pub(crate) fn place(&self, id: &str) -> Option<u64> {
        self.places.get(id).copied()
    }

    /// The environment at a place.
    pub(crate) fn get(&self, place: u64) -> Option<&Record> {
        self.records.get(&place)
    }

    /// The environment at a place, to be changed.
    pub(crate) fn get_mut(&mut self, place: u64) -> Option<&mut Record> {
        self.records.get_mut(&place)
    }

    /// Adds an environment. `id` is asked for only if it is accepted.
    pub(crate) fn create(
        &mut self,
        id: impl FnOnce() -> String,
        create: EnvironmentCreate,
        now: Timestamp,
    ) -> Result<&Environment, ApiError> {
        let config = config::create(&create.config)?;
        let scope = create.scope.value().cloned().unwrap_or(Scope::Organization);
        check_scope(&scope, &config)?;
        let metadata = create.metadata.unwrap_or_default();
        metadata::check(&metadata)?;
        let environment = Environment {
            id: id(),
            archived_at: None,
            config,
            created_at: now.to_string(),
            description: create.description.value().cloned(),
            metadata,
            name: create.name,
            object_type: "environment".into(),
            updated_at: now.to_string(),
            scope: Some(scope),
            extra: Extra::new(),
        };
        let place = self.created;
        self.created += 1;
        self.places.insert(environment.id.clone(), place);
        self.unarchived.insert(place);
        Ok(&self.records.entry(place).or_insert(Record { environment, queue: Queue::default() }).environment)
    }

    /// Removes an environment with its queue.
    pub(crate) fn delete(&mut self, place: u64) -> Option<Record> {
        let record = self.records.remove(&place)?;
        self.places.remove(&record.environment.id);
        self.unarchived.remove(&place);
        Some(record)
    }

    /// Archives an environment. One that is archived already stays as it is.
    pub(crate) fn archive(&mut self, place: u64, now: Timestamp) -> Option<&Environment> {
        let environment = &mut self.records.get_mut(&place)?.environment;
        if self.unarchived.remove(&place) {
            environment.archived_at = Some(now.to_string());
            environment.updated_at = now.to_string();
        }
        Some(environment)
    }

    /// The newest `limit` environments before `before`, with their places, from new to old.
    pub(crate) fn list(&self, include_archived: bool, before: u64, limit: usize) -> Vec<(u64, &Environment)> {
        let at = |place: &u64| self.records.get(place).map(|record| (*place, &record.environment));
        if include_archived {
            self.records.range(..before).rev().take(limit).map(|(place, record)| (*place, &record.environment)).collect()
        } else {
            self.unarchived.range(..before).rev().take(limit).filter_map(at).collect()
        }
    }
}

/// Changes an environment. A `null` name, configuration or scope counts as left out, as none of them can be nothing.
pub(crate) fn update(environment: &mut Environment, update: EnvironmentUpdate, now: Timestamp) -> Result<(), ApiError> {
    if environment.archived_at.is_some() {
        return Err(ApiError::environment_archived());
    }
    let mut changed = environment.clone();
    if let Patch::Set(params) = &update.config {
        changed.config = config::update(&changed.config, params)?;
    }
    match update.description {
        Patch::Omit => {}
        Patch::Null => changed.description = None,
        Patch::Set(description) => changed.description = Some(description),
    }
    if let Some(change) = update.metadata {
        changed.metadata = metadata::merge(&changed.metadata, change, true)?;
    }
    if let Patch::Set(name) = update.name {
        changed.name = name;
    }
    if let Patch::Set(scope) = update.scope {
        check_scope(&scope, &changed.config)?;
        changed.scope = Some(scope);
    }
    changed.updated_at = now.to_string();
    *environment = changed;
    Ok(())
}

/// A scope narrower than the organization is for self-hosted environments only (the API document, under `Scope`).
fn check_scope(scope: &Scope, config: &EnvironmentConfig) -> Result<(), ApiError> {
    match (scope, config) {
        (Scope::Account, EnvironmentConfig::Cloud(_)) => {
            Err(ApiError::invalid("scope: expected \"organization\" for a cloud environment, received \"account\""))
        }
        _ => Ok(()),
    }
}
