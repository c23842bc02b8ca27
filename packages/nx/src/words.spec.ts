import { ConfigError } from '@agent-spaces/core';
import { wordsOf } from './words';

describe('the words of an option', () => {
  it.each<readonly [string, readonly string[]]>([
    ['--model opus  --verbose', ['--model', 'opus', '--verbose']],
    ['--append "say \\"hi\\" now"', ['--append', 'say "hi" now']],
    ["--append 'it is' a'b'\"c\"d", ['--append', 'it is', 'abcd']],
    ['a\\ b # $HOME *.ts | x', ['a b', '#', '$HOME', '*.ts', '|', 'x']],
    ["''", ['']],
    ['', []],
  ])('are those of a shell: %s', async (text, words) => {
    expect(await wordsOf(text, '--x')).toEqual(words);
  });

  it.each(['a "b', "a 'b", 'a\\'])('are none where something is left open: %s', async (text) => {
    await expect(wordsOf(text, '--extraArgs')).rejects.toThrow(ConfigError);
    await expect(wordsOf(text, '--extraArgs')).rejects.toThrow('--extraArgs ends within quotes');
  });
});
