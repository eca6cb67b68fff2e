// The Dockerfiles and the Kubernetes manifests, as far as they can be shown without Docker and a cluster: they are well-formed, they
// agree with each other and with the program, and what an image would have in it runs.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { validate } from 'dockerfile-utils';
import { routes } from '../../examples/worker/routes.mjs';
import { readSettings, settings } from '../../examples/worker/settings.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { taskOf } from '../../scripts/workers/command.mjs';
import { workers } from '../../scripts/workers/install.mjs';
import { checkFields, checkValues, dockerfile, kustomization, manifests, metricsIn, variablesOf } from './support/manifests.mjs';
import { Scene } from './support/scene.mjs';

const examples = join(root, 'examples');
const deployments = [manifests['worker.yaml'], manifests['queue.yaml']];
const names = settings.map(({ variable }) => variable);
const read = (variables) => readSettings((name) => variables[name]);
const containerOf = ({ spec }) => spec.template.spec.containers[0];
const readme = readFileSync(join(examples, 'worker/README.md'), 'utf8');

let scene;
const images = [];

afterEach(() => scene?.close());

after(() => images.forEach((folder) => void rmSync(folder, { recursive: true, force: true })));

describe('manifests', () => {
  test('are what Kubernetes and KEDA know, and the schemas see what is wrong', () => {
    for (const manifest of Object.values(manifests)) checkValues(manifest);
    assert.deepEqual(checkFields(Object.values(manifests)), []);

    const wrong = structuredClone(manifests);
    containerOf(wrong['worker.yaml']).imagee = 'misspelt';
    wrong['autoscaler.yaml'].spec.minReplicas = 1;
    assert.equal(checkFields(Object.values(wrong)).length, 2);
    wrong['autoscaler.yaml'].spec.triggers[0].metadata.threshold = 8;
    assert.throws(() => checkValues(wrong['autoscaler.yaml']), /threshold must be string/);
  });

  test('are applied all, into one namespace', () => {
    const rest = readdirSync(join(examples, 'worker/kubernetes')).filter((name) => name !== 'kustomization.yaml');
    assert.deepEqual([...kustomization.resources].sort(), rest.sort());
    const { namespace } = kustomization;
    assert.equal(manifests['namespace.yaml'].metadata.name, namespace);
    for (const { kind, metadata } of Object.values(manifests)) assert.ok(kind === 'Namespace' || metadata.namespace === namespace);
    for (const deployment of deployments) assert.equal(containerOf(deployment).image, kustomization.images[0].name);
  });

  test('set what can be set, to values that are taken', () => {
    for (const deployment of deployments) {
      const variables = variablesOf(deployment);
      for (const name of Object.keys(variables)) assert.ok(names.includes(name), name);
      read(variables);
    }
    assert.equal(read(variablesOf(manifests['queue.yaml'])).concurrency, 0);
  });

  test('give the API key to the reporter of the queue, and to no worker', () => {
    const keys = deployments.map((deployment) => Object.keys(variablesOf(deployment)).filter((name) => name.endsWith('_KEY')));
    assert.deepEqual(keys, [['ANTHROPIC_ENVIRONMENT_KEY'], ['ANTHROPIC_API_KEY']]);
    for (const deployment of deployments) {
      const { name, key } = containerOf(deployment).env.find(({ valueFrom }) => valueFrom).valueFrom.secretKeyRef;
      assert.ok(readme.includes(`create secret generic ${name} --from-literal=${key}=`), `the README says how to make ${name}`);
    }
  });

  test('wait for the drain and the wind-down before they kill', () => {
    for (const deployment of deployments) {
      const { drainSeconds, windDownSeconds } = read(variablesOf(deployment));
      const graceSeconds = deployment.spec.template.spec.terminationGracePeriodSeconds ?? 30;
      assert.ok(graceSeconds >= drainSeconds + windDownSeconds + 2, `${graceSeconds} s for ${drainSeconds} s and ${windDownSeconds} s`);
    }
    const [worker] = deployments;
    const { drainSeconds, windDownSeconds } = read(variablesOf(worker));
    assert.equal(worker.spec.template.spec.terminationGracePeriodSeconds, drainSeconds + windDownSeconds + 10);
  });

  test('ask pages that there are, at the port that the image serves', async () => {
    const pages = routes({ state: 'working', isReady: true }, { metrics: () => '', contentType: 'text/plain' });
    const answers = async (path) => (await pages(new Request(`http://localhost${path}`))).status === 200;
    assert.equal(await answers('/other'), false);
    for (const deployment of deployments) {
      const { ports, readinessProbe, livenessProbe } = containerOf(deployment);
      const annotations = deployment.spec.template.metadata.annotations;
      const [{ name, containerPort }] = ports;
      assert.deepEqual(
        [readinessProbe.httpGet, livenessProbe.httpGet].map(({ port }) => port),
        [name, name],
      );
      assert.deepEqual(
        [readinessProbe.httpGet, livenessProbe.httpGet].map(({ path }) => path),
        ['/readyz', '/healthz'],
      );
      for (const path of ['/readyz', '/healthz', annotations['prometheus.io/path']]) assert.ok(await answers(path), path);
      for (const runtime of ['node', 'deno']) assert.equal(dockerfile(runtime).variables.WORKER_PORT, String(containerPort));
      assert.equal(annotations['prometheus.io/port'], String(containerPort));
    }
  });

  test('run as a user without rights, who is the image’s', () => {
    for (const deployment of deployments) {
      const { securityContext: pod, automountServiceAccountToken } = deployment.spec.template.spec;
      const { securityContext: container } = containerOf(deployment);
      for (const runtime of ['node', 'deno']) assert.equal(dockerfile(runtime).user, `${pod.runAsUser}:${pod.runAsGroup}`);
      assert.deepEqual([pod.runAsNonRoot, pod.seccompProfile, automountServiceAccountToken], [true, { type: 'RuntimeDefault' }, false]);
      assert.deepEqual(container, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    }
  });

  test('scale the workers, by what is measured, to as much as one of them does', async () => {
    const { scaleTargetRef, triggers } = manifests['autoscaler.yaml'].spec;
    const [worker] = deployments;
    const [{ metadata }] = triggers;
    assert.equal(scaleTargetRef.name, worker.metadata.name);
    assert.equal(worker.spec.replicas, undefined, 'a number here would undo what the autoscaler does, with every apply');
    assert.equal(metadata.threshold, String(read(variablesOf(worker)).concurrency));
    const measured = readFileSync(join(examples, 'worker/metrics.mjs'), 'utf8');
    const queried = metricsIn(metadata.query);
    assert.deepEqual(queried, ['leasehold_queue_depth', 'leasehold_items_running']);
    assert.throws(() => metricsIn(`${metadata.query})`), /no query/);
    for (const name of queried) assert.ok(measured.includes(`'${name}'`), name);
  });
});

describe('the README of examples/worker', () => {
  test('lists every setting with its default', () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$/gm)].map(([, ...cells]) => cells);
    assert.deepEqual(
      rows,
      settings.map(({ variable, default: otherwise, what }) => [variable, otherwise ? `\`${otherwise}\`` : '', what]),
    );
  });

  test('lists every metric', () => {
    const measured = [...readFileSync(join(examples, 'worker/metrics.mjs'), 'utf8').matchAll(/'(leasehold_\w+)'/g)].map(([, name]) => name);
    const listed = [...readme.matchAll(/^\| `(leasehold_\w+)[`{]/gm)].map(([, name]) => name);
    assert.deepEqual(listed.sort(), measured.sort());
  });

  test('without settings a drain is over before Kubernetes’ own 30 seconds are', () => {
    const { drainSeconds, windDownSeconds } = read({ ANTHROPIC_ENVIRONMENT_ID: 'env_1', ANTHROPIC_ENVIRONMENT_KEY: 'key' });
    assert.ok(drainSeconds + windDownSeconds + 2 <= 30);
  });
});

for (const runtime of ['node', 'deno']) {
  describe(`the Dockerfile of examples/${runtime}`, () => {
    const { text, variables, port, healthcheck, entrypoint, folder, copies, user } = dockerfile(runtime);

    test('is well-formed', () => {
      assert.deepEqual(validate(text), []);
      assert.notDeepEqual(validate(text.replace('WORKDIR', 'WORKDIRR')), [], 'the linter sees what is wrong');
      assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
    });

    test('serves, exposes and looks at one port', () => {
      assert.deepEqual([variables.WORKER_PORT, variables.WORKER_HOST], [port, '0.0.0.0']);
      assert.equal(healthcheck.at(-1), `http://127.0.0.1:${port}/healthz`);
      for (const name of Object.keys(variables)) assert.ok(name === 'NODE_ENV' || names.includes(name), name);
    });

    if (runtime === 'deno') {
      test('gives the permissions of the task, and takes nothing from the network', () => {
        const [command, run, ...task] = taskOf(join(examples, 'deno'));
        assert.deepEqual(entrypoint, [command, run, '--cached-only', ...task]);
      });
    }

    test('has all that the worker needs in the image', async () => {
      const image = mkdtempSync(join(tmpdir(), 'leasehold-image-'));
      images.push(image);
      const inImage = (path) => join(image, resolve(folder, path));
      for (const { patterns, to } of copies) {
        mkdirSync(inImage(to), { recursive: true });
        for (const file of patterns.flatMap(matching)) cpSync(join(examples, file), join(inImage(to), basename(file)));
      }
      // Docker would install these; here they come from the packed package.
      cpSync(join(workers, runtime, 'node_modules'), inImage('node_modules'), { recursive: true });
      if (runtime === 'deno') cpSync(join(workers, runtime, 'package.json'), inImage('package.json'));

      scene = await Scene.open(join(image, dirname(folder)));
      scene.queue(1);
      const last = entrypoint.slice(1);
      const worker = scene.start(runtime, {}, (args) => (runtime === 'node' ? last : args));
      await scene.untilStates({ stopped: 1 });
      worker.signal('SIGTERM');
      assert.deepEqual([await worker.ended, worker.errors], [0, []]);
    });
  });

  /** The files of a pattern, of those that the build is given. */
  function matching(pattern) {
    const allowed = readFileSync(join(examples, runtime, 'Dockerfile.dockerignore'), 'utf8')
      .trim()
      .split('\n');
    assert.equal(allowed[0], '*');
    assert.ok(allowed.includes(`!${pattern}`), `${pattern} is part of the build's context`);
    const [, ending] = basename(pattern).split('*');
    if (ending === undefined) return [pattern];
    const found = readdirSync(join(examples, dirname(pattern))).filter((name) => name.endsWith(ending));
    return found.map((name) => join(dirname(pattern), name));
  }
}
