import { parseProjectManifest } from '@agent-spaces/core';
import { createRunTarget } from './create-run-target';
import { addSpaceToTarget, removeSpaceFromTarget } from './target-spaces';
import { createMemoryTree, type MemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

const FILE = 'apps/web/asp-targets.toml';
const project = 'apps/web';

const withTargets = (text: string): MemoryTree =>
  createMemoryTree({
    [FILE]: text,
    'spaces/code-review/space.toml': '',
    'spaces/frontend/space.toml': '',
    'spaces/README.md': '',
  });

describe('createRunTarget', () => {
  it('makes the manifest where there is none', () => {
    const tree = createMemoryTree();
    expect(
      createRunTarget(tree, {
        project,
        name: 'frontend',
        compose: ['space:frontend@^1.0.0', 'space:code-review'],
        description: 'Build "pages"',
        model: 'opus',
        permissionMode: 'plan',
      }),
    ).toEqual({ target: 'frontend', manifest: FILE, files: [{ path: FILE, change: 'created' }] });
    expect(tree.texts()[FILE]).toBe(`schema = 1

[targets.frontend]
description = "Build \\"pages\\""
compose = [
  "space:frontend@^1.0.0",
  "space:code-review",
]

[targets.frontend.claude]
model = "opus"
permission_mode = "plan"
`);
  });

  it('adds to the targets that are there, in their form', () => {
    const headed = withTargets('schema = 1\r\n[targets.a]\r\ncompose = ["space:x"] # x');
    createRunTarget(headed, { project, name: 'v1.2', compose: ['space:frontend'] });
    expect(headed.texts()[FILE]).toBe(
      'schema = 1\r\n[targets.a]\r\ncompose = ["space:x"] # x\r\n\r\n[targets."v1.2"]\r\ncompose = ["space:frontend"]\r\n',
    );
    const inline = withTargets('schema = 1\ntargets = { a = { compose = ["space:x"] } } # all\n');
    createRunTarget(inline, { project, name: 'b', compose: ['space:frontend'], model: 'opus' });
    expect(inline.texts()[FILE]).toBe(
      'schema = 1\ntargets = { a = { compose = ["space:x"] }, b = { compose = ["space:frontend"], claude = { model = "opus" } } } # all\n',
    );
  });

  it.each([
    [{ name: 'a/b' }, 'CONFIG_ERROR "a/b" cannot be the name of a Run Target'],
    [{ name: 'con' }, 'CONFIG_ERROR "con" cannot be the name of a Run Target'],
    [{ name: 'Old' }, `has a target "old" already, which differs from "Old" in letter case alone`],
    [{ name: 'old' }, `CONFIG_ERROR ${FILE} has a target "old" already. |`],
    [{ compose: [] }, 'CONFIG_ERROR `targets.new.compose` must have at least 1 item'],
    [{ compose: ['frontend'] }, 'REF_PARSE_ERROR "frontend" is not a space reference'],
    [
      { compose: ['a', 'b'] },
      'REF_PARSE_ERROR "a" is not a space reference: it does not start with "space:". "b" is',
    ],
    [{ compose: ['space:frontend@..'] }, 'REF_PARSE_ERROR "space:frontend@.." is not a space reference'],
    [
      { compose: ['space:frontent@^1.0.0'] },
      'SELECTOR_RESOLUTION_ERROR space:frontent@^1.0.0 names a space that is not in this workspace. | Did you mean space:frontend?',
    ],
    [{ compose: ['space:zzz'] }, '| Its spaces are code-review, frontend.'],
    [{ compose: ['space:frontend', 'space:frontend@1.0.0'] }, 'The space "frontend" is to be composed twice'],
    [
      { permissionMode: 'pln' },
      '`targets.new.claude.permission_mode` must be one of default, acceptEdits, plan, dontAsk, auto, bypassPermissions, not "pln" | Did you mean "plan"?',
    ],
    [{ description: 'x'.repeat(301) }, 'must have at most 300 characters'],
    [{ project: '../x' }, 'The project cannot be "../x"'],
  ])('refuses %j', (options, message) => {
    const tree = withTargets('schema = 1\n[targets.old]\ncompose = ["space:x"]\n');
    const call = (): unknown =>
      createRunTarget(tree, { project, name: 'new', compose: ['space:frontend'], ...options });
    expect(refusalOf(tree, call)).toContain(message);
  });

  it('takes what may be published, and anything where the registry lies elsewhere', () => {
    const tree = withTargets('schema = 1\n[targets]\n');
    createRunTarget(tree, { project, name: 'a', compose: ['space:published-once@^1.0.0'] });
    createRunTarget(tree, { project, name: 'b', compose: ['space:frontent'], registry: false });
    createRunTarget(tree, { project, name: 'c', compose: ['space:frontent'], registry: 'elsewhere' });
    expect([...parseProjectManifest(tree.texts()[FILE] ?? '', FILE).targets.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('changes no manifest that is not valid', () => {
    const tree = withTargets('schema = 2\n[targets]\n');
    const call = (): unknown => createRunTarget(tree, { project, name: 'a', compose: ['space:frontend'] });
    expect(refusalOf(tree, call)).toContain('CONFIG_VALIDATION_ERROR `schema` must be 1');
  });
});

const TARGETS = `schema = 1
[targets.web]
compose = [
  'space:x@^1.0.0', # the base
  # not yet
  'space:frontend@stable',
]
`;

describe('addSpaceToTarget', () => {
  it('adds a space at the end', () => {
    const tree = withTargets(TARGETS);
    expect(addSpaceToTarget(tree, { project, target: 'web', ref: 'space:code-review@^2' })).toEqual({
      target: 'web',
      space: 'code-review',
      ref: 'space:code-review@^2',
      manifest: FILE,
      files: [{ path: FILE, change: 'updated' }],
    });
    expect(tree.texts()[FILE]).toBe(TARGETS.replace(',\n]', ",\n  'space:code-review@^2',\n]"));
  });

  it('changes the selector of one that is there, in its place', () => {
    const tree = withTargets(TARGETS);
    expect(addSpaceToTarget(tree, { project, target: 'web', ref: 'space:frontend@^1.0.0' })).toMatchObject({
      replaced: 'space:frontend@stable',
    });
    expect(tree.texts()[FILE]).toBe(TARGETS.replace('@stable', '@^1.0.0'));
  });

  it('does nothing for a reference that is there', () => {
    const tree = withTargets(TARGETS);
    const added = addSpaceToTarget(tree, { project, target: 'web', ref: 'space:frontend@stable' });
    expect(added.files).toEqual([{ path: FILE, change: 'unchanged' }]);
    expect(added.replaced).toBeUndefined();
    expect(tree.writes).toEqual([]);
  });

  it.each([
    [{ target: 'wbe' }, `CONFIG_ERROR ${FILE} has no target "wbe". | Did you mean "web"?`],
    [{ target: 'other' }, '| Its targets are web.'],
    [{ project: '.' }, 'CONFIG_ERROR There is no asp-targets.toml.'],
    [{ ref: 'space:frontent' }, '| Did you mean space:frontend?'],
    [{ ref: 'x' }, 'REF_PARSE_ERROR'],
  ])('refuses %j', (options, message) => {
    const tree = withTargets(TARGETS);
    const call = (): unknown =>
      addSpaceToTarget(tree, { project, target: 'web', ref: 'space:code-review', ...options });
    expect(refusalOf(tree, call)).toContain(message);
  });

  it('does not guess which of two versions is meant', () => {
    const tree = withTargets(TARGETS.replace('space:x@^1.0.0', 'space:frontend@1.0.0'));
    const call = (): unknown => addSpaceToTarget(tree, { project, target: 'web', ref: 'space:frontend' });
    expect(refusalOf(tree, call)).toContain('The target "web" composes frontend 2 times');
  });
});

describe('removeSpaceFromTarget', () => {
  it('takes a space out and leaves the comments', () => {
    const tree = withTargets(TARGETS);
    expect(removeSpaceFromTarget(tree, { project, target: 'web', space: 'x' })).toMatchObject({
      space: 'x',
      refs: ['space:x@^1.0.0'],
    });
    expect(tree.texts()[FILE]).toBe(TARGETS.replace("'space:x@^1.0.0', ", ''));
  });

  it('takes out every version of it', () => {
    const text = 'schema = 1\ntargets.web.compose = ["space:a@1", "space:b", "space:a@2", "space:a"]\n';
    const tree = withTargets(text);
    expect(removeSpaceFromTarget(tree, { project, target: 'web', space: 'a' }).refs).toHaveLength(3);
    expect(tree.texts()[FILE]).toBe('schema = 1\ntargets.web.compose = ["space:b"]\n');
  });

  it('takes out what is no valid reference, so that it can be mended', () => {
    const tree = withTargets(TARGETS.replace('@stable', '@..'));
    expect(removeSpaceFromTarget(tree, { project, target: 'web', space: 'frontend' }).refs).toEqual([
      'space:frontend@..',
    ]);
  });

  it.each([
    [{ space: 'frontned' }, 'The target "web" does not compose frontned. | Did you mean "frontend"?'],
    [{ space: 'zzz' }, '| It composes space:x@^1.0.0, space:frontend@stable.'],
    [{ space: 'space:x' }, '"space:x" cannot be the name of a space'],
    [{ target: 'wbe' }, 'Did you mean "web"?'],
  ])('refuses %j', (options, message) => {
    const tree = withTargets(TARGETS);
    const call = (): unknown =>
      removeSpaceFromTarget(tree, { project, target: 'web', space: 'x', ...options });
    expect(refusalOf(tree, call)).toContain(message);
  });

  it('leaves no target without a space', () => {
    const tree = withTargets('schema = 1\n[targets.web]\ncompose = ["space:x"]\n');
    const call = (): unknown => removeSpaceFromTarget(tree, { project, target: 'web', space: 'x' });
    expect(refusalOf(tree, call)).toContain('composes nothing but x, and a target needs a space');
  });
});
