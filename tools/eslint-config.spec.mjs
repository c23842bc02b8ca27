import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const eslint = new ESLint({ cwd: root });

// A test leaves no process behind.
Object.assign(process.env, { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' });

async function complaints(room, code) {
  const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath: `packages/${room}/src/any.ts` });
  return messages
    .map(({ message }) => message)
    .filter((message) => message.startsWith('Only git and claude'));
}

const waysToStartProcesses = [
  "import { spawn } from 'node:child_process';\nspawn('x');",
  "export * from 'child_process';",
  "export const load = () => import('node:child_process');",
  'export const load = () => import(`execa`);',
  "export const loaded = require('node:child_process');",
  "export const loaded = process.getBuiltinModule('child_process');",
];

for (const code of waysToStartProcesses) {
  test(`only git and claude may write ${code.split('\n', 1)[0]}`, async () => {
    assert.equal((await complaints('store', code)).length, 1);
    assert.deepEqual(await complaints('git', code), []);
    assert.deepEqual(await complaints('claude', code), []);
  });
}

test('any room may load other modules when it needs them', async () => {
  assert.deepEqual(await complaints('store', "export const load = () => import('node:path');"), []);
});

/** What eslint says of one of a package's JSON files, changed. The rules for these read the project graph that Nx keeps. */
async function jsonComplaints(filePath, change) {
  const value = JSON.parse(readFileSync(join(root, filePath), 'utf8'));
  change(value);
  const [{ messages }] = await eslint.lintText(JSON.stringify(value), { filePath });
  return messages.map(({ ruleId, message }) => `${ruleId} ${message.replace(/\s+/g, ' ')}`);
}

test("a package's dependencies are what its sources import", async () => {
  await createProjectGraphAsync();
  assert.deepEqual(await jsonComplaints('packages/store/package.json', () => {}), []);
  const complaints = await jsonComplaints('packages/store/package.json', ({ dependencies }) => {
    delete dependencies['@agent-spaces/core'];
    dependencies['@agent-spaces/git'] = '0.0.1';
    dependencies.semver = '7.8.6';
  });
  assert.deepEqual(complaints, [
    '@nx/dependency-checks The "@agent-spaces/store" project uses the following packages, but they are missing from "dependencies": - @agent-spaces/core',
    '@nx/dependency-checks The version specifier does not contain the installed version of "@agent-spaces/git" package: 0.1.0.',
    '@nx/dependency-checks The "semver" package is not used by "@agent-spaces/store" project.',
  ]);
});

test('what the bundled CLI imports need not be installed', async () => {
  assert.deepEqual(await jsonComplaints('packages/cli/package.json', () => {}), []);
  const complaints = await jsonComplaints('packages/cli/package.json', (manifest) => {
    manifest.dependencies = { semver: '7.8.6' };
  });
  assert.deepEqual(complaints, [
    '@nx/dependency-checks The "semver" package is not used by "@agent-spaces/cli" project.',
  ]);
});

test("the Nx plugin's collections name files that exist", async () => {
  for (const [file, collection] of [
    ['packages/nx/executors.json', 'executors'],
    ['packages/nx/generators.json', 'generators'],
  ]) {
    const complaints = await jsonComplaints(file, (value) => {
      value[collection] = { gone: { implementation: './dist/gone/gone', schema: './dist/gone/schema.json' } };
    });
    assert.deepEqual(complaints, [
      '@nx/nx-plugin-checks gone: Implementation path should point to a valid file',
      '@nx/nx-plugin-checks Schema path should point to a valid file',
    ]);
  }
});
