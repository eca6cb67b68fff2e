import type { EnvironmentCreateParams } from 'leasehold';

/** The environment where other workers are busy. */
export const busy = 'build-farm';
/** The one where ten thousand items wait. */
export const backlog = 'nightly-evals';
/** The one that waits for the worker in the page. */
export const playground = 'playground';

/** Those that are archived. */
export const archived: ReadonlySet<string> = new Set(['build-farm-2024', 'gpu-trial', 'web-preview-old']);

const selfHosted = { type: 'self_hosted' } as const;

function own(name: string, description: string, metadata: { [key: string]: string } = {}): EnvironmentCreateParams {
  return { name, description, metadata, config: selfHosted };
}

function cloud(
  name: string,
  description: string,
  hosts: readonly string[] | undefined,
  pip: readonly string[] = [],
  npm: readonly string[] = [],
) {
  const networking = hosts
    ? ({ type: 'limited', allowed_hosts: hosts, allow_package_managers: true, allow_mcp_servers: false } as const)
    : ({ type: 'unrestricted' } as const);
  return { name, description, metadata: {}, config: { type: 'cloud', networking, packages: { pip, npm } } } as const;
}

/** The environments of a company that does not exist, oldest first. */
export const environments: readonly EnvironmentCreateParams[] = [
  own('build-farm-2024', 'The old rack, switched off'),
  cloud('gpu-trial', 'A trial that ended', undefined, ['torch==2.9.0']),
  own('edge-frankfurt', 'Two small machines near the customers', { region: 'eu-central', owner: 'platform' }),
  own('edge-singapore', 'One small machine near the customers', { region: 'ap-southeast', owner: 'platform' }),
  cloud('data-notebooks', 'Notebooks of the data team', ['warehouse.example.com'], ['pandas==2.3.1', 'pyarrow'], []),
  cloud('web-preview-old', 'Previews before the move', undefined),
  own('mobile-ios', 'Four Mac minis under a desk', { owner: 'mobile', floor: '3' }),
  own('mobile-android', 'Device lab, first shelf', { owner: 'mobile', floor: '3' }),
  cloud('docs-writer', 'Writes and checks the documentation', ['docs.example.com', 'search.example.com'], [], ['markdownlint']),
  own('security-scans', 'No way out but the mirror', { owner: 'security', network: 'isolated' }),
  cloud('support-triage', 'Sorts what customers write', ['tickets.example.com']),
  own('legacy-batch', 'What nobody dares to move', { owner: 'payments' }),
  cloud('research-sandbox', 'Everything allowed, for a day', undefined, ['numpy', 'scipy', 'matplotlib']),
  own('release-signing', 'One machine with the key in it', { owner: 'platform', 'on-call': 'yes' }),
  cloud('web-preview', 'A preview for each pull request', ['assets.example.com'], [], ['vite', 'playwright']),
  own('load-tests', 'Borrowed at night', { owner: 'search' }),
  own('integration-a', 'Shared by all teams', { owner: 'platform', ring: 'a' }),
  own('integration-b', 'Shared by all teams', { owner: 'platform', ring: 'b' }),
  cloud('translation', 'Translates what docs-writer writes', undefined),
  own('customer-demos', 'Keep it tidy', { owner: 'sales' }),
  own('index-rebuild', 'Reindexes the search, one shard at a time', { owner: 'search' }),
  cloud('code-review', 'Reads pull requests', ['git.example.com'], ['ruff'], ['typescript']),
  own('hardware-in-loop', 'Boards on a bench', { owner: 'devices' }),
  own('nightly-evals', 'Ten thousand evaluations every night', { owner: 'research', priority: 'low' }),
  own('playground', 'Nobody works here: start a worker in this page', { owner: 'you' }),
  own('build-farm', 'Four racks and a spare, for every team', { owner: 'platform', region: 'eu-central', 'on-call': 'yes' }),
];
