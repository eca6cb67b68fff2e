// What must not compile must be refused for the reason that stands beside it, not for any other.
import { folder, projectFiles } from './paths.mjs';
import { program, project, ts } from './program.mjs';

const DIRECTIVE = /@ts-expect-error (.*)$/m;

/** A check for each `@ts-expect-error`: the text after it is part of the compiler's message for the line below it. */
export async function* reasons() {
  const seen = new Set();
  for (const name of projectFiles()) {
    const { fileNames, options } = project(name);
    const own = fileNames.filter((file) => !seen.has(file) && DIRECTIVE.test(ts.sys.readFile(file)));
    if (!own.length) continue;
    const messages = messagesByLine(own, options);
    for (const file of own) {
      seen.add(file);
      const path = file.slice(folder.length + 1);
      for (const [index, line] of ts.sys.readFile(file).split('\n').entries()) {
        const [, reason] = DIRECTIVE.exec(line) ?? [];
        if (reason === undefined) continue;
        const said = messages.get(`${file}:${index + 1}`) ?? [];
        const problems = said.some((message) => message.includes(reason)) ? [] : [`the compiler says: ${said.join('; ') || 'nothing'}`];
        yield { name: `${path}:${index + 2} is refused: ${reason}`, problems };
      }
    }
  }
}

/** All complaints, with the directives taken away, by file and line (from 0). */
function messagesByLine(files, options) {
  const bare = program(files, options, (path, text) => (files.includes(path) ? text.replaceAll('@ts-expect-error', 'expected:') : text));
  const messages = new Map();
  for (const file of files) {
    const source = bare.getSourceFile(file);
    for (const { start, messageText } of [...bare.getSyntacticDiagnostics(source), ...bare.getSemanticDiagnostics(source)]) {
      const key = `${file}:${source.getLineAndCharacterOfPosition(start).line}`;
      messages.set(key, [...(messages.get(key) ?? []), ts.flattenDiagnosticMessageText(messageText, ' ')]);
    }
  }
  return messages;
}
