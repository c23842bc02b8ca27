import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectNameOf } from './project-name';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-name-')));
afterAll(() => rmSync(root, { recursive: true }));

function nameOf(directory: string, files: Readonly<Record<string, unknown>>) {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return projectNameOf(root, directory);
}

it.each([
  ['project.json', 'a/One', { 'project.json': { name: 'p' }, 'package.json': { name: 'q' } }, 'p', true],
  [
    'package.json beside a project.json without a name',
    'a/Two',
    { 'project.json': {}, 'package.json': { name: 'q' } },
    'q',
    true,
  ],
  ['the nx key of package.json', 'a/Three', { 'package.json': { name: 'q', nx: { name: 'n' } } }, 'n', false],
  ['the directory, as Nx writes it', 'a/Four', {}, 'four', false],
  ['the directory where package.json cannot be read', 'a/five', { 'package.json': '{' }, 'five', false],
  [
    'the directory where a name is no name',
    'a/six',
    { 'package.json': { name: 7 }, 'project.json': [] },
    'six',
    true,
  ],
])('goes by %s', (_, directory, files, name, settled) => {
  expect(nameOf(directory, files)).toEqual({ name, settled });
});

it('does not depend on where the workspace was checked out', () => {
  expect(nameOf('.', {})).toEqual({ name: 'workspace', settled: false });
});
