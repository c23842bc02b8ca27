import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { measureCommand } from './measure-command.mjs';

function findProgram(name, path) {
  const found = path.split(delimiter).find((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`${name} is not on the PATH`);
  return join(found, name);
}

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Runs a command and counts how often it starts each of the named programs, through stand-ins that come first on the PATH. git's trace
 * would be forgotten by whoever cleans GIT_* variables; a stand-in is not. Processes that git starts itself are not counted.
 *
 * @returns {Record<string, number>} by program name
 */
export function countProcesses(command, programs, env, scratch) {
  mkdirSync(scratch, { recursive: true });
  const directory = mkdtempSync(join(scratch, 'stand-ins-'));
  const log = join(directory, 'started.log');
  writeFileSync(log, '');
  for (const name of programs) {
    const program = findProgram(name, env.PATH);
    const script = `#!/bin/sh\necho ${name} >>${quote(log)}\nexec ${quote(program)} "$@"\n`;
    writeFileSync(join(directory, name), script, { mode: 0o755 });
  }
  measureCommand(command, { ...env, PATH: `${directory}${delimiter}${env.PATH}` });
  const started = readFileSync(log, 'utf8').split('\n');
  return Object.fromEntries(programs.map((name) => [name, started.filter((line) => line === name).length]));
}
