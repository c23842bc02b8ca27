import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CLI, program } from './support/asp';
import { git } from './support/git';
import { newPlace, publish, runAsp, succeed, targetsToml, writeTargets, type Place } from './support/project';

/** A project whose registry is a clone in ASP_HOME, one release behind its remote. */
function cloneBehind(): { place: Place; clone: string } {
  const place = newPlace();
  publish(place, { base: { 'commands/one.md': 'one' } }, '1.0.0');
  const clone = join(place.home, 'repo');
  mkdirSync(place.home);
  git(place.root, 'clone', '-q', place.registry, clone);
  publish(place, { base: { 'commands/one.md': 'two' } }, '1.1.0');
  writeTargets(place, { web: ['space:base@^1.0.0'] });
  return { place, clone };
}

/** A `git` that runs `before` in the middle of its work when it is asked to merge, and tells when it has done. */
function gitThat(place: Place, before: string): { path: string; merged: string } {
  const bin = join(place.root, 'bin');
  const merged = join(place.root, 'merged');
  mkdirSync(bin);
  const real = `PATH='${process.env['PATH']}' git "$@"`;
  const script = `#!/bin/sh\ncase " $* " in *" merge "*) ${before}; ${real}; code=$?; : > "${merged}"; exit $code;; esac\n${real}\n`;
  writeFileSync(join(bin, 'git'), script);
  chmodSync(join(bin, 'git'), 0o755);
  return { path: `${bin}:${process.env['PATH']}`, merged };
}

describe('the clone of a registry', () => {
  it('is moved forward to the end although Ctrl-C ends asp in between', async () => {
    const { place, clone } = cloneBehind();
    // What a terminal does: the signal goes to the whole process group of asp.
    const interrupting = gitThat(place, 'kill -INT -$PPID');
    const asp = spawn(process.execPath, [CLI, 'install'], {
      cwd: place.project,
      detached: true,
      stdio: 'ignore',
      env: { PATH: interrupting.path, HOME: place.root, ASP_HOME: place.home },
    });
    await new Promise((resolve) => asp.once('close', resolve));
    for (let tries = 0; !existsSync(interrupting.merged) && tries < 500; tries++) await wait(20);
    expect(git(clone, 'status', '--porcelain')).toBe('');
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(git(place.registry, 'rev-parse', 'HEAD'));
    await succeed(place, ['install']);
  });

  it('that is in the way of new files says so in a line, with the cure', async () => {
    const { place, clone } = cloneBehind();
    writeFileSync(join(clone, 'spaces/base/commands/one.md'), 'mine');
    const { stderr } = await succeed(place, ['install']);
    expect(stderr).toMatch(
      /^note The registry .* was fetched, but its branch stays behind: [^\n]*\n +[^\n]*reset --hard @\{upstream\}\n/m,
    );
  });

  it('tells of a tag that was moved on the remote, and advances all the same', async () => {
    const { place, clone } = cloneBehind();
    git(place.registry, 'tag', '--force', 'space/base/v1.0.0');
    const { stderr } = await succeed(place, ['install']);
    expect(stderr).toMatch(/^note The remote .* was fetched, but git refused space\/base\/v1\.0\.0 /m);
    expect(stderr).toContain(`git -C ${clone} fetch --tags --force`);
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(git(place.registry, 'rev-parse', 'HEAD'));
  });

  it('that lacks a part of a space names what is missing, instead of advising to create the space', async () => {
    const { place, clone } = cloneBehind();
    git(clone, 'pull', '-q');
    const tree = git(clone, 'rev-parse', 'HEAD:spaces/base').trim();
    rmSync(join(clone, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    const { stderr } = await runAsp(place, ['install', '--no-fetch']);
    expect(stderr).toMatch(new RegExp(`^error GIT_ERROR The git object ${tree} is missing`, 'm'));
    expect(stderr).not.toContain('Create spaces/base');
  });

  it('that is partial is not completed with --no-fetch', async () => {
    const { place, clone } = cloneBehind();
    rmSync(clone, { recursive: true });
    for (const setting of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant'])
      git(place.registry, 'config', setting, 'true');
    const partial = ['clone', '-q', '--no-checkout', '--filter=blob:none'];
    git(place.root, ...partial, pathToFileURL(place.registry).href, clone);
    const { stderr } = await runAsp(place, ['install', '--no-fetch']);
    expect(stderr).toMatch(/^error GIT_ERROR .*promisor remote/m);
    expect(stderr).toContain('without --no-fetch');
    await succeed(place, ['install']);
  });
});

describe('asp', () => {
  it('notes a tag that holds another version than its name says, once', async () => {
    const place = newPlace();
    publish(place, { base: {} }, '1.0.0');
    git(place.registry, 'tag', 'space/base/v1.0.1');
    writeTargets(place, { web: ['space:base@^1.0.0'] });
    const install = ['install', '--registry', place.registry];
    expect((await succeed(place, install)).stderr).toContain(
      'space/base/v1.0.1 holds version 1.0.0 of "base"',
    );
    expect((await succeed(place, install)).stderr).toBe('');
  });

  it('ends quietly when whoever reads its output has seen enough', async () => {
    const place = newPlace();
    publish(place, { base: {} });
    writeTargets(place, { web: ['space:base@^1.0.0'] });
    const script = `set -o pipefail; "${process.execPath}" "${CLI}" explain --registry "${place.registry}" | true`;
    const { exitCode, stderr } = await program('bash', ['-c', script], {
      cwd: place.project,
      env: { ASP_HOME: place.home },
    });
    expect({ exitCode, stderr: stderr.includes('EPIPE') }).toEqual({ exitCode: 0, stderr: false });
  });

  it('says that the directory it was started in is gone', async () => {
    const place = newPlace();
    const script = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${CLI}" list`;
    const { exitCode, stderr } = await program('sh', ['-c', script], { cwd: place.root });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error CONFIG_ERROR The current directory does not exist any more/);
  });

  it('lists and explains a target whose references the lock does not know yet as such', async () => {
    const place = newPlace();
    publish(place, { base: {}, more: {} });
    writeTargets(place, { web: ['space:base@^1.0.0'] });
    const registry = ['--registry', place.registry];
    await succeed(place, ['install', ...registry]);
    writeFileSync(join(place.project, 'asp-targets.toml'), targetsToml({ web: ['space:more@^1.0.0'] }));
    expect((await runAsp(place, ['list'])).stdout).toContain('made from other references');
    expect((await runAsp(place, ['explain', ...registry])).stdout).toContain('not in the lock');
  });
});
