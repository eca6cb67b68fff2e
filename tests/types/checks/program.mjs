import { join } from 'node:path';
import ts from 'typescript';
import { folder, root } from './paths.mjs';

// Through the API of the major before: the current one has none that is stable.

/** The compiler options and files of a project. */
export function project(name) {
  const { config, error } = ts.readConfigFile(join(folder, name), ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent(config, ts.sys, folder, undefined, name);
}

/** A program in which `edit` may change what a file says: it gets path and text, and returns the text. */
export function program(files, options, edit = (_path, text) => text) {
  const host = ts.createCompilerHost(options, true);
  const { readFile } = host;
  host.readFile = (path) => {
    const text = readFile.call(host, path);
    return text === undefined ? text : edit(path, text);
  };
  return ts.createProgram(files, options, host);
}

/** Where a node is: `dist/page.d.ts:12`. */
export function place(node) {
  const file = node.getSourceFile();
  return `${file.fileName.slice(root.length + 1)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

export { ts };
