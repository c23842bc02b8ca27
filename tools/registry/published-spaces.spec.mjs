// What this repository publishes: every reference between spaces, channels and files leads somewhere.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { parse } from 'smol-toml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const at = (...path) => join(ROOT, ...path);
const readToml = (...path) => parse(readFileSync(at(...path), 'utf8'));
const readJson = (...path) => JSON.parse(readFileSync(at(...path), 'utf8'));

const ids = readdirSync(at('spaces'));
const manifests = new Map(ids.map((id) => [id, readToml('spaces', id, 'space.toml')]));
const channels = readJson('registry', 'dist-tags.json');

function assertResolves(ref) {
  const [, id, selector] = /^space:([^@]+)@(.+)$/.exec(ref) ?? [];
  const manifest = manifests.get(id);
  assert.ok(manifest, `${ref} names no space`);
  const resolves = semver.validRange(selector)
    ? semver.satisfies(manifest.version, selector)
    : channels[id]?.[selector] === `v${manifest.version}`;
  assert.ok(resolves, `${ref} does not lead to ${id} ${manifest.version}`);
}

test('a space is named like its directory and has a version', () => {
  for (const [id, manifest] of manifests) {
    assert.equal(manifest.id, id);
    assert.ok(semver.valid(manifest.version), id);
  }
});

test('every dependency and every example target resolves', () => {
  for (const manifest of manifests.values()) (manifest.deps?.spaces ?? []).forEach(assertResolves);
  for (const example of readdirSync(at('examples'))) {
    const { targets } = readToml('examples', example, 'asp-targets.toml');
    Object.values(targets)
      .flatMap(({ compose }) => compose)
      .forEach(assertResolves);
  }
});

test('every channel leads to a version, and stable never to a prerelease', () => {
  for (const [id, tags] of Object.entries(channels)) {
    for (const [channel, version] of Object.entries(tags)) {
      assertResolves(`space:${id}@${channel}`);
      if (channel === 'stable') assert.equal(semver.prerelease(version), null, id);
    }
  }
});

test('hooks and MCP servers name files of their own space, and hook scripts can be executed', () => {
  for (const id of ids) {
    for (const file of ['hooks/hooks.json', 'mcp/mcp.json'].filter((name) =>
      existsSync(at('spaces', id, name)),
    )) {
      const text = readFileSync(at('spaces', id, file), 'utf8');
      const named = [...text.matchAll(/\$\{CLAUDE_PLUGIN_ROOT\}\/([^"\\]+)/g)].map(([, path]) => path);
      assert.notEqual(named.length, 0, `${id}/${file}`);
      for (const path of named) {
        const { mode } = statSync(at('spaces', id, path));
        if (file.startsWith('hooks')) assert.ok(mode & 0o100, `${id}/${path} is not executable`);
      }
    }
  }
});

test('every qualified name in a text leads to a command, an agent or a skill', () => {
  const places = [
    ['commands', '.md'],
    ['agents', '.md'],
    ['skills', ''],
  ];
  for (const id of ids) {
    const texts = readdirSync(at('spaces', id), { recursive: true }).filter((path) => path.endsWith('.md'));
    for (const path of texts) {
      const text = readFileSync(at('spaces', id, path), 'utf8');
      for (const [name, space, component] of text.matchAll(/`\/?([a-z-]+):([a-z-]+)/g)) {
        if (!manifests.has(space)) continue;
        const found = places.some(([folder, suffix]) =>
          existsSync(at('spaces', space, folder, component + suffix)),
        );
        assert.ok(found, `${id}/${path}: ${name}\` leads nowhere`);
      }
    }
  }
});
