// The suite in workerd, in the worker itself and in a Durable Object: `/worker` and `/object`, with the test server's address as the body.

import { DurableObject } from 'cloudflare:workers';
import * as leasehold from 'leasehold';
import * as calls from 'leasehold/calls';
import { runAll } from './run.js';

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === '/object') return env.OBJECT.get(env.OBJECT.idFromName('suite')).fetch(request);
    return answer(request);
  },
};

export class SuiteObject extends DurableObject {
  fetch(request) {
    return answer(request);
  }
}

async function answer(request) {
  return Response.json(await runAll([leasehold, calls], await request.text(), 4));
}
