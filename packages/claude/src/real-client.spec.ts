/** What buildClaudeArguments promises, asked of the real client: offline, against a scripted model. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClaudeArguments } from './build-claude-arguments';
import { buildClaudeArguments } from './build-claude-arguments';
import { claudeVersion } from './claude-version';
import type { ClaudeBinary } from './find-claude';
import { findClaude } from './find-claude';
import { mergeSettings } from './merge-settings';
import { shellCommand } from './shell-command';

interface Session {
  readonly exitCode: number | null;
  readonly init: {
    readonly model: string;
    readonly permissionMode: string;
    readonly tools: readonly string[];
  } | null;
  readonly requests: readonly { readonly user: readonly string[] }[];
  readonly problems: readonly { readonly kind: string }[];
}
interface ModelRequest {
  readonly path: string;
  readonly body: { readonly tools?: readonly unknown[]; readonly messages?: unknown } | null;
}
interface Tools {
  findMarked(marker: string): readonly { readonly pid: number }[];
  kill(pid: number): void;
  readonly EVENT_FLAGS: readonly string[];
  runClientSession(options: { command: string; args: readonly string[]; cwd?: string }): Promise<Session>;
  startMockModel(options: {
    onRequest: (request: ModelRequest) => void;
  }): Promise<{ url: string; close(): Promise<void> }>;
}

/** The terminal is made with util-linux's script; that of other systems takes other arguments. */
const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script');

const tools = path.resolve(__dirname, '../../../tools');
let claude: ClaudeBinary | undefined;
let harness: Tools;
let root: string;
let bundle: Omit<ClaudeArguments, 'interactive'>;

beforeAll(async () => {
  harness = {
    ...(await import(path.join(tools, 'client-session/run-client-session.mjs'))),
    ...(await import(path.join(tools, 'client-session/processes.mjs'))),
    ...(await import(path.join(tools, 'mock-model/start-mock-model.mjs'))),
  };
  claude = await findClaude({ env: {}, cwd: __dirname }).catch((error: Error) => {
    process.stderr.write(`real-client.spec: skipped: ${error.message}\n`);
    return undefined;
  });
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'real-client-')));
  const plugin = path.join(root, 'plugins/000-my space');
  mkdirSync(path.join(plugin, '.claude-plugin'), { recursive: true });
  mkdirSync(path.join(plugin, 'commands'));
  writeFileSync(
    path.join(plugin, '.claude-plugin/plugin.json'),
    '{"name": "p", "version": "1.0.0", "description": "d"}',
  );
  writeFileSync(path.join(plugin, 'commands/go.md'), '---\ndescription: d\n---\nGO $ARGUMENTS');
  const mcpConfig = path.join(root, 'mcp.json');
  writeFileSync(mcpConfig, '{"mcpServers": {}}');
  // --mcp-config comes last of all flags here, the worst place for a prompt that is not fenced off.
  const args = ['--add-dir', root, '--mcp-config', mcpConfig];
  bundle = {
    pluginDirectories: [plugin],
    mcpConfig,
    settings: '{}',
    inherit: new Set(),
    args: [],
    extraArgs: args,
  };
});
afterAll(() => rmSync(root, { recursive: true, maxRetries: 3 }));

/** As `it`, doing nothing where this platform has no client; beforeAll has said why. */
const withClient = (name: string, test: (binary: ClaudeBinary) => Promise<void>) =>
  it(name, async () => claude && test(claude), 60_000);

const print = (binary: ClaudeBinary, spec: Partial<ClaudeArguments>) =>
  harness.runClientSession({
    command: binary.path,
    args: buildClaudeArguments({ ...bundle, interactive: false, args: harness.EVENT_FLAGS, ...spec }),
  });

describe('the real client', () => {
  withClient('says its version', async (binary) => {
    await expect(claudeVersion(binary)).resolves.toMatch(/^2\./);
  });

  for (const prompt of [
    '-x',
    '--version',
    '--',
    '- a list',
    'line\n--two',
    'mcp',
    '@file',
    "it's $HOME `x`",
  ]) {
    withClient(`takes ${JSON.stringify(prompt)} for a prompt when it prints`, async (binary) => {
      const session = await print(binary, { prompt });
      expect(session.problems).toEqual([]);
      expect(session.requests.map(({ user }) => user)).toEqual([[prompt]]);
    });
  }

  withClient('runs a command of a plugin with its arguments', async (binary) => {
    const { requests, problems } = await print(binary, { prompt: '/p:go  -a  b' });
    expect(problems).toEqual([]);
    expect(requests[0]?.user.at(-1)).toBe('GO -a  b');
  });

  withClient('obeys merged settings', async (binary) => {
    const composed = { model: 'haiku', permissions: { deny: ['WebFetch'] } };
    const merged = mergeSettings(composed, {
      model: 'sonnet',
      permissions: { deny: ['WebSearch'], defaultMode: 'plan' },
    });
    const { init } = await print(binary, { settings: JSON.stringify(merged), prompt: 'hi' });
    expect(init?.model).toContain('sonnet');
    expect(init?.permissionMode).toBe('plan');
    expect(init?.tools).not.toContain('WebFetch');
    expect(init?.tools).not.toContain('WebSearch');
  });

  // "doctor" and "mcp" are subcommands even behind `--`.
  for (const prompt of ['-x', 'mcp', 'two\nlines', '/p:go x']) {
    withClient(`takes ${JSON.stringify(prompt)} for a prompt in a terminal`, async (binary) => {
      if (!hasTerminal)
        return void process.stderr.write('real-client.spec: skipped: no script(1) to make a terminal with\n');
      const said = await firstWordsInTerminal(binary, prompt);
      expect(said).toContain(prompt.startsWith('/') ? 'GO x' : prompt);
    });
  }
});

/** What the model is asked first when the client runs in a terminal of its own. */
async function firstWordsInTerminal(binary: ClaudeBinary, prompt: string): Promise<readonly string[]> {
  const home = mkdtempSync(path.join(root, 'home-'));
  const key = 'dummy-not-a-key';
  // A person who has been here before: no questions about theme, key or trust stand before the prompt.
  writeFileSync(
    path.join(home, '.claude.json'),
    JSON.stringify({
      hasCompletedOnboarding: true,
      customApiKeyResponses: { approved: [key], rejected: [] },
      projects: { [home]: { hasTrustDialogAccepted: true } },
    }),
  );
  let asked: (request: ModelRequest) => void = () => undefined;
  const question = new Promise<ModelRequest>((resolve) => (asked = resolve));
  const model = await harness.startMockModel({
    onRequest: (request) => {
      if (request.path === '/v1/messages' && request.body?.tools?.length) asked(request);
    },
  });
  const command = shellCommand({}, [
    binary.path,
    ...buildClaudeArguments({ ...bundle, prompt, interactive: true }),
  ]);
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: home, TERM: 'xterm', SHELL: '/bin/sh', ANTHROPIC_BASE_URL: model.url },
    ...{ ANTHROPIC_API_KEY: key, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' },
  };
  const terminal = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
    cwd: home,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => terminal.once('close', resolve));
  try {
    const request = await Promise.race([question, ended(terminal)]);
    return texts(request.body?.messages);
  } finally {
    // The client alone: script(1) then sees it end, so when it has closed nothing writes into this home any more.
    for (const { pid } of harness.findMarked(`HOME=${home}`)) if (pid !== terminal.pid) harness.kill(pid);
    await closed;
    await model.close();
  }
}

async function ended(terminal: ChildProcess): Promise<never> {
  let screen = '';
  terminal.stdout?.on('data', (text) => (screen += String(text)));
  await new Promise((resolve) => terminal.once('close', resolve));
  throw new Error(`The client ended without asking the model: ${screen.slice(-500)}`);
}

/** Every text of a request's messages, the ends trimmed as a reader would. */
function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'string' && (key === 'text' || key === 'content') ? [member.trim()] : texts(member),
  );
}
