// The published declarations: no `any` in them, written or inferred, and a doc comment on everything that an editor shows.
import { dist, entryDeclarations, projectFiles } from './paths.mjs';
import { place, program, project, ts } from './program.mjs';

/** No type anywhere in the declarations is `any`, whatever library they are used with; and an `any` that is put in is found. */
export async function* noAny() {
  for (const name of projectFiles().filter((file) => !/sdk|sample/.test(file))) {
    const { types, found } = anyTypes(published(project(name).options));
    if (!types) found.push('no type was looked at');
    yield { name: `no any among ${types} types, ${name}`, problems: found };
  }
  for (const spoil of SPOILT_TYPES) {
    yield spoilt(`an any is found: ${spoil.what}`, spoil, (program) => anyTypes(program).found);
  }
}

/** Everything exported has a doc comment, and so has each of its members; and one that is taken away is missed. */
export async function* documented() {
  const { options } = project('tsconfig.es2022.json');
  const { exported, found } = undocumented(published(options));
  if (!exported) found.push('nothing exported was looked at');
  yield { name: `a doc comment on each of ${exported} exported things and members`, problems: found };
  for (const spoil of SPOILT_COMMENTS) {
    yield spoilt(`a missing doc comment is found: ${spoil.what}`, spoil, (program) => undocumented(program).found);
  }
}

const SPOILT_TYPES = [
  { what: 'a field', file: 'types/work.d.ts', from: 'ttl_seconds: number;', to: 'ttl_seconds: any;' },
  { what: 'an argument that is left to its default', file: 'page.d.ts', from: '<Item, void, undefined>', to: '<Item>' },
  { what: 'a type that works out as any', file: 'types/options.d.ts', from: "'off' | 'error'", to: 'ReturnType<typeof JSON.parse>' },
  { what: 'an import that leads nowhere', file: 'promise.d.ts', from: './types/runtime.js', to: './types/gone.js' },
  { what: 'a field without a type', file: 'types/work.d.ts', from: 'depth: number;', to: 'depth;' },
];

const SPOILT_COMMENTS = [
  { what: 'on an interface', file: 'types/work.d.ts', from: '/** The answer to a heartbeat. */', to: '' },
  { what: 'on a field', file: 'types/options.d.ts', from: '/** The value of the `anthropic-version` header.', to: '/* The value' },
];

/** The declarations of all entries; `edit` may change them. */
function published(options, edit) {
  return program(entryDeclarations(), { ...options, noEmit: true }, edit);
}

/** Whether `find` finds more in the declarations once they are spoilt. */
function spoilt(name, { file, from, to }, find) {
  const { options } = project('tsconfig.es2022.json');
  let done = false;
  const edit = (path, text) => {
    if (path !== `${dist}${file}`) return text;
    done = text.includes(from);
    return text.replace(from, to);
  };
  const found = find(published(options, edit)).filter((where) => where.startsWith(`dist/${file}:`));
  if (!done) return { name, problems: [`dist/${file} does not say ${from}`] };
  return { name, problems: found.length ? [] : [`dist/${file} with ${to} in place of ${from} passes`] };
}

function ownFiles(program) {
  return program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(dist));
}

/** How many types the declarations write, and where one of them is `any` or has `any` for an argument. */
function anyTypes(program) {
  const checker = program.getTypeChecker();
  const isAny = (type) => Boolean(type.flags & ts.TypeFlags.Any);
  const found = [];
  let types = 0;
  const visit = (node) => {
    const complain = (what) => found.push(`${place(node)}: ${what}: ${node.getText().slice(0, 80)}`);
    if (ts.isTypeNode(node)) {
      types += 1;
      const type = checker.getTypeFromTypeNode(node);
      if (isAny(type)) complain('any');
      else if (type.objectFlags & ts.ObjectFlags.Reference && checker.getTypeArguments(type).some(isAny)) complain('any as an argument');
    } else if (isUntyped(node)) complain('no type');
    ts.forEachChild(node, visit);
  };
  ownFiles(program).forEach(visit);
  return { types, found };
}

/** A declaration that may write its type, and does not: it is `any` then. */
function isUntyped(node) {
  const typed =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isGetAccessor(node) ||
    ts.isCallSignatureDeclaration(node);
  return typed && !node.type;
}

/** How many exported things and members there are, and which have no doc comment. */
function undocumented(program) {
  const found = [];
  let exported = 0;
  const look = (node) => {
    exported += 1;
    if (!ts.getJSDocCommentsAndTags(node).length) found.push(`${place(node)}: ${node.getText().split('\n')[0]}`);
    ts.forEachChild(node, lookInside);
  };
  const lookInside = (node) => {
    if (isShown(node)) look(node);
    // The shape that a conditional type compares with is no part of what it gives.
    else if (!ts.isConditionalTypeNode(node)) ts.forEachChild(node, lookInside);
  };
  for (const file of ownFiles(program)) file.statements.filter(isExported).forEach(look);
  return { exported, found };
}

/** What wasm-bindgen adds to each class. */
const GENERATED = new Set(['free', '[Symbol.dispose]']);

/** Whether an editor offers it: a member that has a name and is not hidden. */
function isShown(node) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (!(ts.isTypeElement(node) || ts.isClassElement(node)) || !node.name) return false;
  return !(ts.getCombinedModifierFlags(node) & hidden) && !GENERATED.has(node.name.getText());
}

function isExported(statement) {
  return !ts.isExportDeclaration(statement) && Boolean(ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export);
}
