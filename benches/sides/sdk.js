// The official TypeScript SDK.
import Anthropic from '@anthropic-ai/sdk';
import { callsOf } from './client.js';

export function open({ baseURL, authToken, fetch, options, ...ids }) {
  return callsOf(new Anthropic({ baseURL, apiKey: null, authToken, fetch, ...options }).beta.environments, ids);
}
