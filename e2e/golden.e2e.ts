import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp, program } from './support/asp';
import { git } from './support/git';
import { describeWith, scratch, sharedRoot } from './support/places';

interface Lock {
  readonly spaces: Record<string, { deps: { spaces: string[] }; integrity: string }>;
  readonly targets: Record<string, Record<string, unknown>>;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Another implementation's values for two projects (shared/golden/README.md says which of them bind). */
describe.each(['sample', 'sample-warn'])('the golden project %s', (sample) => {
  const golden = join(sharedRoot, 'golden', sample);

  describeWith(golden, 'installed by the built CLI', () => {
    const work = scratch();
    const project = join(work, 'project');
    const registry = join(work, 'registry');
    const home = join(work, 'home');

    beforeAll(async () => {
      mkdirSync(project);
      mkdirSync(registry);
      git(registry, 'init', '-q', '-b', 'main');
      git(registry, 'fetch', '-q', '--update-head-ok', join(golden, 'registry.bundle'), 'refs/*:refs/*');
      writeFileSync(join(project, 'asp-targets.toml'), readFileSync(join(golden, 'asp-targets.toml')));
      const { exitCode, stderr } = await asp(['install', '--registry', registry, '--asp-home', home], {
        cwd: project,
      });
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    });

    it('pins what the golden lock pins', () => {
      const ours = readJson(join(project, 'asp-lock.json')) as Lock;
      const theirs = readJson(join(golden, 'asp-lock.json')) as Lock;
      expect(ours.spaces).toEqual(theirs.spaces);
      expect(Object.keys(ours.targets)).toEqual(Object.keys(theirs.targets));
      for (const [name, target] of Object.entries(theirs.targets)) {
        const { compose, roots, loadOrder, envHash } = target;
        expect(ours.targets[name]).toMatchObject({ compose, roots, loadOrder, envHash } as object);
      }
    });

    it('keeps snapshots and plugins under the golden keys', () => {
      const theirs = readFileSync(join(golden, 'store.list'), 'utf8').trim().split('\n').sort();
      const ours = ['cache', 'snapshots'].flatMap((kind) =>
        readdirSync(join(home, kind)).map((key) => `${kind}/${key}`),
      );
      expect(ours.sort()).toEqual(theirs);
    });

    it('agrees with the independent oracle', async () => {
      const oracle = join(sharedRoot, 'golden/oracle.mjs');
      const checked = await program(process.execPath, [oracle, registry, join(project, 'asp-lock.json')], {
        cwd: work,
      });
      expect(checked).toMatchObject({ exitCode: 0 });
      expect(checked.stdout).not.toContain('MISMATCH');
    });

    it('writes plugin.json, hooks.json and mcp.json with the golden content, and settings that say no less', () => {
      const targets = readdirSync(join(golden, 'asp_modules'));
      for (const target of targets) {
        const theirs = join(golden, 'asp_modules', target, 'claude');
        const ours = join(project, 'asp_modules', target);
        const names = readdirSync(join(theirs, 'plugins'));
        expect(readdirSync(join(ours, 'plugins'))).toEqual(names);
        for (const file of names.flatMap((name) => [
          `plugins/${name}/.claude-plugin/plugin.json`,
          `plugins/${name}/hooks/hooks.json`,
        ])) {
          if (existsSync(join(theirs, file)))
            expect(readJson(join(ours, file))).toEqual(readJson(join(theirs, file)));
        }
        expect(existsSync(join(ours, 'mcp.json'))).toBe(existsSync(join(theirs, 'mcp.json')));
        if (existsSync(join(theirs, 'mcp.json'))) {
          expect(readJson(join(ours, 'mcp.json'))).toEqual(readJson(join(theirs, 'mcp.json')));
        }
        expect(readJson(join(ours, 'settings.json'))).toMatchObject(
          readJson(join(theirs, 'settings.json')) as object,
        );
      }
    });
  });
});
