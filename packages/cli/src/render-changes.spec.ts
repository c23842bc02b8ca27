import type { LockChange } from '@agent-spaces/engine';
import type { SpaceId } from '@agent-spaces/core';
import { createColors } from './colors';
import { renderChanges } from './render-changes';
import { printed } from './testing/printed';

const id = 'base' as SpaceId;
const from = { commit: '1'.repeat(40), selector: '^1', version: '1.0.0' };
const to = { commit: '2'.repeat(40), selector: 'HEAD' };

describe('renderChanges', () => {
  it('says every kind of change, grouped by target', () => {
    const changes: readonly LockChange[] = [
      { kind: 'target-added', target: 'new' },
      { kind: 'compose-changed', target: 'web', added: ['space:a@^2'], removed: ['space:a@^1'] },
      { kind: 'target-removed', target: 'old' },
      { kind: 'space-moved', target: 'web', id, from, to },
      { kind: 'space-added', target: 'web', id, to },
      { kind: 'space-removed', target: 'web', id, from },
      {
        kind: 'plugin-changed',
        target: 'web',
        id,
        from: { name: 'base' },
        to: { name: 'b', version: '2.0.0' },
      },
      { kind: 'order-changed', target: 'web' },
      { kind: 'rewritten', target: 'web', fields: ['roots', 'envHash'] },
      { kind: 'rewritten', fields: ['registry'] },
    ];
    expect(printed(renderChanges(changes, createColors(false)))).toBe(
      [
        'new',
        '  + new in the lock',
        'web',
        '  ~ compose: - space:a@^1, + space:a@^2',
        '  ~ base 1.0.0 (@^1, 111111111111) → 222222222222 (@HEAD, 222222222222)',
        '  + base 222222222222 (@HEAD, 222222222222)',
        '  - base 1.0.0 (@^1, 111111111111)',
        '  ~ base plugin base → b 2.0.0',
        '  ~ load order',
        '  ~ roots, envHash rewritten',
        'old',
        '  - no longer in asp-targets.toml',
        'asp-lock.json',
        '  ~ registry rewritten',
        '',
      ].join('\n'),
    );
  });

  it('says nothing of no change', () => {
    expect(printed(renderChanges([], createColors(false)))).toBe('');
  });
});
