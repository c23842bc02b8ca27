import { parseSpaceManifest } from '@agent-spaces/core';
import fc from 'fast-check';
import { setSpaceDependency } from './space-dependency';
import { setSpaceVersion } from './space-version';
import { choices, pickFrom } from './testing/choices';
import { createMemoryTree } from './testing/memory-tree';
import { spellSpaceDocument } from './testing/space-document';
import { parseTOML } from 'toml-eslint-parser';

const FILE = 'spaces/web/space.toml';

const commentsOf = (text: string): string[] =>
  parseTOML(text.replace(/^\uFEFF/, ''), { tomlVersion: '1.1' }).comments.map(({ value }) => value);

describe('edits of a space.toml, however it is spelled', () => {
  it('change what they are about, keep every comment, and refuse no document', () => {
    fc.assert(
      fc.property(choices(), (choose) => {
        const { text, version, pluginVersion, deps } = spellSpaceDocument(choose);
        const before = parseSpaceManifest(text, FILE);
        expect([before.version, before.plugin?.version, before.deps?.spaces ?? []]).toEqual([
          version,
          pluginVersion,
          deps,
        ]);
        const tree = createMemoryTree({ [FILE]: text });

        const to = pickFrom(choose, ['2.0.0-beta.1', '1.2.3']);
        const changed = setSpaceVersion(tree, { space: 'web', version: to });
        const isShared = pluginVersion === version;
        expect(changed).toMatchObject({ space: 'web', from: version, to });

        const dependency = pickFrom(choose, ['a', 'b', 'new']);
        setSpaceDependency(tree, { space: 'web', dependency, selector: '~3.1.0', registry: '.' });
        const ref = `space:${dependency}@~3.1.0`;
        const isNew = !deps.some((each) => each.startsWith(`space:${dependency}`));

        const edited = tree.texts()[FILE] ?? '';
        expect(parseSpaceManifest(edited, FILE)).toEqual({
          ...before,
          version: to,
          plugin: { ...before.plugin, ...(isShared && version !== undefined ? { version: to } : {}) },
          deps: {
            spaces: isNew
              ? [...deps, ref]
              : deps.map((each) => (each.startsWith(`space:${dependency}`) ? ref : each)),
          },
        });
        expect(commentsOf(edited)).toEqual(commentsOf(text));
        expect(edited.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
      }),
      { numRuns: 1000 },
    );
  });
});
