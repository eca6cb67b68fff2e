import { firstWords, leaves, secondWords, takesValue, valued } from './tree.mjs';

const words = (entries) => entries.map(({ word }) => word).join(' ');

/** The script for bash, from version 3.2 on. */
export function bash() {
  const choices = valued().filter((option) => option.choices);
  const free = takesValue().filter((name) => !choices.some(({ word }) => word === name));
  return `# leasehold completion for bash: source it, or put it where bash-completion looks
_leasehold() {
  local line="\${COMP_LINE:0:COMP_POINT}" cur="" prev candidates=""
  local -a typed
  read -ra typed <<< "$line"
  # Not COMP_WORDS: bash takes a word with colons for several.
  if [[ "$line" != *[[:space:]] ]]; then
    cur="\${typed[\${#typed[@]}-1]}"
    unset "typed[\${#typed[@]}-1]"
  fi
  prev="\${typed[\${#typed[@]}-1]}"
  COMPREPLY=()
  case "$prev" in
${choices.map(({ word, choices }) => `    ${word}) candidates="${choices.join(' ')}" ;;`).join('\n')}
    ${free.join('|')}) return ;;
    *)
      case "\${#typed[@]} \${typed[1]} \${typed[2]}" in
        "1 "*) candidates="${words(firstWords())}" ;;
${secondWords()
  .map(({ names, entries }) => `        ${names.map((name) => `"2 ${name} "`).join('|')}) candidates="${words(entries)}" ;;`)
  .join('\n')}
${leaves()
  .map(
    ({ paths, entries, values }) =>
      `        ${paths.map((path) => `*" ${path.join(' ')}"${path.length === 1 ? '*' : ''}`).join('|')}) candidates="${[...values, words(entries)].join(' ')}" ;;`,
  )
  .join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$cur"))
  # Readline replaces what stands behind the last colon.
  if [[ "$cur" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    local before="\${cur%"\${cur##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  fi
}
complete -o default -F _leasehold leasehold
`;
}
