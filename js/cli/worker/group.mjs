// A command and everything that it starts, as one group of processes.
import { spawn, spawnSync } from 'node:child_process';

const windows = process.platform === 'win32';

/** What runs now. However this process ends, short of being killed itself, they end before it. */
const running = new Set();
process.on('exit', () => {
  for (const group of running) group.kill();
});

/** A shell command that runs in a group of its own: a signal reaches all of it, and Ctrl-C at the terminal does not reach it by itself. */
export class ProcessGroup {
  #child;

  /**
   * Starts it.
   *
   * @param {string} command given to the shell
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(command, env) {
    this.#child = spawn(command, { shell: true, detached: !windows, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    running.add(this);
    // A command need not read what it is given. (One that could not be started may have no pipes.)
    this.#child.stdin?.on('error', () => {});
    /** How the command ended: with its exit code, or by a signal. Rejects when it could not be started. */
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    }).finally(() => {
      this.kill();
      running.delete(this);
    });
    // Whoever asks hears of it; nobody else has to.
    this.ended.catch(() => {});
  }

  /** Whether it could be started. */
  get hasStarted() {
    return this.#child.pid !== undefined;
  }

  get stdin() {
    return this.#child.stdin;
  }

  get stdout() {
    return this.#child.stdout;
  }

  get stderr() {
    return this.#child.stderr;
  }

  /** Asks all of it to end. */
  terminate() {
    this.#signal('SIGTERM');
  }

  /** Ends all of it, also what the command has left behind. */
  kill() {
    this.#signal('SIGKILL');
  }

  #signal(signal) {
    const { pid } = this.#child;
    // Once it has ended, its number may be another group's.
    if (pid === undefined || !running.has(this)) return;
    if (windows) return endTree(pid);
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: all of it has ended.
      if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
    }
  }
}

/** Windows knows no groups, and no gentle end for programs without a window. */
function endTree(pid) {
  spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
}
