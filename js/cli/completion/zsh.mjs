import { firstWords, leaves, secondWords, takesValue, valued } from './tree.mjs';

/** Between single quotes. */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** As \`_describe\` takes it: a colon divides the word from what it means. */
const described = (entries) => entries.map(({ word, what }) => quoted(`${word.replaceAll(':', '\\:')}:${what}`)).join(' ');

/** The script for zsh: for a folder of \`fpath\` as \`_leasehold\`, or to be sourced. */
export function zsh() {
  const options = valued();
  const free = takesValue().filter((name) => !options.some(({ word }) => word === name));
  return `#compdef leasehold
_leasehold() {
  local -a entries
  case "\${words[CURRENT-1]}" in
${options.map(({ word, choices }) => `    ${word}) ${choices ? `compadd -- ${choices.join(' ')}` : '_files'}; return ;;`).join('\n')}
    ${free.join('|')}) return ;;
  esac
  if (( CURRENT == 2 )); then
    entries=(${described(firstWords())})
    _describe command entries
    return
  fi
  case "$CURRENT \${words[2]}" in
${secondWords()
  .map(
    ({ names, entries }) =>
      `    ${names.map((name) => `"3 ${name}"`).join('|')}) entries=(${described(entries)}); _describe command entries; return ;;`,
  )
  .join('\n')}
  esac
  case "\${words[2]} \${words[3]}" in
${leaves()
  .map(
    ({ paths, entries, values }) =>
      `    ${paths.map((path) => `"${path.join(' ')}${path.length === 1 ? ' "*' : '"'}`).join('|')}) ${values.length ? `compadd -- ${values.join(' ')}; ` : ''}entries=(${described(entries)}) ;;`,
  )
  .join('\n')}
  esac
  _describe -o option entries
}
if [[ "\${funcstack[1]}" == _leasehold ]]; then _leasehold "$@"; else compdef _leasehold leasehold; fi
`;
}
