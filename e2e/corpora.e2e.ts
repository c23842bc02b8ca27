import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp } from './support/asp';
import { aspSession, describeWithClient, loadedBy, qualified, type ClientSession } from './support/client';
import { makeCorpusSpace, type CorpusSpace } from './support/corpus-space';
import { commitRegistry } from './support/git';
import { describeWith, scratch, sharedRoot } from './support/places';
import { joinPromised, promisedBy } from './support/promised-components';

const corpora = join(sharedRoot, 'corpora');
const official = join(corpora, 'claude-plugins-official');

const pluginsOf = (directory: string): string[] =>
  readdirSync(directory).map((name) => join(directory, name));

describeWith(corpora, 'plugins found in the wild, made spaces', () => {
  describeWithClient('composed and run by the real client', () => {
    const work = scratch();
    const registry = join(work, 'registry');
    const project = join(work, 'project');
    const env = { ASP_HOME: join(work, 'home') };
    let spaces: readonly CorpusSpace[];
    let session: ClientSession;

    beforeAll(async () => {
      mkdirSync(join(registry, 'spaces'), { recursive: true });
      spaces = [
        join(corpora, 'superpowers'),
        ...pluginsOf(join(official, 'plugins')),
        ...pluginsOf(join(official, 'external_plugins')),
      ].map((source) => makeCorpusSpace(source, registry));
      for (const { id, withoutHooks } of spaces) {
        if (withoutHooks) process.stderr.write(`corpora: ${id} runs without its hooks: ${withoutHooks}\n`);
      }
      commitRegistry(registry, {});
      mkdirSync(project);
      const compose = spaces.map(({ id }) => `space:${id}@HEAD`);
      writeFileSync(
        join(project, 'asp-targets.toml'),
        `schema = 1\n[targets.everything]\ncompose = ${JSON.stringify(compose)}\n`,
      );
      const installed = await asp(['install', '--registry', registry], { cwd: project, env });
      expect({ exitCode: installed.exitCode, stderr: installed.stderr }).toEqual({
        exitCode: 0,
        stderr: expect.any(String),
      });
      session = await aspSession(['everything', 'Go on', '--registry', registry], {
        cwd: project,
        env,
      });
    });

    it('loads every plugin, in the order composed, without a problem', () => {
      expect(session.problems).toEqual([]);
      expect(loadedBy(session).plugins.map(({ name }) => name)).toEqual(spaces.map(({ id }) => id));
    });

    it('offers every command, skill and agent that the files promise, and no other', () => {
      const promised = joinPromised(spaces.map(({ id, source }) => promisedBy(source, id)));
      const init = loadedBy(session);
      expect(promised.commands.length).toBeGreaterThan(25);
      expect(promised.skills.length).toBeGreaterThan(40);
      expect(promised.agents.length).toBeGreaterThan(25);
      expect(qualified(init.agents)).toEqual(promised.agents);
      // Among the skills the client also counts a command that the model itself may not invoke.
      expect(init.skills).toEqual(expect.arrayContaining([...promised.skills]));
      expect(qualified(init.slash_commands)).toEqual(
        [...new Set([...promised.commands, ...promised.skills])].sort(),
      );
    });

    it('starts every MCP server exactly once, wherever and however the plugin declares it', () => {
      const expected = spaces.flatMap(({ servers }) => servers).sort();
      const { mcp_servers: servers } = loadedBy(session);
      expect(expected.length).toBeGreaterThan(10);
      // These start a program that lies at the top of the plugin, beside its package.json.
      expect(expected).toEqual(expect.arrayContaining(['discord', 'fakechat', 'imessage', 'telegram']));
      expect([...servers].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
        expected.map((name) => ({ name, status: 'connected' })),
      );
    });
  });
});
