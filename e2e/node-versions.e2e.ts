import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDone, program, type Finished } from './support/asp';
import { installedOnce } from './support/npm';
import { repositoryRoot, scratch } from './support/places';
import { treeOf } from './support/tree';

/** The oldest Node that asp supports, and the two lines after it. */
const RANGES = ['~20.19.0', '^22.0.0', '^24.0.0'];

const CLI = join(repositoryRoot, 'packages/cli/bin/asp.js');
const PLATFORM = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * The Node program of a version range, fetched once. npm's `node` needs an install script to put it in place; the platform package
 * behind it holds the program as it is. `undefined`, with the reason printed, where npm cannot reach its registry.
 */
function nodeOf(range: string): string | undefined {
  const name = `node-${PLATFORM}`;
  const installed = installedOnce(`node/${range.replace(/[^\d.]/g, '')}`, {
    dependencies: { [name]: range },
  });
  if (typeof installed === 'string') return join(installed, 'node_modules', name, 'bin/node');
  process.stderr.write(`skipped: asp on Node ${range}: ${name} cannot be fetched: ${installed.reason}\n`);
  return undefined;
}

const examples = readdirSync(join(repositoryRoot, 'examples')).filter((name) =>
  existsSync(join(repositoryRoot, 'examples', name, 'asp-targets.toml')),
);

const nodes = RANGES.flatMap((range) => {
  const node = nodeOf(range);
  return node ? [[execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), node] as const] : [];
});

describe.each(nodes.length > 0 ? nodes : [['(none could be fetched)', ''] as const])(
  'asp on Node %s',
  (version, node) => {
    if (node === '') return it.skip('installs, builds and dry-runs the examples', () => undefined);
    const root = scratch();
    const registry = join(root, 'registry');

    const asp = async (project: string, ...args: string[]): Promise<Finished> => {
      const finished = await program(
        node,
        [CLI, ...args, '--registry', registry, '--asp-home', join(root, 'home')],
        {
          cwd: project,
          env: { ASP_CLAUDE_PATH: node },
        },
      );
      expectDone(args, finished);
      // A warning of Node itself (a deprecation, an experimental feature) would be noise at every command.
      expect(finished.stderr).not.toMatch(/\(node:\d+\)/);
      return finished;
    };

    beforeAll(() => {
      execFileSync(process.execPath, [
        join(repositoryRoot, 'tools/registry/make-registry.mjs'),
        '--into',
        registry,
      ]);
      process.stderr.write(`tested: asp on Node ${version}\n`);
    });

    it.each(examples)('installs, builds and dry-runs examples/%s', async (name) => {
      const project = join(root, name);
      cpSync(join(repositoryRoot, 'examples', name), project, {
        recursive: true,
        filter: (path) => !/asp_modules|asp-lock\.json/.test(path),
      });
      const { targets } = JSON.parse((await asp(project, 'install', '--json')).stdout) as {
        readonly targets: readonly { readonly name: string; readonly plugins: readonly string[] }[];
      };
      expect(targets.length).toBeGreaterThan(0);
      expect(readFileSync(join(project, 'asp-lock.json'), 'utf8')).toContain('"lockfileVersion": 1');
      await asp(project, 'install', '--frozen');

      for (const target of targets) {
        expect(target.plugins.length).toBeGreaterThan(0);
        const output = join(project, 'out', target.name);
        await asp(project, 'build', target.name, '--output', output);
        expect(treeOf(join(output, 'plugins'))).toEqual(
          treeOf(join(project, 'asp_modules', target.name, 'plugins')),
        );
        const { stdout } = await asp(project, 'run', target.name, '--dry-run');
        expect(stdout.match(/--plugin-dir/g)).toHaveLength(target.plugins.length);
      }
    });
  },
);
