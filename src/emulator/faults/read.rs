//! A plan as JSON.

use super::{FaultEffect, FaultPlan, FaultRule, InjectedStatus, When};
use crate::emulator::{
    Endpoint,
    validate::{Fields, Invalid},
};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// What a huge body has where the plan does not say: more than the 32 MiB that the client reads.
const HUGE_BYTES: u64 = 40 << 20;
const MAX_HUGE_BYTES: u64 = 1 << 30;

impl FaultPlan {
    /// Reads a plan as JSON has it, with the names of `FaultPlan` in the TypeScript types.
    ///
    /// # Errors
    ///
    /// [`Invalid`] names the field.
    pub fn from_json(value: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value, "faults")?;
        let plan = Self::read(&mut fields)?;
        fields.end()?;
        Ok(plan)
    }

    /// The same, where somebody else reads on.
    pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Self, Invalid> {
        let seed = fields.optional("seed")?.unwrap_or_default();
        let rules = fields.objects("rules")?.into_iter().map(FaultRule::read).collect::<Result<_, _>>()?;
        Ok(FaultPlan { seed, rules })
    }

    /// The plan as [`FaultPlan::from_json`] reads it.
    pub fn to_json(&self) -> Value {
        json!({ "seed": self.seed, "rules": self.rules.iter().map(FaultRule::to_json).collect::<Vec<_>>() })
    }
}

impl FaultRule {
    fn read(mut fields: Fields<'_>) -> Result<Self, Invalid> {
        let endpoint = fields.word("endpoint", &Endpoint::ALL.map(Endpoint::as_str))?.and_then(Endpoint::named);
        let rule = FaultRule {
            endpoint,
            when: when(&mut fields)?,
            request_delay_ms: range(&mut fields, "requestDelayMs")?,
            answer_delay_ms: range(&mut fields, "answerDelayMs")?,
            effect: effect(&mut fields)?,
        };
        fields.end()?;
        Ok(rule)
    }

    fn to_json(&self) -> Value {
        let mut rule = Map::new();
        let mut set = |name: &str, value: Value| drop(rule.insert(name.into(), value));
        if let Some(endpoint) = self.endpoint {
            set("endpoint", endpoint.as_str().into());
        }
        match self.when {
            When::Always => {}
            When::Call(call) => set("call", call.into()),
            When::Chance(probability) => set("probability", probability.into()),
        }
        for (name, range) in [("requestDelayMs", &self.request_delay_ms), ("answerDelayMs", &self.answer_delay_ms)] {
            if *range != (0..=0) {
                set(name, json!([range.start(), range.end()]));
            }
        }
        if let Some(effect) = &self.effect {
            set("fault", effect.name().into());
        }
        match &self.effect {
            Some(FaultEffect::HugeBody { bytes }) => set("bytes", (*bytes).into()),
            Some(FaultEffect::Status(injected)) => {
                set("status", injected.status.into());
                set("headers", injected.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect());
                set("takesEffect", injected.takes_effect.into());
                if let Some(ahead_ms) = injected.retry_after_date_ms {
                    set("retryAfterDateMs", ahead_ms.into());
                }
            }
            _ => {}
        }
        Value::Object(rule)
    }
}

fn when(fields: &mut Fields<'_>) -> Result<When, Invalid> {
    let call: Option<u64> = fields.optional("call")?;
    let probability: Option<f64> = fields.optional("probability")?;
    match (call, probability) {
        (None, None) => Ok(When::Always),
        (Some(0), _) => Err(fields.invalid("call", "a whole number, 1 or more")),
        (Some(call), None) => Ok(When::Call(call)),
        (None, Some(probability)) if (0.0..=1.0).contains(&probability) => Ok(When::Chance(probability)),
        (None, Some(_)) => Err(fields.invalid("probability", "a number from 0 to 1")),
        (Some(_), Some(_)) => Err(fields.invalid("probability", "none beside call")),
    }
}

/// A number of milliseconds, or the least and the most of it.
fn range(fields: &mut Fields<'_>, name: &'static str) -> Result<RangeInclusive<u64>, Invalid> {
    match fields.value(name) {
        None => Ok(0..=0),
        Some(value) => {
            let pair = || match value.as_array()?.as_slice() {
                [least, most] => Some(least.as_u64()?..=most.as_u64()?),
                _ => None,
            };
            let range = value.as_u64().map(|exact| exact..=exact).or_else(pair).filter(|range| range.start() <= range.end());
            range.ok_or_else(|| fields.invalid(name, "milliseconds: a whole number, or a list of the least and the most"))
        }
    }
}

fn effect(fields: &mut Fields<'_>) -> Result<Option<FaultEffect>, Invalid> {
    let Some(name) = fields.word("fault", &FaultEffect::NAMES)? else { return Ok(None) };
    Ok(Some(match name {
        "refuse" => FaultEffect::Refuse,
        "loseAnswer" => FaultEffect::LoseAnswer,
        "cutBody" => FaultEffect::CutBody,
        "malformedBody" => FaultEffect::MalformedBody,
        "truncateBody" => FaultEffect::TruncateBody,
        "hugeBody" => {
            let bytes: u64 = fields.optional("bytes")?.unwrap_or(HUGE_BYTES);
            let bytes = usize::try_from(bytes).ok().filter(|_| bytes <= MAX_HUGE_BYTES);
            FaultEffect::HugeBody { bytes: bytes.ok_or_else(|| fields.invalid("bytes", format!("at most {MAX_HUGE_BYTES}")))? }
        }
        "stealLease" => FaultEffect::StealLease,
        _ => FaultEffect::Status(status(fields)?),
    }))
}

fn status(fields: &mut Fields<'_>) -> Result<InjectedStatus, Invalid> {
    let status: u64 = fields.required("status")?;
    let status = u16::try_from(status).ok().filter(|status| (400..=599).contains(status));
    let headers: crate::api::models::Metadata = fields.optional("headers")?.unwrap_or_default();
    let sendable = |(name, value): (&String, &String)| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
    };
    if !headers.iter().all(sendable) {
        return Err(fields.invalid("headers", "names of letters, digits and -, and values of visible ASCII characters"));
    }
    Ok(InjectedStatus {
        status: status.ok_or_else(|| fields.invalid("status", "a whole number from 400 to 599"))?,
        headers: headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect(),
        retry_after_date_ms: fields.optional("retryAfterDateMs")?,
        takes_effect: fields.optional("takesEffect")?.unwrap_or(false),
    })
}
