import { lintedFor, spaceOf } from './testing/linting';

describe('W205', () => {
  it('names both spaces, once', async () => {
    const spaces = ['a', 'b'].map((id) => spaceOf(id, {}, { pluginName: 'shared' }));
    expect(await lintedFor('W205', ...spaces, spaceOf('c', {}))).toMatchObject([
      {
        message: 'Plugin name collision: shared\nUsed by: a, b',
        spaces: ['a@0123456789ab', 'b@0123456789ab'],
        details: { pluginName: 'shared', spaces: ['a@0123456789ab', 'b@0123456789ab'] },
      },
    ]);
  });

  it('says so when the two are versions of one space', async () => {
    const spaces = ['a@111111111111', 'a@222222222222'].map((key) => spaceOf('a', {}, { key }));
    expect(await lintedFor('W205', ...spaces)).toMatchObject([
      {
        message:
          'Plugin name collision: a\nTwo versions of one space are composed: a@111111111111, a@222222222222',
      },
    ]);
  });

  it('is silent about different names', async () => {
    expect(await lintedFor('W205', spaceOf('a', {}), spaceOf('b', {}))).toEqual([]);
  });
});
