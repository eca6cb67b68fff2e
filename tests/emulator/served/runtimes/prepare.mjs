/** Creates an environment with one work item. What it gives back prints what a worker needs. */
export async function prepare(emulator, line = console.log) {
  const headers = { 'anthropic-version': '2023-06-01', 'x-api-key': emulator.apiKey };
  const body = JSON.stringify({ name: 'machines', config: { type: 'self_hosted' } });
  const { id } = await (await emulator.fetch('/v1/environments', { method: 'POST', headers, body })).json();
  emulator.enqueue(id);
  return (url) => {
    line(`ANTHROPIC_BASE_URL=${url}`);
    line(`ANTHROPIC_ENVIRONMENT_ID=${id}`);
    line(`ANTHROPIC_ENVIRONMENT_KEY=${emulator.environmentKey(id)}`);
  };
}
