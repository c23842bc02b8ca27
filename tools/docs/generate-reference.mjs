// @ts-check
// Writes docs/reference from the product itself. `--check` writes nothing and exits with 1 where a page is not what it would write.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runAsProgram } from '../registry/run-as-program.mjs';
import { commandsPage } from './commands-page.mjs';
import { errorCodesPage } from './error-codes-page.mjs';
import { jsonOutputPage } from './json-output-page.mjs';
import { REPOSITORY_ROOT, withProduct } from './load-product.mjs';
import { nxPages } from './nx-pages.mjs';
import { schemasPage } from './schemas-page.mjs';
import { warningsPage } from './warnings-page.mjs';

const SCHEMAS = join(REPOSITORY_ROOT, 'packages/core/schemas');
const REFERENCE = join(REPOSITORY_ROOT, 'docs/reference');
const SCHEMA_ORDER = ['space', 'asp-targets', 'asp-lock', 'dist-tags'];

/** @returns {Promise<ReadonlyMap<string, string>>} pages by file name */
const renderPages = () =>
  withProduct(async ({ parts: { core, createProgram, EXIT: exit, RULES: rules, version }, nx, cli }) => {
    const terminal = { out: process.stdout, talk: process.stderr };
    return new Map([
      ['commands.md', commandsPage({ program: createProgram(terminal, version, () => undefined), exit })],
      ['error-codes.md', errorCodesPage({ core, exit })],
      ['warnings.md', warningsPage({ rules })],
      ['schemas.md', schemasPage(readSchemas())],
      ['json-output.md', jsonOutputPage({ cli })],
      ...(await nxPages(nx)),
    ]);
  });

function readSchemas() {
  const files = readdirSync(SCHEMAS);
  const wanted = SCHEMA_ORDER.map((name) => `${name}.schema.json`);
  const forgotten = files.find((file) => !wanted.includes(file));
  if (forgotten) throw new Error(`tools/docs/generate-reference.mjs does not know the schema ${forgotten}`);
  return wanted.map((file) => ({ file, schema: JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) }));
}

await runAsProgram(import.meta.url, async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const drifted = [];
  for (const [name, text] of await renderPages()) {
    const path = join(REFERENCE, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    drifted.push(`docs/reference/${name}`);
    if (values.check) continue;
    mkdirSync(REFERENCE, { recursive: true });
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
  if (values.check && drifted.length)
    throw new Error(
      `Not what the sources say: ${drifted.join(', ')}. Run "npm run docs" and commit the result.`,
    );
  console.log(drifted.length ? `wrote ${drifted.join(', ')}` : 'docs/reference is up to date');
});
