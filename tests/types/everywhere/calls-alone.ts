// The entry of the calls alone: the same data, the same errors, and nothing that holds a lease.
import type { Client as WholeClient, APIError as WholeError, WorkItem as WholeItem, ClientOptions as WholeOptions } from 'leasehold';
import { APIError, Client, type ClientOptions, type Environments, type Work, type WorkItem } from 'leasehold/calls';
import { type Fits, holds, is, type Same } from '../assert.js';

const client = new Client({ authToken: 'k' });
is<Environments>()(client.environments);
is<Work>()(client.environments.work);
holds<Same<WorkItem, WholeItem>>();
holds<Same<ClientOptions, WholeOptions>>();
holds<Same<APIError, WholeError>>();
is<Client>()(client.withOptions({ timeout: 1_000 }));

// Who takes the calls alone is content with the whole client.
holds<Fits<WholeClient['environments']['create'], Environments['create']>>();
holds<Fits<WholeClient['environments']['work']['poll'], Work['poll']>>();

const item: WorkItem | null = await client.environments.work.poll('env_1');
if (item?.data.type === 'session') is<string>()(item.data.id);

// @ts-expect-error Property 'heartbeats' does not exist on type 'Client'
client.heartbeats;
// @ts-expect-error Property 'lease' does not exist on type 'Work'
client.environments.work.lease;
// @ts-expect-error Property 'worker' does not exist on type 'Work'
client.environments.work.worker;
new APIError(500, undefined, 'by hand', undefined);
