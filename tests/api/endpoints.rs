//! The table of endpoints, walked with parameters that have no types, as JavaScript gives them.

use crate::api::support::{Bench, CALLS, CallRow, Reply, Sent};
use leasehold::api::{
    Call, Error, Look, RequestOptions,
    endpoint::{
        ARCHIVE, CREATE, DELETE, Endpoint, Kind, LIST, Parameter, RETRIEVE, UPDATE, WORK_ACK, WORK_HEARTBEAT, WORK_LIST, WORK_POLL,
        WORK_RETRIEVE, WORK_STATS, WORK_STOP, WORK_UPDATE,
    },
};
use serde_json::{Value, json};

/// Each endpoint beside its row among the calls.
fn rows() -> [(&'static Endpoint, &'static CallRow); 14] {
    let named = [
        (&CREATE, "environments-create"),
        (&LIST, "environments-list"),
        (&RETRIEVE, "environments-retrieve"),
        (&UPDATE, "environments-update"),
        (&DELETE, "environments-delete"),
        (&ARCHIVE, "environments-archive"),
        (&WORK_RETRIEVE, "work-retrieve"),
        (&WORK_POLL, "work-poll"),
        (&WORK_ACK, "work-ack"),
        (&WORK_HEARTBEAT, "work-heartbeat"),
        (&WORK_STOP, "work-stop"),
        (&WORK_LIST, "work-list"),
        (&WORK_UPDATE, "work-update"),
        (&WORK_STATS, "work-stats"),
    ];
    named.map(|(endpoint, name)| (endpoint, CALLS.iter().find(|call| call.name == name).unwrap()))
}

/// The last id of a call's path, which is not among its parameters.
fn id(row: &CallRow) -> Option<Value> {
    match row.takes() {
        (_, true) => Some("work_1".into()),
        (true, _) => Some("env_1".into()),
        _ => None,
    }
}

/// The values that the table of calls uses, all together: an endpoint takes out what it knows.
fn params() -> Value {
    json!({
        "environment_id": "env_1",
        "include_archived": true,
        "limit": 20,
        "page": "page_2",
        "block_ms": 999,
        "reclaim_older_than_ms": 5_000,
        "desired_ttl_seconds": 180,
        "expected_last_heartbeat": "2026-03-15T10:00:00.5+00:00",
        "name": "n",
        "force": true,
        "metadata": {"k": "v"},
        "unknown": {"nobody": "knows"},
    })
}

/// The same with one of them changed.
fn params_with(name: &str, value: Value) -> Value {
    let mut params = params();
    params[name] = value;
    params
}

/// Sends a call, and gives what went out.
fn sent(call: Call<Vec<u8>>) -> Sent {
    let bench = Bench::new().replies([Reply::json(200, &json!({}))]);
    bench.run(bench.client.exchange(call, &RequestOptions::default()).unwrap().json()).unwrap();
    bench.sent_once()
}

/// Checks that `outcome` is an error that names `field` and shows what it was.
fn names<V>(outcome: Result<V, Box<Error>>, field: &str, shown: &str) {
    match outcome.err().map(|error| *error) {
        Some(Error::InvalidInput { field: named, received, expected, .. }) => {
            assert_eq!((named.as_str(), received.as_str()), (field, shown));
            assert!(!expected.is_empty());
        }
        other => panic!("{field} {shown}: {other:?}"),
    }
}

#[test]
fn every_endpoint_sends_what_the_typed_call_sends() {
    for (endpoint, row) in rows() {
        let body = row.body.map(|body| body.as_bytes().to_vec());
        let raw = sent(endpoint.call(id(row).as_ref(), Some(&params()), body).unwrap());
        let bench = Bench::new().replies([Reply::example(row.name)]);
        bench.run(row.make_plainly(&bench.client)).unwrap();
        assert_eq!(raw, bench.sent_once(), "{}", row.name);
        assert_eq!((endpoint.method.as_str(), endpoint.body.is_some()), (row.method, row.body.is_some()), "{}", row.name);
    }
}

#[test]
fn left_out_and_null_are_the_same_in_a_query() {
    for (endpoint, row) in rows() {
        let nulls: serde_json::Map<_, _> = endpoint.query.iter().map(|parameter| (parameter.name.to_owned(), Value::Null)).collect();
        for mut params in [json!({}), Value::Object(nulls)] {
            params["environment_id"] = "env_1".into();
            let raw = sent(endpoint.call(id(row).as_ref(), Some(&params), None).unwrap());
            assert_eq!(raw.path(), row.path.split('?').next().unwrap(), "{}", row.name);
        }
    }
}

/// Values that a parameter of this kind is not, each as the error shows it.
fn wrong_values(kind: Kind) -> Vec<(Value, String)> {
    let mut wrong: Vec<(Value, &str)> = vec![(json!([1]), "a list"), (json!(-1), "-1"), (json!(1.5), "1.5")];
    match kind {
        Kind::Flag => wrong.extend([(json!("true"), r#""true""#), (json!(1), "1"), (json!({}), "an object")]),
        Kind::Number(..) => wrong.extend([(json!("1"), r#""1""#), (json!(true), "true"), (json!({}), "an object")]),
        Kind::Object => wrong.extend([(json!("{}"), r#""{}""#), (json!(true), "true")]),
        Kind::Text => wrong.extend([(json!(""), r#""""#), (json!(7), "7"), (json!(false), "false"), (json!({}), "an object")]),
    }
    let mut wrong: Vec<_> = wrong.into_iter().map(|(value, shown)| (value, shown.to_owned())).collect();
    if let Kind::Number(from, to) = kind {
        wrong.extend([from.checked_sub(1), to.checked_add(1)].into_iter().flatten().map(|beyond| (json!(beyond), beyond.to_string())));
    }
    wrong
}

/// Values that a parameter of this kind is.
fn right_values(kind: Kind) -> Vec<Value> {
    match kind {
        Kind::Flag => vec![json!(true), json!(false)],
        Kind::Number(from, to) => vec![json!(from), json!(to)],
        Kind::Object => vec![json!({}), json!({"k": null})],
        Kind::Text => vec![json!("x"), json!("..")],
    }
}

#[test]
fn every_parameter_of_a_query_is_checked() {
    for (endpoint, row) in rows() {
        let call = |params: Value| endpoint.call::<Vec<u8>, _>(id(row).as_ref(), Some(&params), None);
        for Parameter { name, kind, .. } in endpoint.query {
            for (value, shown) in wrong_values(*kind) {
                names(call(params_with(name, value)), name, &shown);
            }
            for value in right_values(*kind) {
                assert!(call(params_with(name, value.clone())).is_ok(), "{name} {value}");
            }
        }
    }
}

#[test]
fn every_parameter_of_a_body_is_checked() {
    for (endpoint, _) in rows() {
        assert!(endpoint.check_body(Some(&params())).is_ok());
        for Parameter { name, kind, is_required, .. } in endpoint.body.unwrap_or_default() {
            for (value, shown) in wrong_values(*kind) {
                names(endpoint.check_body(Some(&params_with(name, value))), name, &shown);
            }
            for value in right_values(*kind) {
                assert!(endpoint.check_body(Some(&params_with(name, value.clone()))).is_ok(), "{name} {value}");
            }
            for missing in [endpoint.check_body(None::<&Value>), endpoint.check_body(Some(&params_with(name, Value::Null)))] {
                match is_required {
                    true => names(missing, name, "nothing"),
                    false => missing.unwrap(),
                }
            }
        }
    }
}

#[test]
fn the_parameters_are_those_of_the_document() {
    let parameters = |list: &[Parameter]| list.iter().map(|parameter| parameter.name).collect::<Vec<_>>().join(" ");
    for (endpoint, row) in rows() {
        let query = row.path.split_once('?').map_or("", |(_, query)| query);
        let expected: Vec<_> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
        assert_eq!(parameters(endpoint.query), expected.join(" "), "{}", row.name);
        assert_eq!(endpoint.path.replace("{environment_id}", "env_1").replace("{work_id}", "work_1"), row.path.split('?').next().unwrap());
    }
    let bodies = rows().map(|(endpoint, _)| endpoint.body.map(parameters));
    assert_eq!(bodies.iter().flatten().map(String::as_str).collect::<Vec<_>>(), ["name", "", "force", "metadata"]);
}

/// What is no id, as the error shows it.
fn no_ids() -> Vec<(Option<Value>, &'static str)> {
    vec![
        (None, "nothing"),
        (Some(json!("")), r#""""#),
        (Some(json!("..")), r#""..""#),
        (Some(json!("%2E%2e")), r#""%2E%2e""#),
        (Some(json!(7)), "7"),
        (Some(json!(true)), "true"),
        (Some(json!(["env_1"])), "a list"),
        (Some(json!({"toString": "env_1"})), "an object"),
    ]
}

#[test]
fn what_is_no_id_is_refused() {
    for (endpoint, row) in rows().into_iter().filter(|(_, row)| row.takes().0) {
        for (wrong, shown) in no_ids() {
            let (last, others) = if row.takes().1 { ("work_id", true) } else { ("environment_id", false) };
            names(endpoint.call::<Vec<u8>, _>(wrong.as_ref(), Some(&params()), None), last, shown);
            if others {
                let params = params_with("environment_id", wrong.clone().unwrap_or_default());
                names(endpoint.call::<Vec<u8>, _>(Some(&json!("work_1")), Some(&params), None), "environment_id", shown);
            }
        }
    }
}

#[test]
fn parameters_are_an_object() {
    for (endpoint, row) in rows() {
        for (wrong, shown) in [(json!("env_1"), "a text"), (json!(["env_1"]), "a list"), (json!(7), "7")] {
            names(endpoint.call::<Vec<u8>, _>(id(row).as_ref(), Some(&wrong), None), "params", shown);
        }
    }
}

#[test]
fn every_endpoint_takes_betas_a_workspace_and_a_worker() {
    for (endpoint, row) in rows() {
        let call = |params: &Value| endpoint.call::<Vec<u8>, _>(id(row).as_ref(), Some(params), None);
        let mut all = params_with("betas", json!(["b-1", "b-2", "b-1"]));
        all["workspace_id"] = "wrkspc_1".into();
        all["Anthropic-Worker-ID"] = "worker 7".into();
        let sent = sent(call(&all).unwrap());
        assert_eq!(sent.header("anthropic-beta"), Some("b-1,b-2,managed-agents-2026-04-01"), "{}", row.name);
        assert_eq!(sent.header("anthropic-workspace-id"), Some("wrkspc_1"), "{}", row.name);
        assert_eq!(sent.header("anthropic-worker-id"), (row.name == "work-poll").then_some("worker 7"), "{}", row.name);
        names(call(&params_with("betas", json!("b-1"))), "betas", r#""b-1""#);
        names(call(&params_with("betas", json!(["b-1", 7]))), "betas", "7");
        names(call(&params_with("betas", json!([""]))), "betas", r#""""#);
        names(call(&params_with("workspace_id", json!(7))), "workspace_id", "7");
        match row.name {
            "work-poll" => names(call(&params_with("Anthropic-Worker-ID", json!(7))), "Anthropic-Worker-ID", "7"),
            _ => assert!(call(&params_with("Anthropic-Worker-ID", json!(7))).is_ok()),
        }
    }
}

#[test]
fn json_is_looked_at_part_by_part() {
    let value = json!({"text": "t", "number": 7, "flag": true, "list": [1], "null": null, "object": {}});
    assert!(value.field("null").is_none() && value.field("missing").is_none());
    assert!(json!([1]).field("0").is_none() && json!("text").field("length").is_none());
    for (name, shown) in [("text", r#""t""#), ("number", "7"), ("flag", "true"), ("list", "a list"), ("object", "an object")] {
        let part = value.field(name).unwrap();
        assert_eq!(Look::shown(&part), shown);
        let is =
            [part.text().is_some(), part.number().is_some(), Look::flag(&part).is_some(), part.length().is_some(), Look::is_object(&part)];
        assert_eq!(is.iter().position(|is| *is), ["text", "number", "flag", "list", "object"].iter().position(|other| *other == name));
        assert_eq!(is.iter().filter(|is| **is).count(), 1, "{name}");
    }
    let list = value.field("list").unwrap();
    assert_eq!((list.length(), list.item(0), list.item(1)), (Some(1), json!(1), Value::Null));
}
