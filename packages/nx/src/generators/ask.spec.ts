import { PassThrough } from 'node:stream';
import { ask } from './ask';

/** A terminal at which somebody types a text. */
function terminal(typed: string | undefined, env: NodeJS.ProcessEnv = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = Object.assign(new PassThrough(), { isTTY: true });
  if (typed === undefined) stdin.end();
  else stdin.write(typed);
  return { stdin, stdout, env };
}

describe('a question', () => {
  it('gets the answer without what surrounds it', async () => {
    const at = terminal('  web \n');
    expect(await ask('Which space?', at)).toBe('web');
    expect(String(at.stdout.read())).toContain('Which space? ');
  });

  it('has no answer where nothing but enter is pressed, or the terminal goes away', async () => {
    expect(await ask('Which space?', terminal('\n'))).toBeUndefined();
    expect(await ask('Which space?', terminal(undefined))).toBeUndefined();
  });

  it('is not put where nobody can answer', async () => {
    for (const env of [{ CI: 'true' }, { NX_INTERACTIVE: 'false' }]) {
      const at = terminal('web\n', env);
      expect(await ask('Which space?', at)).toBeUndefined();
      expect(at.stdout.read()).toBeNull();
    }
    const piped = { ...terminal('web\n'), stdin: new PassThrough() };
    expect(await ask('Which space?', piped)).toBeUndefined();
  });
});
