import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, program, type RunOptions } from './asp';
import { describeWith, repositoryRoot, scratch } from './places';

/** What the model says: a text, or tool calls. */
export type Turn = string | { readonly text?: string; readonly tools: readonly ToolCall[] };
export interface ToolCall {
  readonly name: string;
  readonly input: object;
}

/** What a session of the real client was, as `tools/client-session` tells it. */
export interface ClientSession {
  readonly exitCode: number | null;
  readonly init: {
    readonly cwd: string;
    readonly model: string;
    readonly permissionMode: string;
    readonly tools: readonly string[];
    readonly slash_commands: readonly string[];
    readonly skills: readonly string[];
    readonly agents: readonly string[];
    readonly plugins: readonly { readonly name: string; readonly path: string }[];
    readonly mcp_servers: readonly { readonly name: string; readonly status: string }[];
    readonly plugin_errors?: readonly object[];
  } | null;
  readonly result: { readonly result?: string; readonly permission_denials?: readonly object[] } | null;
  readonly requests: readonly {
    readonly system: string;
    readonly user: readonly string[];
    readonly reminders: readonly string[];
  }[];
  readonly hookEvents: readonly {
    readonly event: string;
    readonly outcome: string;
    readonly stdout: string;
  }[];
  readonly hookFiles: Readonly<Record<string, string>>;
  readonly toolResults: readonly {
    readonly tool: string;
    readonly isError: boolean;
    readonly text: string;
  }[];
  readonly problems: readonly { readonly kind: string; readonly text: string }[];
  readonly stdout: string;
  readonly stderr: string;
}

export interface SessionOptions extends RunOptions {
  /** A directory whose copy becomes HOME; an empty one unless given. */
  readonly home?: string;
  readonly turns?: readonly Turn[];
}

/** The pinned client; npm installs the one package that fits this machine. */
const claude =
  ['', '-musl']
    .map((libc) =>
      join(
        repositoryRoot,
        `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}${libc}/claude`,
      ),
    )
    .find((file) => existsSync(file)) ?? `a Claude Code for ${process.platform}-${process.arch}`;

/** `describe` where the real client exists; elsewhere a skipped one that says why. */
export const describeWithClient = (name: string, body: () => void): void => describeWith(claude, name, body);

const EVENT_FLAGS = ['--output-format', 'stream-json', '--verbose', '--include-hook-events'].map(
  (flag) => `--extra-args=${flag}`,
);

/** The same for an `asp-run` task. */
export const NX_EVENT_FLAGS = EVENT_FLAGS.map((flag) => flag.replace('--extra-args', '--extraArgs'));

/** The arguments that make `asp run` start the client for one prompt, so that a session can be read. */
export const printing = (...args: readonly string[]): string[] => [
  'run',
  ...args,
  '--no-interactive',
  ...EVENT_FLAGS,
];

/** `asp run` with the real client, to its end, against a scripted model. */
export const aspSession = (args: readonly string[], options: SessionOptions): Promise<ClientSession> =>
  clientSession([process.execPath, CLI, ...printing(...args)], options);

/** Any command line that starts the client. */
export async function clientSession(
  commandLine: readonly string[],
  { cwd, env = {}, home, turns = [] }: SessionOptions,
): Promise<ClientSession> {
  const script = join(scratch(), 'turns.json');
  writeFileSync(script, JSON.stringify(turns));
  const variables = Object.entries({ ASP_CLAUDE_PATH: claude, ...env }).flatMap(([name, value]) =>
    value === undefined ? [] : ['--env', `${name}=${value}`],
  );
  const { stdout, stderr } = await program(
    process.execPath,
    [
      join(repositoryRoot, 'tools/client-session/main.mjs'),
      ...['--cwd', cwd, '--turns', script, ...variables],
      ...(home === undefined ? [] : ['--home', home]),
      ...['--', ...commandLine],
    ],
    { cwd },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ClientSession;
}

/** What the client was told to run, for commands that only print it. */
export const clientEnvironment = { ASP_CLAUDE_PATH: claude };

/** The init event, of a session that must have one. */
export function loadedBy({ init, problems, stderr }: ClientSession): NonNullable<ClientSession['init']> {
  if (!init) throw new Error(`The client did not start: ${JSON.stringify(problems)}\n${stderr}`);
  return init;
}

/** The names a plugin gave, sorted; the client's own have no plugin in front. */
export const qualified = (names: readonly string[]): string[] =>
  names.filter((name) => name.includes(':')).sort();
