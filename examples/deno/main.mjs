// A worker on Deno, with the permissions of the task in deno.json. Settings come from the environment: ../worker/settings.mjs.
import { Client } from 'leasehold';
import * as prom from 'prom-client';
import { openService } from '../worker/service.mjs';
import { readSettingsOrExit } from '../worker/settings.mjs';
import { exitCodes } from '../worker/shift.mjs';
import { openLog } from './log.mjs';

const settings = readSettingsOrExit((variable) => Deno.env.get(variable), Deno.exit);
const log = openLog(settings.logLevel);
const { shift, answer } = openService({ Client, prom, settings, log });

const server = Deno.serve({ hostname: settings.host, port: settings.port, onListen: () => {} }, answer);
const url = `http://${settings.host}:${server.addr.port}`;
log.info({ url, environmentId: settings.environmentId, concurrency: settings.concurrency }, 'working');

// The first signal drains, the second ends it at once.
for (const [signal, code] of Object.entries(exitCodes)) {
  Deno.addSignalListener(signal, () => {
    if (!shift.interrupt(signal)) Deno.exit(code);
  });
}

const exitCode = await shift.run();
log.info({ exitCode, ...shift.outcomes }, 'ended');
// Not left to itself: a handler that did not listen may still run.
Deno.exit(exitCode);
