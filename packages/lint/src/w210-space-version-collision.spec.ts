import type { SpaceKey } from '@agent-spaces/core';
import { lintPins } from './lint-pins';
import { pinOf } from './testing/linting';

const keys = (...texts: readonly string[]): readonly SpaceKey[] => texts as readonly SpaceKey[];
const BASES = [
  pinOf('base@111111111111', { pluginName: 'base1', version: '1.0.0' }),
  pinOf('base@222222222222', { pluginName: 'base2', version: '2.0.0' }),
];

describe('W210', () => {
  it('names both versions, whatever their plugins are called, and the way to each from the target', () => {
    const spaces = [
      ...BASES,
      pinOf('x@333333333333', { deps: ['base@111111111111'] }),
      pinOf('y@444444444444', { deps: ['x@333333333333', 'base@222222222222'] }),
      pinOf('other@555555555555', {}),
    ];
    expect(
      lintPins({ name: 'target web', roots: keys('y@444444444444', 'other@555555555555'), spaces }),
    ).toEqual([
      {
        code: 'W210',
        name: 'space-version-collision',
        severity: 'warning',
        message: [
          'Space version collision: base@111111111111 (1.0.0), base@222222222222 (2.0.0)',
          'base@111111111111 is required by target web → y@444444444444 → x@333333333333',
          'base@222222222222 is required by target web → y@444444444444',
        ].join('\n'),
        spaces: ['base@111111111111', 'base@222222222222'],
        hint: expect.stringContaining('agree on one version'),
        details: {
          id: 'base',
          versions: [
            { key: 'base@111111111111', version: '1.0.0', requiredBy: ['x@333333333333'] },
            { key: 'base@222222222222', version: '2.0.0', requiredBy: ['y@444444444444'] },
          ],
        },
      },
    ]);
  });

  it('names the target itself, every dependent, and the shorter of two ways', () => {
    const spaces = [
      ...BASES,
      pinOf('x@333333333333', { deps: ['base@111111111111'] }),
      pinOf('y@444444444444', { deps: ['x@333333333333', 'base@111111111111'] }),
    ];
    const roots = keys('y@444444444444', 'x@333333333333', 'base@222222222222');
    expect(lintPins({ name: 'target web', roots, spaces })).toMatchObject([
      {
        message: expect.stringContaining(
          'base@111111111111 is required by target web → x@333333333333, by target web → y@444444444444\n' +
            'base@222222222222 is required by target web',
        ),
      },
    ]);
  });

  it('does not list a crowd of dependents', () => {
    const crowd = Array.from({ length: 9 }, (_, index) =>
      pinOf(`s${index}@333333333333`, { deps: ['base@111111111111'] }),
    );
    const roots = keys(...crowd.map(({ key }) => key), 'base@222222222222');
    const [warning] = lintPins({ name: 'target web', roots, spaces: [...BASES, ...crowd] });
    expect(warning?.message).toMatch(/s3@333333333333 and by 5 more\n/);
  });

  it('tells a working copy from a pinned version', () => {
    const spaces = [pinOf('base@dev', {}), ...BASES.slice(0, 1)];
    const roots = keys('base@dev', 'base@111111111111');
    expect(lintPins({ name: 'target web', roots, spaces })).toMatchObject([
      { message: expect.stringContaining('Space version collision: base@dev, base@111111111111 (1.0.0)\n') },
    ]);
  });

  it('is silent about a space that is required twice', () => {
    const spaces = [...BASES.slice(0, 1), pinOf('x@333333333333', { deps: ['base@111111111111'] })];
    const roots = keys('base@111111111111', 'x@333333333333');
    expect(lintPins({ name: 'target web', roots, spaces })).toEqual([]);
  });
});
