import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { shellCommand } from './shell-command';

const shells = ['/bin/sh', '/bin/bash', '/bin/zsh'].filter((shell) => existsSync(shell));
const word = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
  fc.string({ unit: fc.constantFrom(...' \'"\\$`!*?[]{}()<>|&;#~=\n\t-a é🙂\u001b\u009b\u202e0') }),
);
const run = (shell: string, command: string) =>
  execFileSync(shell, ['-c', command], { encoding: 'utf8', env: {}, stdio: ['ignore', 'pipe', 'inherit'] });

describe('shellCommand', () => {
  it('leaves plain words readable', () => {
    expect(shellCommand({ ASP_HOME: '/x' }, ['claude', '--setting-sources', '', '--', 'fix it'])).toBe(
      "ASP_HOME=/x claude --setting-sources '' -- 'fix it'",
    );
  });

  it.each(shells)('%s reads every argument back as it was', (shell) => {
    fc.assert(
      fc.property(fc.array(word), (args) => {
        const output = run(shell, shellCommand({}, ['printf', '%s\\0', 'first', ...args]));
        expect(output.split('\0').slice(1, -1)).toEqual(args);
      }),
      { numRuns: 60 },
    );
  });

  it.each(shells)('%s sets every variable as it was', (shell) => {
    fc.assert(
      fc.property(word, word, (A, B) => {
        const script = 'process.stdout.write(JSON.stringify([process.env.A, process.env["B.c"]]))';
        expect(
          JSON.parse(run(shell, shellCommand({ A, 'B.c': B }, ['env', process.execPath, '-e', script]))),
        ).toEqual([A, B]);
        expect(run(shell, shellCommand({ A }, ['/bin/sh', '-c', 'printf %s "$A"']))).toBe(A);
      }),
      { numRuns: 10 },
    );
  });

  it('does nothing to the terminal that shows it', () => {
    const hostile = "it's \u001b]0;x\u0007\u009b2J\u202e\u2028\r\n\tend";
    const command = shellCommand({ A: hostile }, ['printf', '%s', hostile]);
    expect(command).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    for (const shell of shells) expect(run(shell, command)).toBe(hostile);
  });

  it('quotes a first word that a shell would take for an assignment', () => {
    expect(shellCommand({}, ['A=b'])).toBe("'A=b'");
  });
});
