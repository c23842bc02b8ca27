import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { captureClaude } from './capture-claude';
import { claudeVersion } from './claude-version';
import type { ClaudeBinary } from './find-claude';
import { launchClaude } from './launch-claude';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'launch-'));
  buildSync({
    stdin: {
      contents: `import { launchClaude } from './launch-claude';
        const [, , program] = process.argv;
        launchClaude({ path: program, source: 'PATH' }, [], { cwd: process.cwd(), env: process.env }).then(
          ({ exitCode }) => process.exit(exitCode));`,
      resolveDir: __dirname,
    },
    bundle: true,
    platform: 'node',
    conditions: ['@agent-spaces/source'],
    outfile: path.join(root, 'parent.cjs'),
  });
});
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
function program(script: string): ClaudeBinary {
  const file = path.join(root, `program-${count++}`);
  writeFileSync(file, `#!${process.execPath}\n${script}`);
  chmodSync(file, 0o755);
  return { path: file, source: 'PATH' };
}
const quiet = () => ({ cwd: root, env: { A: 'é' }, stdio: 'ignore' as const });

/** Sends `signal` to the process that runs launchClaude, once the program it runs says it is ready. */
async function interrupt(script: string, signal: NodeJS.Signals) {
  const parent = spawn(process.execPath, [path.join(root, 'parent.cjs'), program(script).path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!output.includes('ready') && (output + text).includes('ready')) parent.kill(signal);
    output += text;
  });
  const exitCode = await new Promise((resolve) => parent.once('close', resolve));
  return { exitCode, output };
}

describe('launchClaude', () => {
  it.each([0, 1, 3, 42, 255])('gives the exit code %d as it is', async (code) => {
    await expect(launchClaude(program(`process.exit(${code})`), [], quiet())).resolves.toEqual({
      exitCode: code,
    });
  });

  it('gives 128 + n where signal n ended the client', async () => {
    const suicide = program(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
    await expect(launchClaude(suicide, [], quiet())).resolves.toEqual({ exitCode: 137 });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
    'passes %s on once and waits for the client to end in its own way',
    async (signal) => {
      const { exitCode, output } = await interrupt(
        `let times = 0;
         process.on('${signal}', () => { console.log('got ' + ++times); setTimeout(() => process.exit(7), 50); });
         console.log('ready'); setInterval(() => {}, 1000);`,
        signal,
      );
      expect(output).toBe('ready\ngot 1\n');
      expect(exitCode).toBe(7);
    },
  );

  it('reports the signal where the client lets itself be ended by it', async () => {
    const { exitCode } = await interrupt(`console.log('ready'); setInterval(() => {}, 1000);`, 'SIGTERM');
    expect(exitCode).toBe(128 + constants.signals.SIGTERM);
  });

  const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script');
  if (!hasTerminal)
    process.stderr.write('skipped: Ctrl-C on a terminal: there is no script(1) of util-linux\n');
  (hasTerminal ? it : it.skip)('leaves Ctrl-C to the terminal, so that the client gets it once', async () => {
    const client = program(
      `let times = 0;
       process.on('SIGINT', () => { times++; setTimeout(() => { console.log('got ' + times); process.exit(0); }, 100); });
       console.log('ready'); setInterval(() => {}, 1000);`,
    );
    // exec: a shell that stays in between (dash, where SHELL is not set) would be ended by the Ctrl-C itself.
    const command = `exec '${process.execPath}' '${path.join(root, 'parent.cjs')}' '${client.path}'`;
    const terminal = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    let isSent = false;
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (isSent || !output.includes('ready')) return;
      isSent = true;
      terminal.stdin.write('\x03');
    });
    const exitCode = await new Promise((resolve) => terminal.once('close', resolve));
    expect(output).toContain('got 1');
    expect(exitCode).toBe(0);
  });

  it('ends the client when it is aborted', async () => {
    const aborting = new AbortController();
    const running = launchClaude(program('setInterval(() => {}, 1000)'), [], {
      ...quiet(),
      signal: aborting.signal,
    });
    aborting.abort();
    await expect(running).resolves.toEqual({ exitCode: 143 });
  });

  it.each([
    [
      'a missing program',
      () => ({ path: path.join(root, 'nope'), source: 'PATH' }) as const,
      [],
      'does not exist',
    ],
    [
      'too long arguments',
      () => program(''),
      Array.from({ length: 64 }, () => 'x'.repeat(120_000)),
      'longer than the system allows',
    ],
    ['a NUL in an argument', () => program(''), ['a\0b'], 'without null bytes'],
  ] as const)('explains %s', async (_, binary, args, reason) => {
    await expect(launchClaude(binary(), args, quiet())).rejects.toMatchObject({
      code: 'CLAUDE_INVOCATION_ERROR',
      message: expect.stringContaining(reason),
      hint: expect.any(String),
    });
    await expect(captureClaude(binary(), args, quiet())).rejects.toMatchObject({
      code: 'CLAUDE_INVOCATION_ERROR',
    });
  });

  it('explains a missing working directory', async () => {
    const options = { ...quiet(), cwd: path.join(root, 'gone') };
    await expect(launchClaude(program(''), [], options)).rejects.toThrow('gone: it is not a directory');
  });
});

describe('captureClaude', () => {
  it('gives what was printed, the exit code, and only the environment it was given', async () => {
    const echo = program(`process.stdin.on('data', (d) => console.log(String(d), process.argv[2]));
      process.stdin.on('end', () => { console.error(Object.keys(process.env).join()); process.exitCode = 4; });`);
    await expect(captureClaude(echo, ['a b'], { cwd: root, env: { A: '1' }, input: 'in' })).resolves.toEqual({
      exitCode: 4,
      stdout: 'in a b\n',
      stderr: 'A\n',
    });
  });

  it('ends what gives no answer in time', async () => {
    const run = captureClaude(program('setInterval(() => {}, 1000)'), [], {
      cwd: root,
      env: {},
      timeoutMs: 100,
    });
    await expect(run).rejects.toThrow('no answer within 100 ms');
  });

  it('ends what is aborted', async () => {
    const signal = AbortSignal.abort();
    const run = captureClaude(program('setInterval(() => {}, 1000)'), [], { cwd: root, env: {}, signal });
    await expect(run).rejects.toThrow('cancelled');
  });
});

describe('claudeVersion', () => {
  it('takes the number from what the client says', async () => {
    await expect(claudeVersion(program(`console.log('2.1.197 (Claude Code)')`), {})).resolves.toBe('2.1.197');
  });

  it('explains a program that says none', async () => {
    await expect(
      claudeVersion(program(`console.error('not me'); process.exit(2)`), {}),
    ).rejects.toMatchObject({
      code: 'CLAUDE_INVOCATION_ERROR',
      message: expect.stringContaining('not me'),
    });
  });
});
