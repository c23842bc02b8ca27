import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@agent-spaces/core';
import { outputPlace } from './output-place';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-output-')));
  mkdirSync(join(root, 'spaces/style'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const SPACES = ['spaces/style', 'spaces/base'];

it.each(['dist/asp/style', './dist/../build', '..dist', 'spaces/style-plugin', 'spaces/new'])(
  'takes %s',
  (output) => {
    expect(outputPlace(root, output, SPACES)).toBe(join(root, output));
  },
);

it.each(['../outside', '..', '.', '', 'dist/../..', '/tmp/x'])('refuses %j as no path inside', (output) => {
  const refused = (): unknown => outputPlace(root, output, []);
  expect(refused).toThrow(ConfigError);
  expect(refused).toThrow(`The output ${JSON.stringify(output)} is not a path inside the workspace.`);
});

it('refuses an absolute path, of the workspace too', () => {
  expect(() => outputPlace(root, join(root, 'dist/x'), [])).toThrow('is not a path inside the workspace');
});

it.each(['spaces/style', 'spaces/style/plug', 'dist/../spaces/base/a/b'])(
  'refuses %s among the files of a space, its own or another',
  (output) => {
    expect(() => outputPlace(root, output, SPACES)).toThrow(
      /would become part of the space spaces\/(style|base)\./,
    );
  },
);

it('refuses a directory that spaces lie in', () => {
  expect(() => outputPlace(root, 'spaces', SPACES)).toThrow(
    'The output "spaces" is a directory that holds the space spaces/style.',
  );
});

it('follows the symlinks below the workspace root', () => {
  symlinkSync('spaces', join(root, 'link'));
  symlinkSync('spaces/style', join(root, 'dist'));
  expect(() => outputPlace(root, 'link/style/plug', SPACES)).toThrow('part of the space spaces/style');
  expect(() => outputPlace(root, 'dist', SPACES)).toThrow('part of the space spaces/style');
  symlinkSync('.', join(root, 'here'));
  expect(() => outputPlace(root, 'here', SPACES)).toThrow('holds the space spaces/style');
  expect(outputPlace(root, 'link/plug', SPACES)).toBe(join(root, 'link/plug'));
});

it('takes a workspace root that is reached by a symlink', () => {
  const link = `${root}-link`;
  symlinkSync(root, link);
  try {
    expect(outputPlace(link, 'dist/asp/style', SPACES)).toBe(join(link, 'dist/asp/style'));
    expect(() => outputPlace(link, 'spaces/style/plug', SPACES)).toThrow('part of the space spaces/style');
  } finally {
    rmSync(link);
  }
});
