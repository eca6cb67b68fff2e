/** Reads a request's body as text. */
export async function readText(request) {
  request.setEncoding('utf8');
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** Answers JSON. */
export function answerJSON(response, status, value) {
  if (response.headersSent) return response.destroy();
  response.writeHead(status, { 'content-type': 'application/json' });
  return response.end(JSON.stringify(value));
}

/**
 * Says what every answer says: that a page of any origin may read it, and that nothing more comes on this connection (what is cut
 * off before the headers on a connection that was used before, a browser sends again by itself). Answers the request itself where it is only a page's question whether it may (CORS
 * preflight); says whether it did.
 */
export function greet(request, response) {
  response.setHeader('connection', 'close');
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', '*');
  if (request.method !== 'OPTIONS') return false;
  response.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
  // Not `*`, which does not stand for `authorization`.
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-max-age', '7200');
  response.writeHead(204).end();
  return true;
}
