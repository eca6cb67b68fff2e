//! Everything that the server sends, and what the client looks at in it: any text is decoded or refused, and nothing that was said gets
//! lost on the way through a model.

use crate::json::assert_kept;
use leasehold::{
    api::{
        Body, Look, Page,
        models::{
            Environment, EnvironmentCreate, EnvironmentDeleted, EnvironmentUpdate, Heartbeat, WorkItem, WorkLeaseState, WorkQueueStats,
            WorkSecret, WorkStop, WorkUpdate,
        },
    },
    lease::{CallOptions, Item, LeaseSnapshot},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What keeps fields that it does not know.
const OPEN: [fn(&Value); 7] = [
    open::<Environment>,
    open::<EnvironmentDeleted>,
    open::<Heartbeat>,
    open::<Page<Environment>>,
    open::<Page<WorkItem>>,
    open::<WorkItem>,
    open::<WorkQueueStats>,
];

/// What does not.
const CLOSED: [fn(&Value); 7] = [
    closed::<EnvironmentCreate>,
    closed::<EnvironmentUpdate>,
    closed::<LeaseSnapshot>,
    closed::<WorkLeaseState>,
    closed::<WorkSecret>,
    closed::<WorkStop>,
    closed::<WorkUpdate>,
];

/// Any text as the body of an answer.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(body) = Vec::<u8>::parse(text) else { return };
    look_around(&body.view().expect("what can be parsed can be looked at"));
    if let Some(item) = Item::read(body.clone()) {
        let _ = item.calls(&CallOptions::default());
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    OPEN.iter().chain(&CLOSED).for_each(|check| check(&value));
}

fn open<M: Serialize + DeserializeOwned>(value: &Value) {
    if let Some(again) = through::<M>(value) {
        assert_kept(value, &again);
    }
}

fn closed<M: Serialize + DeserializeOwned>(value: &Value) {
    // serde also takes a list of an object's values, in their order.
    if value.is_object()
        && let Some(again) = through::<M>(value)
    {
        assert_kept(&again, value);
    }
}

/// `value` through the model and back; `None` where the model refuses it. What the model writes, it reads, and writes again.
fn through<M: Serialize + DeserializeOwned>(value: &Value) -> Option<Value> {
    let body: Vec<u8> = Body::encode(value).expect("JSON can be written");
    let model: M = body.decode().ok()?;
    let again: Vec<u8> = Body::encode(&model).expect("a model can be written");
    let again: Value = again.decode().expect("it is JSON");
    let second: M = serde_json::from_value(again.clone()).expect("it is the model's");
    assert_kept(&again, &serde_json::to_value(&second).expect("a model can be written"));
    Some(again)
}

fn look_around(look: &impl Look) {
    let kinds = [look.text().is_some(), look.number().is_some(), look.flag().is_some(), look.length().is_some(), look.is_object()];
    assert!(kinds.iter().filter(|kind| **kind).count() <= 1, "two things at once");
    assert!(look.shown().chars().count() <= 64, "{}", look.shown());
    for name in ["error", "details", "current_state", "data", "next_page", "id"] {
        assert!(look.is_object() || look.field(name).is_none());
        if let Some(field) = look.field(name) {
            look_around(&field);
        }
    }
    (0..look.length().unwrap_or_default()).for_each(|place| look_around(&look.item(place)));
}
