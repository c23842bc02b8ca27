import fc from 'fast-check';
import type { ClaudeSettings } from './merge-settings';
import { mergeSettings } from './merge-settings';

const settings: fc.Arbitrary<ClaudeSettings> = fc.dictionary(
  fc.oneof(fc.constantFrom('model', 'permissions', 'env', '__proto__', 'constructor'), fc.string()),
  fc.jsonValue({ maxDepth: 3 }),
);

describe('mergeSettings', () => {
  it('lets single values override, merges objects and joins lists without duplicates', () => {
    const base = {
      model: 'opus',
      env: { A: '1', B: '1' },
      permissions: { allow: ['Bash', 'Read'], deny: ['WebFetch'], defaultMode: 'plan' },
      hooks: { Stop: [{ hooks: [{ type: 'command', command: 'a' }] }] },
    };
    const override = {
      model: 'sonnet',
      env: { B: '2' },
      permissions: { allow: ['Read', 'Edit'], ask: ['Bash(git push)'] },
      hooks: { Stop: [{ hooks: [{ type: 'command', command: 'b' }] }] },
    };
    expect(mergeSettings(base, override)).toEqual({
      model: 'sonnet',
      env: { A: '1', B: '2' },
      permissions: {
        allow: ['Bash', 'Read', 'Edit'],
        deny: ['WebFetch'],
        ask: ['Bash(git push)'],
        defaultMode: 'plan',
      },
      hooks: {
        Stop: [
          { hooks: [{ type: 'command', command: 'a' }] },
          { hooks: [{ type: 'command', command: 'b' }] },
        ],
      },
    });
  });

  it('replaces the list whose order is its meaning', () => {
    expect(mergeSettings({ fallbackModel: ['a', 'b'] }, { fallbackModel: ['b'] })).toEqual({
      fallbackModel: ['b'],
    });
  });

  it('keeps a __proto__ key an ordinary key', () => {
    const merged = mergeSettings({}, JSON.parse('{"__proto__": {"model": "x"}}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"model":"x"}}');
    expect(merged['model']).toBeUndefined();
  });

  it('never loses a denial of either side', () => {
    const rules = fc.array(fc.string());
    fc.assert(
      fc.property(rules, rules, settings, (below, above, rest) => {
        const merged = mergeSettings(
          { ...rest, permissions: { deny: below } },
          { permissions: { deny: above } },
        );
        expect(merged).toMatchObject({ permissions: { deny: [...new Set([...below, ...above])] } });
      }),
    );
  });

  it('keeps every key of both sides and leaves its arguments alone', () => {
    fc.assert(
      fc.property(settings, settings, (base, override) => {
        const before = JSON.stringify([base, override]);
        const keys = Object.keys(mergeSettings(base, override));
        expect(new Set(keys)).toEqual(new Set([...Object.keys(base), ...Object.keys(override)]));
        expect(JSON.stringify([base, override])).toBe(before);
      }),
    );
  });
});
