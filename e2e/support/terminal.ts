import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { scratch } from './places';

/** A terminal with a program in it, and nobody but the test in front of it. */
export interface Terminal {
  /** Its device, as every program in it that has it for real sees it. */
  readonly device: string;
  /** Everything it has shown so far, without colours and movements. */
  shown(): string;
  /** The first thing like this that it shows, from its beginning. Fails where the program ends without it. */
  see(pattern: RegExp): Promise<RegExpMatchArray>;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Sends a signal to the program itself, not to what it started. */
  signal(signal: NodeJS.Signals): void;
  /** The exit code of the program, and what of it is still running. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly leftovers: readonly string[] }>;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

const SCRIPT = '/usr/bin/script';

/** `describe` where a terminal can be had; elsewhere a skipped one that says why. */
export function describeWithTerminal(name: string, body: () => void): void {
  if (process.platform === 'linux' && existsSync(SCRIPT)) return describe(name, body);
  process.stderr.write(`skipped: ${name}: there is no script(1) of util-linux\n`);
  describe.skip(name, body);
}

const opened: { close(): string | undefined }[] = [];
afterEach(() => {
  const unfinished = opened.splice(0).flatMap((terminal) => terminal.close() ?? []);
  if (unfinished.length > 0) throw new Error(`Still running when the test ended:\n${unfinished.join('\n')}`);
});

/** Starts a program in a terminal. What of it is left after the test is killed. */
export async function openTerminal(
  command: readonly string[],
  { cwd, env, columns, rows }: TerminalOptions,
): Promise<Terminal> {
  const marker = `ASP_TERMINAL=${randomUUID()}`;
  // exec: a shell that stays in between (dash, where SHELL is not set) would be ended by a Ctrl-C itself.
  const line = `echo $$ $(tty); stty cols ${columns} rows ${rows}; exec ${command.map(quote).join(' ')}`;
  const child = spawn(SCRIPT, ['-qec', line, '/dev/null'], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C.UTF-8',
      TERM: 'xterm',
      HOME: scratch(),
      ...env,
      ASP_TERMINAL: marker.slice('ASP_TERMINAL='.length),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let received = '';
  const shown = (): string => stripVTControlCharacters(received);
  let isOver = false;
  opened.push({
    close: () => {
      if (isOver) return undefined;
      child.kill('SIGKILL');
      for (const { pid } of marked(marker)) process.kill(pid, 'SIGKILL');
      return shown();
    },
  });
  const watchers = new Set<() => void>();
  const wake = (): void => watchers.forEach((look) => look());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    received += text;
    wake();
  });
  const ended = new Promise<Awaited<Terminal['ended']>>((resolve) => {
    child.once('close', (exitCode) => {
      isOver = true;
      wake();
      resolve({ exitCode, leftovers: marked(marker).map((each) => each.command) });
    });
  });
  const see = (pattern: RegExp): Promise<RegExpMatchArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(shown());
        if (!found && !isOver) return;
        watchers.delete(look);
        if (found) resolve(found);
        else reject(new Error(`It ended without ${String(pattern)}:\n${shown()}`));
      };
      watchers.add(look);
      look();
    });
  const [, pid, device = ''] = await see(/(\d+) (\/dev\/pts\/\d+)/);
  return {
    device,
    shown,
    see,
    type: (keys) => void child.stdin.write(keys),
    resize: (width, height) =>
      void execFileSync('stty', ['-F', device, 'cols', String(width), 'rows', String(height)]),
    signal: (signal) => void process.kill(Number(pid), signal),
    ended,
  };
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Processes with a variable in their environment, found whatever group they have gone to. */
function marked(marker: string): readonly { readonly pid: number; readonly command: string }[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(name, 'environ').split('\0').includes(marker))
    .map((pid) => ({ pid: Number(pid), command: read(pid, 'cmdline').split('\0').join(' ').trim() }))
    .filter(({ command }) => command !== '');
}
