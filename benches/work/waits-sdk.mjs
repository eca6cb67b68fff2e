// The same with the official SDK's poller, one for each place.
import Anthropic from '@anthropic-ai/sdk';

const { places, items } = JSON.parse(process.argv[2]);
const waits = [];

for (const { baseURL, environmentId, environmentKey } of places) claim(baseURL, environmentId, environmentKey);

async function claim(baseURL, environmentId, environmentKey) {
  const { work } = new Anthropic({ baseURL, apiKey: null, authToken: environmentKey, logLevel: 'off' }).beta.environments;
  for await (const item of work.poller({ environmentId, environmentKey, autoStop: false })) {
    waits.push(Date.now() - Date.parse(item.created_at));
    if (waits.length < items) continue;
    console.log(JSON.stringify(waits));
    process.exit();
  }
}
