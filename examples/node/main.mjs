// A worker on Node. Settings come from the environment: ../worker/settings.mjs.
import { Client } from 'leasehold';
import * as prom from 'prom-client';
import { serve } from 'srvx';
import { openService } from '../worker/service.mjs';
import { readSettingsOrExit } from '../worker/settings.mjs';
import { exitCodes } from '../worker/shift.mjs';
import { openLog } from './log.mjs';

const settings = readSettingsOrExit((variable) => process.env[variable], process.exit);
const log = openLog(settings.logLevel);
const { shift, registry, answer } = openService({ Client, prom, settings, log });
// Of the process itself: memory, processor time, and how late the event loop is.
prom.collectDefaultMetrics({ register: registry });

const server = serve({ fetch: answer, hostname: settings.host, port: settings.port, silent: true, gracefulShutdown: false });
await server.ready();
log.info({ url: new URL(server.url).origin, environmentId: settings.environmentId, concurrency: settings.concurrency }, 'working');

// The first signal drains, the second ends it at once.
for (const [signal, code] of Object.entries(exitCodes)) {
  process.on(signal, () => {
    if (!shift.interrupt(signal)) process.exit(code);
  });
}

const exitCode = await shift.run();
log.info({ exitCode, ...shift.outcomes }, 'ended');
// Not left to itself: a handler that did not listen may still run.
process.exit(exitCode);
