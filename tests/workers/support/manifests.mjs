// The Kubernetes manifests and the Dockerfiles of the worker examples, read by parsers.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parser as promql } from '@prometheus-io/lezer-promql';
import { DockerfileParser } from 'dockerfile-ast';
import ts from 'typescript';
import { parse } from 'yaml';
import { root } from '../../../scripts/lib/paths.mjs';

const require = createRequire(import.meta.url);
const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'examples/worker/kubernetes');

/** Where the schema of a kind is: its types, and what checks its values. */
const MODELS = {
  'v1 Namespace': 'kubernetes-models/v1',
  'v1 ConfigMap': 'kubernetes-models/v1',
  'apps/v1 Deployment': 'kubernetes-models/apps/v1',
  'keda.sh/v1alpha1 ScaledObject': '@kubernetes-models/keda/keda.sh/v1alpha1',
};

/** The manifests by file name, without the kustomization. */
export const manifests = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name !== 'kustomization.yaml')
    .map((name) => [name, read(name)]),
);

export const kustomization = read('kustomization.yaml');

function read(name) {
  return parse(readFileSync(join(folder, name), 'utf8'));
}

/** Checks a manifest's values against the schema of its kind. Throws what is wrong. */
export function checkValues(manifest) {
  const { apiVersion, kind } = manifest;
  const { [kind]: Model } = require(modelOf(manifest));
  const model = new Model(manifest);
  if (model.apiVersion !== apiVersion) throw new Error(`${kind} is of ${model.apiVersion}, not of ${apiVersion}`);
  model.validate();
}

/** What the compiler says of manifests as values of their kind's type: fields that there are not, and values of another type. */
export function checkFields(list) {
  const name = join(here, 'manifests.ts');
  const source = list.map((manifest, index) => {
    const { apiVersion, kind, ...fields } = manifest;
    return `import { ${kind} as K${index} } from '${modelOf(manifest)}';\nnew K${index}(${JSON.stringify(fields)});\n`;
  });
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.readFile = (path) => (path === name ? source.join('') : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, source.join(''), options.target) : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

function modelOf({ apiVersion, kind }) {
  const model = MODELS[`${apiVersion} ${kind}`];
  if (!model) throw new Error(`no schema for ${apiVersion} ${kind}`);
  return model;
}

/** The variables of a Deployment's container, with those of the settings; secrets have stand-ins. */
export function variablesOf({ spec }) {
  const [container] = spec.template.spec.containers;
  const own = container.env.map(({ name, value, valueFrom }) => [name, value ?? `secret of ${valueFrom.secretKeyRef.name}`]);
  return { ...manifests['settings.yaml'].data, ...Object.fromEntries(own) };
}

/** The metrics that a query of Prometheus is about. Throws where it is none. */
export function metricsIn(query) {
  const metrics = [];
  promql.parse(query).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`no query: ${query}, at ${from}`);
      if (type.name === 'Identifier' && query.slice(to)[0] !== '(') metrics.push(query.slice(from, to));
    },
  });
  return metrics;
}

/** A Dockerfile: its text, and what the instructions of its last stage say. */
export function dockerfile(runtime) {
  const text = readFileSync(join(root, 'examples', runtime, 'Dockerfile'), 'utf8');
  const parsed = DockerfileParser.parse(text);
  const all = parsed.getInstructions();
  const last = all.slice(all.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'));
  const argumentsOf = (keyword) => last.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent());
  return {
    text,
    variables: Object.fromEntries(parsed.getENVs().flatMap((env) => env.getProperties().map((one) => [one.getName(), one.getValue()]))),
    user: argumentsOf('USER').at(-1),
    port: argumentsOf('EXPOSE')[0],
    folder: argumentsOf('WORKDIR').at(-1),
    // Only the form without a shell is JSON.
    entrypoint: JSON.parse(argumentsOf('ENTRYPOINT')[0]),
    healthcheck: JSON.parse(/CMD (\[.*\])$/.exec(argumentsOf('HEALTHCHECK')[0])[1]),
    /** What is copied from the build's context: patterns, and where they go. */
    copies: last
      .filter((one) => one.getKeyword() === 'COPY' && !one.getFromFlag())
      .map((copy) => copy.getArgumentsContent().split(' '))
      .map((words) => ({ patterns: words.slice(0, -1), to: words.at(-1) })),
  };
}
