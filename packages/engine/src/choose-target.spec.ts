import { parseProjectManifest, projectPaths } from '@agent-spaces/core';
import { chooseTarget } from './choose-target';
import type { Project } from './project';

function projectWith(directory: string, ...targets: string[]): Project {
  const paths = projectPaths(`/work/${directory}`);
  const tables = targets.map((name) => `[targets.${name}]\ncompose = ["space:a@1.0.0"]\n`).join('');
  const manifest = parseProjectManifest(`schema = 1\n[targets]\n${tables}`, paths.manifest);
  return { root: `/work/${directory}`, paths, manifest, lock: undefined };
}

describe('chooseTarget', () => {
  it.each<readonly [string, Project, string | undefined, string]>([
    ['the one that is named', projectWith('shop', 'web', 'shop'), 'web', 'web'],
    ['the only one', projectWith('shop', 'web'), undefined, 'web'],
    ['the one named like the project', projectWith('shop', 'default', 'shop', 'web'), undefined, 'shop'],
    ['the one named default', projectWith('shop', 'web', 'default'), undefined, 'default'],
  ])('takes %s', (_, project, name, chosen) => {
    expect(chooseTarget(project, name)).toBe(chosen);
  });

  it('asks which of several is meant', () => {
    expect(() => chooseTarget(projectWith('shop', 'web', 'api'), undefined)).toThrow(
      expect.objectContaining({ code: 'CONFIG_ERROR', hint: 'Name one of web, api.' }),
    );
  });

  it('asks for a target where there is none', () => {
    expect(() => chooseTarget(projectWith('shop'), undefined)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('[targets.<name>]') }),
    );
  });

  it.each(['wbe', 'constructor', '__proto__', ''])('does not take %j for a target', (name) => {
    expect(() => chooseTarget(projectWith('shop', 'web'), name)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_ERROR',
        message: expect.stringContaining(`no target "${name}"`),
      }),
    );
  });
});
