//! The network through reqwest.

use leasehold::api::{AnswerHeaders, Body, Fault, FaultKind, Request, Response, Source, Transport};
use reqwest::{
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use std::{cell::RefCell, error::Error};

/// Sends requests with reqwest, over connections that are used again. It follows no redirect: one could carry the credential elsewhere.
#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

impl Http {
    /// A network of its own.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        // No time limit: the client has one for each try, and drops what takes longer.
        reqwest::Client::builder().redirect(Policy::none()).build().map(Http)
    }
}

impl Transport for Http {
    type Body = Vec<u8>;
    type Response = Answer;

    async fn send(&self, request: &Request<Vec<u8>>) -> Result<Answer, Fault> {
        // The API's three methods.
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes()).map_err(|error| refused("the method", error))?;
        let mut builder = self.0.request(method, &request.url).headers(headers(request)?);
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let response = builder.send().await.map_err(|error| match error.is_builder() {
            true => refused("the request", error.without_url()),
            false => broken("the connection failed", error),
        })?;
        Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), rest: RefCell::new(Some(response)) })
    }
}

fn headers(request: &Request<Vec<u8>>) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers.iter() {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| refused("a header's name", error))?;
        // The client has seen to it that each character is one byte (RFC 9110, 5.5).
        let bytes: Vec<u8> = value.chars().filter_map(|c| u8::try_from(c).ok()).collect();
        let mut value = HeaderValue::from_bytes(&bytes).map_err(|error| refused("a header's value", error))?;
        // It may be a credential, and is shown to nobody.
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// An answer whose headers are there. Dropping it before its body is read closes the connection.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    headers: HeaderMap,
    /// Taken by whoever reads the body.
    rest: RefCell<Option<reqwest::Response>>,
}

impl Response for Answer {
    type Body = Vec<u8>;

    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(text_of)
    }

    fn headers(&self) -> AnswerHeaders {
        self.headers.iter().map(|(name, value)| (name.as_str(), text_of(value))).collect()
    }

    async fn json(&self, limit_bytes: u64) -> Result<Option<Vec<u8>>, Fault> {
        let (body, is_whole) = self.read(limit_bytes).await?;
        if !is_whole {
            return Err(fault(FaultKind::TooLarge, "the answer is too large"));
        }
        if body.is_empty() {
            return Ok(None);
        }
        let json = std::str::from_utf8(&body).ok().and_then(Vec::parse);
        json.map(Some).ok_or_else(|| fault(FaultKind::NotJson, "the answer is no JSON"))
    }

    async fn text(&self, limit_bytes: u64) -> Result<String, Fault> {
        let (body, _) = self.read(limit_bytes).await?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

impl Answer {
    /// The body, at most its first `limit_bytes`, and whether that is all of it. Nothing is read beyond the limit.
    async fn read(&self, limit_bytes: u64) -> Result<(Vec<u8>, bool), Fault> {
        let limit = usize::try_from(limit_bytes).unwrap_or(usize::MAX);
        let mut rest = self.rest.take().ok_or_else(|| fault(FaultKind::NotJson, "the body was read before"))?;
        let mut body = Vec::new();
        while let Some(chunk) = rest.chunk().await.map_err(|error| broken("the connection broke while the answer came", error))? {
            let room = limit - body.len();
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() > room {
                return Ok((body, false));
            }
        }
        Ok((body, true))
    }
}

fn text_of(value: &HeaderValue) -> String {
    value.as_bytes().iter().map(|&byte| char::from(byte)).collect()
}

fn fault(kind: FaultKind, message: &str) -> Fault {
    Fault { kind, message: message.into(), source: None }
}

/// The request cannot be sent as it is.
fn refused(what: &str, error: impl Error + 'static) -> Fault {
    caused(FaultKind::Refused, what, Box::new(error))
}

/// The network failed. What is told of it names no URL: that is in the log already.
fn broken(what: &str, error: reqwest::Error) -> Fault {
    caused(FaultKind::Connection, what, Box::new(error.without_url()))
}

/// A fault with all that its causes say: reqwest's own errors leave the reason to those behind them.
fn caused(kind: FaultKind, what: &str, source: Source) -> Fault {
    let mut message = what.to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&*source);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    Fault { kind, message, source: Some(source) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TokioClock;
    use leasehold::api::{BaseUrl, Client, ClientOptions, Credential, Error as ApiError, models::Secret};
    use std::{
        io::{Read, Write},
        net::TcpListener,
        sync::mpsc,
        thread,
    };

    type Got = Result<leasehold::api::models::Environment, Box<ApiError>>;

    /// Calls a server that answers `answer` and then, where `stays`, keeps the connection open until the client closes it. Gives what
    /// the call comes to, and the request that the server got.
    async fn call(answer: &str, stays: bool, adapt: impl FnOnce(&mut ClientOptions)) -> (Got, String) {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", server.local_addr().unwrap());
        let (answer, (send, seen)) = (answer.to_owned(), mpsc::channel());
        thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            // Nothing more is read of whoever closes.
            if stays {
                assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0, "a request that was not to come");
            }
            send.send(String::from_utf8_lossy(&request[..length]).into_owned()).unwrap();
        });
        let credential = Credential::ApiKey(Secret::new("sk-caf\u{e9}"));
        let mut options =
            ClientOptions { base_url: BaseUrl::parse(&base_url, false).unwrap(), max_retries: 0, ..ClientOptions::new(credential) };
        adapt(&mut options);
        let client = Client::new(Http::new().unwrap(), TokioClock::new(), options).unwrap();
        let got = client.environments().retrieve("env_1", &Default::default(), &Default::default()).await;
        // Not on this thread: connections that are to close do that on it.
        (got, tokio::task::spawn_blocking(move || seen.recv()).await.unwrap().unwrap())
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    }

    #[tokio::test]
    async fn headers_go_out_as_they_are() {
        let (_, request) =
            call(&answer("404 Not Found", "{}"), false, |options| options.headers.set("x-name", Some("\u{fc}")).unwrap()).await;
        assert!(request.starts_with("GET /v1/environments/env_1 HTTP/1.1\r\n"), "{request}");
        // One byte for each character; here they are no UTF-8.
        assert!(request.contains("\r\nx-name: \u{fffd}\r\n") && request.contains("\r\nx-api-key: sk-caf\u{fffd}\r\n"), "{request}");
    }

    #[tokio::test]
    async fn an_error_keeps_its_text_its_headers_and_no_secret() {
        let body = r#"{"type": "error", "error": {"type": "not_found_error", "message": "no such environment"}}"#;
        let (got, _) = call(&answer("404 Not Found\r\nrequest-id: req_1", body), false, |_| ()).await;
        let error = got.unwrap_err();
        assert_eq!((error.to_string().as_str(), error.request_id()), ("404 not_found_error: no such environment", Some("req_1")));
        assert!(!format!("{error:?}").contains("sk-"));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let (got, _) = call(&answer("302 Found\r\nlocation: http://127.0.0.1:9/x?key=1", ""), false, |_| ()).await;
        let error = got.unwrap_err();
        assert!(matches!(*error, ApiError::InvalidResponse { status: 302, .. }), "{error}");
        assert!(error.to_string().contains("a redirect to http://127.0.0.1:9,"), "{error}");
    }

    #[tokio::test]
    async fn what_is_no_json_is_no_answer() {
        for body in ["<html></html>", "{\"id\": ", "\u{0}"] {
            let error = call(&answer("200 OK", body), false, |_| ()).await.0.unwrap_err();
            assert!(matches!(*error, ApiError::InvalidResponse { status: 200, .. }), "{error}");
        }
    }

    #[tokio::test]
    async fn no_more_is_read_than_the_limit() {
        let endless = format!("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n{}", " ".repeat(2_000));
        // The client closes, or the server would wait for ever.
        let (got, _) = call(&endless, true, |options| options.max_response_bytes = 1_000).await;
        let error = got.unwrap_err();
        assert!(error.to_string().contains("too large"), "{error}");
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_a_broken_connection() {
        let (got, _) = call("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":", false, |_| ()).await;
        let error = got.unwrap_err();
        assert!(matches!(*error, ApiError::Connection { status: Some(200), .. }), "{error}");
        assert!(!error.to_string().contains("http://"), "{error}");
    }

    #[tokio::test]
    async fn a_time_limit_closes_the_connection() {
        let (got, _) = call("", true, |options| options.timeout_ms = 50).await;
        assert!(matches!(*got.unwrap_err(), ApiError::Timeout { after_ms: 50 }));
    }

    #[tokio::test]
    async fn nobody_there_is_said_with_the_reason() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let options = ClientOptions {
            base_url: BaseUrl::parse(&format!("http://{free}"), false).unwrap(),
            max_retries: 0,
            ..ClientOptions::new(Credential::None)
        };
        let client = Client::new(Http::new().unwrap(), TokioClock::new(), options).unwrap();
        let error = client.environments().list(&Default::default(), &Default::default()).await.unwrap_err();
        assert!(matches!(*error, ApiError::Connection { status: None, .. }) && error.to_string().contains("refused"), "{error}");
        assert!(!error.to_string().contains("http://"), "{error}");
    }
}
