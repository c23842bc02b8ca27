import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpaceId } from '@agent-spaces/core';
import { composeMcp, composeSettings, planPlugin, readMcpServers, readSpaceSettings } from './index';
import type { PluginPlan } from './index';
import { goldenDirectory, goldenSpaces } from './testing';
import type { GoldenSpace } from './testing';

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));

async function textIn(plan: PluginPlan, { content }: GoldenSpace, path: string): Promise<string | undefined> {
  const source = plan.files.find((file) => file.path === path)?.source;
  if (source === undefined) return undefined;
  return source.kind === 'generated' ? source.text : (await content.read(source.from)).toString('utf8');
}

describe.each(['sample', 'sample-warn'])('the golden project %s', (name) => {
  const golden = goldenDirectory(name);
  if (golden === undefined) {
    process.stderr.write('skipped: the golden projects: ../shared/golden is not there\n');
    it.skip('is not here: ../shared/golden is missing', () => undefined);
    return;
  }
  const spaces = goldenSpaces(golden, (args) => execFileSync('git', args, { encoding: 'utf8' }));

  describe.each(readdirSync(join(golden, 'asp_modules')))('target %s', (target) => {
    const bundle = join(golden, 'asp_modules', target, 'claude');
    const members = readdirSync(join(bundle, 'plugins')).map((directory) => {
      const space = spaces.get(directory.slice('000-'.length));
      if (!space) throw new Error(`No golden space for ${directory}`);
      return { directory: join(bundle, 'plugins', directory), space };
    });

    it('has the same plugin.json, hooks.json and files', async () => {
      const tree = readFileSync(join(golden, 'asp_modules.tree'), 'utf8').split('\n');
      for (const { directory, space } of members) {
        const plan = await planPlugin(space.manifest, space.content);
        const pluginJson = await textIn(plan, space, '.claude-plugin/plugin.json');
        expect(JSON.parse(pluginJson ?? '')).toEqual(readJson(directory, '.claude-plugin/plugin.json'));

        const hooks = join(directory, 'hooks/hooks.json');
        const expected = existsSync(hooks) ? readFileSync(hooks, 'utf8') : undefined;
        expect(await textIn(plan, space, 'hooks/hooks.json')).toBe(expected);

        const prefix = `./${directory.slice(join(golden, 'asp_modules/').length)}/`;
        const listed = tree.flatMap((line) => {
          const [mode = '', path = ''] = line.split(' ');
          return /^\d+$/.test(mode) && path.startsWith(prefix)
            ? { path: path.slice(prefix.length), executable: mode === '775' }
            : [];
        });
        expect(plan.files.map(({ path, executable }) => ({ path, executable }))).toEqual(listed);
      }
    });

    it('has the same MCP servers', async () => {
      const plugins = await Promise.all(
        members.map(async ({ directory, space: { manifest, content } }) => ({
          spaceId: manifest.id,
          directory,
          dataDirectory: '/data',
          servers: await readMcpServers(content, manifest.id),
        })),
      );
      const file = join(bundle, 'mcp.json');
      const { mcp } = composeMcp(plugins, { projectRoot: golden });
      expect(mcp).toEqual(existsSync(file) ? readJson(file) : { mcpServers: {} });
    });

    it('has at least the golden settings', async () => {
      const settings = await Promise.all(
        members.map(async ({ space: { manifest, content } }) => ({
          id: manifest.id as SpaceId,
          settings: await readSpaceSettings(manifest, content),
        })),
      );
      const composed = composeSettings(settings, { claude: {}, pluginsDirectory: join(bundle, 'plugins') });
      expect(composed.settings).toMatchObject(readJson(bundle, 'settings.json') as object);
    });
  });
});
