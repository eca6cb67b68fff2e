//! What a fault does to an exchange.

use crate::emulator::http::{Answer, HttpResponse};

/// What HTML a proxy in the way would send.
const NO_JSON: &[u8] = b"<html><body><h1>This is not the API</h1></body></html>";

/// What a fault does to an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultEffect {
    /// The connection is refused: the request takes no effect.
    Refuse,
    /// The request takes effect, and the connection closes without an answer.
    LoseAnswer,
    /// The request takes effect, and the connection closes in the middle of the body.
    CutBody,
    /// The answer is an error.
    Status(InjectedStatus),
    /// The request takes effect, and the body of the answer is no JSON.
    MalformedBody,
    /// The request takes effect, and the body ends early: half a document, whole to HTTP.
    TruncateBody,
    /// The request takes effect, and spaces blow the body up to this many bytes.
    HugeBody {
        /// The whole body.
        bytes: usize,
    },
    /// Before the request takes effect, another worker takes the lease of the work item that it names: as if the lease had run
    /// out, and the other had acknowledged the item and sent one heartbeat. Nothing where nobody may have it any more.
    StealLease,
}

/// An error that the emulator would not give by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InjectedStatus {
    /// The status, from 400.
    pub status: u16,
    /// Further headers, such as `retry-after` and `x-should-retry`.
    pub headers: Vec<(String, String)>,
    /// Sends `retry-after` as an HTTP date that lies this many milliseconds ahead, by the emulator's clock.
    pub retry_after_date_ms: Option<u64>,
    /// Whether the request takes effect before the error goes out.
    pub takes_effect: bool,
}

impl FaultEffect {
    /// The words of a plan and of the journal.
    pub(crate) const NAMES: [&'static str; 8] =
        ["refuse", "loseAnswer", "cutBody", "status", "malformedBody", "truncateBody", "hugeBody", "stealLease"];

    /// The word for it in a plan and in the journal.
    pub fn name(&self) -> &'static str {
        let index = match self {
            FaultEffect::Refuse => 0,
            FaultEffect::LoseAnswer => 1,
            FaultEffect::CutBody => 2,
            FaultEffect::Status(_) => 3,
            FaultEffect::MalformedBody => 4,
            FaultEffect::TruncateBody => 5,
            FaultEffect::HugeBody { .. } => 6,
            FaultEffect::StealLease => 7,
        };
        Self::NAMES[index]
    }

    /// What becomes of a response.
    pub(crate) fn apply(&self, mut response: HttpResponse) -> Answer {
        match self {
            FaultEffect::Refuse | FaultEffect::LoseAnswer => return Answer::Nothing,
            // What has no body is there as a whole.
            FaultEffect::CutBody if !response.body.is_empty() => {
                response.body.truncate(response.body.len() / 2);
                return Answer::BreaksOff(response);
            }
            FaultEffect::TruncateBody => response.body.truncate(response.body.len() / 2),
            // Nothing may stand behind a 204.
            FaultEffect::MalformedBody if response.status != 204 => response.body = NO_JSON.to_vec(),
            FaultEffect::HugeBody { bytes } if response.status != 204 => {
                let bytes = response.body.len().max(*bytes);
                response.body.resize(bytes, b' ');
            }
            FaultEffect::CutBody
            | FaultEffect::MalformedBody
            | FaultEffect::HugeBody { .. }
            | FaultEffect::Status(_)
            | FaultEffect::StealLease => {}
        }
        Answer::Whole(response)
    }
}
