import { APIConnectionError, APIError, APIUserAbortError, InvalidInputError } from 'leasehold';

/** What went wrong, as a form or a page shows it. */
export interface Failure {
  /** A few words. */
  title: string;
  /** A sentence. */
  message: string;
  /** What is wrong with which field, by its path in the request: `name`, `config.networking.allowed_hosts`, `metadata`. */
  fields: ReadonlyMap<string, string>;
  /** The server's name for the request, for whoever asks its operators. */
  requestId: string | undefined;
}

/** Fields that the API's error codes are about, where its message does not name one. */
const fieldOfCode: Readonly<Record<string, string>> = {
  invalid_metadata: 'metadata',
  invalid_config_type_change: 'config.type',
};

const titles: Readonly<Record<number, string>> = {
  400: 'The API does not accept this',
  401: 'The API does not know this credential',
  403: 'This credential may not do that',
  404: 'There is no such thing',
  409: 'That cannot be done now',
  422: 'The API does not accept this',
  429: 'Too many requests',
  502: 'The proxy reaches no API',
};

/** Reads an error; `undefined` for a call that we aborted ourselves. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof APIUserAbortError) return undefined;
  if (error instanceof InvalidInputError) {
    const message = `This must be ${error.expected}.`;
    return { title: 'Not sent', message, fields: new Map([[error.field, message]]), requestId: undefined };
  }
  if (error instanceof APIConnectionError) {
    return failure('No connection', 'The API did not answer. Is it running, and are you online?');
  }
  if (error instanceof APIError) {
    const message = error.apiMessage ?? error.message;
    const title = titles[error.status ?? 0] ?? `The API failed (${error.status ?? 'no status'})`;
    return { ...failure(title, message), fields: fieldsIn(message, error.errorCode), requestId: error.requestID ?? undefined };
  }
  return failure('Something went wrong', error instanceof Error ? error.message : String(error));
}

/** A failure that is about no field. */
export function failure(title: string, message: string): Failure {
  return { title, message, fields: new Map(), requestId: undefined };
}

/** The API names fields at the beginning of what it says: `name: expected …; metadata["a"]: expected …`. */
function fieldsIn(message: string, code: string | null): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of message.split('; ')) {
    const [, path, key, what] = part.match(/^([a-z_]+(?:\.[a-z_]+)*)(?:\["?([^\]]*?)"?\])?: (.+)$/s) ?? [];
    if (path === undefined || what === undefined) continue;
    // Keeps the key of a map: the field's label does not say it.
    const text = key === undefined ? `${what.charAt(0).toUpperCase()}${what.slice(1)}.` : `${key}: ${what}.`;
    fields.set(path, [fields.get(path), text].filter(Boolean).join(' '));
  }
  const coded = code === null ? undefined : fieldOfCode[code];
  if (fields.size === 0 && coded !== undefined) fields.set(coded, message);
  return fields;
}
