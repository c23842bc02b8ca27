import { ConfigError } from '@agent-spaces/core';
import fc from 'fast-check';
import { componentName, kebabCase, titleOf } from './component-name';

const hintOf = (text: string): string | undefined => {
  try {
    componentName('skill', text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.hint;
  }
};

describe('componentName', () => {
  it.each(['a', 'code-review', '1-2', 'x'.repeat(64), 'console', 'com10'])('takes %s', (name) =>
    expect(componentName('skill', name)).toBe(name),
  );

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    'a b',
    'a_b',
    'a--b',
    '-a',
    'a-',
    'A',
    'é',
    'аdmin',
    'a\0',
    'a\n',
    'a\u202e',
    '__proto__',
    'con',
    'nul',
    'com1',
    'x'.repeat(65),
  ])('refuses %j and says what to write', (name) =>
    expect(() => componentName('skill', name)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_ERROR',
        message: expect.stringMatching(/^[^\p{C}]* cannot be the name of a skill: /u),
        hint: expect.stringMatching(/./),
      }),
    ),
  );

  it.each([
    ['CodeReview', 'code-review'],
    ['Code  Review!', 'code-review'],
    ['Größe', 'grosse'],
    ['a_b', 'a-b'],
  ])('suggests a name for %s', (text) => expect(hintOf(text)).toBe(`Write "${kebabCase(text)}".`));

  it('suggests nothing that it would refuse', () => {
    expect(hintOf('CON')).toContain('for example');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 90 }), (text) => {
        const suggestion = /^Write "(.*)"\.$/.exec(hintOf(text) ?? '')?.[1];
        if (suggestion !== undefined) expect(componentName('skill', suggestion)).toBe(suggestion);
      }),
    );
  });

  it('is a heading when its dashes are spaces', () => expect(titleOf('code-review')).toBe('Code review'));
});
