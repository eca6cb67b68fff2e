// Logs of one JSON object a line. A library would want to know the machine's name and the process's id, which takes a permission.

const LEVELS = ['debug', 'info', 'warn', 'error'];

/**
 * Opens a log on standard output: fields first, then the message. What is called `secret` is left out, in case somebody logs a
 * work item.
 */
export function openLog(level) {
  const write = (name) => (fields, msg) =>
    console.log(JSON.stringify({ level: name, time: new Date().toISOString(), ...fields, msg }, withoutSecrets));
  const isLogged = (name) => LEVELS.indexOf(name) >= LEVELS.indexOf(level);
  return Object.fromEntries(LEVELS.map((name) => [name, isLogged(name) ? write(name) : () => {}]));
}

function withoutSecrets(key, value) {
  return key === 'secret' ? undefined : value;
}
