// The completion scripts, in the shells themselves: bash, and zsh and fish where they are.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { commands, groups } from '../../js/cli/commands.mjs';
import { bash } from '../../js/cli/completion/bash.mjs';
import { fish } from '../../js/cli/completion/fish.mjs';
import { zsh } from '../../js/cli/completion/zsh.mjs';
import { which } from '../../scripts/lib/command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'leasehold-completion-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function script(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const lines = (shell, args) => execFileSync(shell, args, { encoding: 'utf8' }).split('\n').filter(Boolean);

/** By shell: what it offers for a line. The word that is typed may be cut at its last colon, as readline wants it. */
const shells = {
  bash: (line) => {
    const driver = `source "$1"; COMP_LINE="$2"; COMP_POINT=\${#COMP_LINE}; _leasehold; printf "%s\\n" "\${COMPREPLY[@]}"`;
    return lines('bash', ['--norc', '-c', driver, '_', script('leasehold.bash', bash()), line]);
  },
  zsh: (line) => {
    // Without a terminal there is no completion to ask: what it would be given is printed instead.
    const driver = `
      compadd() { shift; print -l -- "$@" }
      _describe() { local -a all=("\${(@P)@[-1]}"); local entry; for entry in $all; do print -- "\${\${entry//\\\\:/@}%%:*}"; done }
      _files() { }
      compdef() { }
      source $1
      words=(\${(s: :)2}); [[ $2 == *' ' ]] && words+=('')
      CURRENT=$#words; _leasehold | sed 's/@/:/g'`;
    const typed = line.split(' ').at(-1);
    return lines('zsh', ['-f', '-c', driver, '_', script('leasehold.zsh', zsh()), line]).filter((word) => word.startsWith(typed));
  },
  fish: (line) =>
    lines('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script('leasehold.fish', fish()), line]).map(
      (offer) => offer.split('\t')[0],
    ),
};

const first = [...new Set(commands.map(({ path }) => path[0]))];

for (const [shell, offers] of Object.entries(shells)) {
  const options = { skip: !which(shell) && `there is no ${shell} here` };

  test(`${shell} completes commands`, options, () => {
    assert.deepEqual(offers('leasehold ').sort(), first.toSorted());
    const colons = offers('leasehold beta:environments').map((word) => word.replace(/^(beta:)?/, 'beta:'));
    assert.deepEqual(colons.sort(), ['beta:environments', 'beta:environments:work']);
    for (const group of Object.keys(groups)) {
      const wanted = commands.filter(({ path }) => path[0] === group).map(({ path }) => path[1]);
      assert.deepEqual(offers(`leasehold ${group} `).sort(), wanted.sort(), group);
    }
    assert.deepEqual(offers('leasehold beta:worker '), ['poll'], 'the ant CLI’s name');
  });

  test(`${shell} completes every command’s options`, options, () => {
    for (const { path, options: known } of commands) {
      const wanted = [...known.map(({ name }) => `--${name}`), '--help'];
      assert.deepEqual(offers(`leasehold ${path.join(' ')} --`).sort(), wanted.sort(), path.join(' '));
    }
  });

  test(`${shell} completes values that have names`, options, () => {
    assert.deepEqual(offers('leasehold beta:environments list --format ').sort(), ['json', 'jsonl', 'table']);
    assert.deepEqual(offers('leasehold beta:environments create --scope a'), ['account']);
    const known = offers('leasehold completion ').filter((word) => !word.startsWith('-'));
    assert.deepEqual(known.sort(), ['bash', 'fish', 'zsh']);
    assert.deepEqual(offers('leasehold emulator --port '), []);
  });
}
