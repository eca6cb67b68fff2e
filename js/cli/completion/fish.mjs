import { commands } from '../commands.mjs';
import { firstWords, leaves, secondWords } from './tree.mjs';

/** Between single quotes. */
const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const line = (condition, rest) => `complete -c leasehold -n ${quoted(condition)} ${rest}`;

/** The script for fish: for a folder of completions, or to be sourced. */
export function fish() {
  return `# leasehold completion for fish
function __leasehold_typed
    set -l words (commandline -opc)
    test (count $words) -eq $argv[1]; or return 1
    test (count $argv) -lt 2; or contains -- "$words[2]" $argv[2..-1]
end
function __leasehold_is
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"; and begin
        test (count $argv) -lt 2; or test "$words[3]" = "$argv[2]"
    end
end
complete -c leasehold -f
${[...wordLines(), ...leaves().flatMap(optionLines)].join('\n')}
`;
}

function wordLines() {
  const words = (condition, entries) => entries.map(({ word, what }) => line(condition, `-a ${quoted(word)} -d ${quoted(what)}`));
  const seconds = secondWords().flatMap(({ names, entries }) => words(`__leasehold_typed 2 ${names.join(' ')}`, entries));
  return [...words('__leasehold_typed 1', firstWords()), ...seconds];
}

function optionLines({ paths, entries, values }, index) {
  const { options } = commands[index];
  return paths.flatMap((path) => {
    const condition = `__leasehold_is ${path.join(' ')}`;
    const takes = (name) => taking(options.find((option) => `--${option.name}` === name));
    return [
      ...values.map((value) => line(`__leasehold_typed 2 ${path[0]}`, `-a ${quoted(value)}`)),
      ...entries.map(({ word, what }) => line(condition, `-l ${quoted(word.slice(2))}${takes(word)} -d ${quoted(what)}`)),
    ];
  });
}

/** How an option takes its value: from a list, from the files, or anyhow. */
function taking({ value, kind, choices } = {}) {
  if (choices) return ` -x -a ${quoted(choices.join(' '))}`;
  if (value === 'file' || kind === 'json') return ' -r -F';
  return value ? ' -x' : '';
}
