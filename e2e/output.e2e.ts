import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { CLI } from './support/asp';
import { install, newPlace, publish, writeTargets, type Place } from './support/project';

async function installed(): Promise<Place> {
  const place = newPlace();
  publish(place, { base: { 'commands/greet.md': 'Greet.\n' } });
  writeTargets(place, { web: ['space:base@^1'] });
  await install(place);
  return place;
}

/** `asp list --json` with its stdout at a file, or at a pipe whose reader has gone before anything is written. */
function list(place: Place, stdout: number | 'pipe'): Promise<{ exitCode: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, 'list', '--json', '--registry', place.registry], {
      cwd: place.project,
      env: { PATH: process.env['PATH'], HOME: place.root, ASP_HOME: place.home },
      stdio: ['ignore', stdout, 'pipe'],
    });
    let stderr = '';
    child.stdout?.destroy();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stderr }));
  });
}

describe('the result of a command', () => {
  it('may be left unread, as by head, without a complaint', async () => {
    expect(await list(await installed(), 'pipe')).toEqual({ exitCode: 0, stderr: '' });
  });

  (existsSync('/dev/full') ? it : it.skip)('fails where it cannot be written, and says so', async () => {
    expect(await list(await installed(), openSync('/dev/full', 'w'))).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^error The result could not be written: ENOSPC.*\n$/) as string,
    });
  });
});
