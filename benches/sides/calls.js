// The import of the calls alone.
import { Client } from 'leasehold/calls';
import { callsOf } from './client.js';

export function open({ baseURL, authToken, fetch, options, ...ids }) {
  return callsOf(new Client({ baseURL, authToken, fetch, ...options }).environments, ids);
}
