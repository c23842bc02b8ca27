import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const eslint = new ESLint({ cwd: dirname(dirname(fileURLToPath(import.meta.url))) });

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
