// The default import.
import { Client } from 'leasehold';
import { callsOf } from './client.js';

export function open({ baseURL, authToken, fetch, options, ...ids }) {
  return callsOf(new Client({ baseURL, authToken, fetch, ...options }).environments, ids);
}
