/** Whether the table says what the client says: the client writes the schema of its settings into its skill `update-config`. */
import path from 'node:path';
import { findClaude } from './find-claude';
import type { ClaudeBinary } from './find-claude';
import { KNOWN_SETTINGS } from './known-settings';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
}
interface Session {
  readonly init: { readonly tools: readonly string[] } | null;
  readonly requests: readonly { readonly user: readonly string[] }[];
}
type RunClient = (options: { command: string; args: readonly string[] }) => Promise<Session>;

/** Of these the client passes over a wrong value alone. All else in the schema is what the table is about. */
const PASSED_OVER = new Set([
  ...['/allowedMcpServers', '/deniedMcpServers', '/autoCompactWindow', '/editorMode', '/effortLevel'],
  ...['/footerLinksRegexes', '/forceLoginGatewayUrl', '/forceLoginMethod', '/preferredNotifChannel'],
  ...['/strictPluginOnlyCustomization', '/teammateMode', '/theme', '/ultracode', '/viewMode', '/env/*'],
  ...['/sandbox/bwrapPath', '/sandbox/socatPath', '/statusLine/refreshInterval', '/worktree/bgIsolation'],
]);

let claude: ClaudeBinary | undefined;
let session: (settings: object, prompt: string) => Promise<Session>;

beforeAll(async () => {
  claude = await findClaude({ env: {}, cwd: __dirname }).catch((error: Error) => {
    process.stderr.write(`known-settings.spec: skipped: ${error.message}\n`);
    return undefined;
  });
  const module = path.resolve(__dirname, '../../../tools/client-session/run-client-session.mjs');
  const { runClientSession, EVENT_FLAGS }: { runClientSession: RunClient; EVENT_FLAGS: readonly string[] } =
    await import(module);
  session = (settings, prompt) =>
    runClientSession({
      command: claude?.path ?? '',
      args: ['--setting-sources', '', '--settings', JSON.stringify(settings), ...EVENT_FLAGS, '-p', prompt],
    });
});

/** As `it`, doing nothing where this platform has no client; beforeAll has said why. */
const withClient = (name: string, test: () => Promise<void>) =>
  it(name, async () => claude && test(), 60_000);

describe('the settings asp knows', () => {
  withClient('are those of the client, and so are their kinds', async () => {
    const { requests } = await session({}, '/update-config');
    const schema = schemaIn(requests.flatMap(({ user }) => user).join('\n'));
    expect(KNOWN_SETTINGS(complete(schema), [])).toEqual([]);
    const missed = wrongOnes(schema, '', (value) => value).filter(
      ({ document }) => KNOWN_SETTINGS(document, []).length === 0,
    );
    expect(missed).toEqual([]);
  });

  withClient('void denials where they are wrong, and only there', async () => {
    const denials = { permissions: { deny: ['WebFetch'] } };
    const passed = {
      noSuchSetting: 1,
      effortLevel: 'none',
      env: { A: 1 },
      permissions: { no: 1, ...denials.permissions },
    };
    const wrong = { ...denials, cleanupPeriodDays: 0 };
    expect(KNOWN_SETTINGS(passed, [])).toEqual([]);
    expect((await session(passed, 'hi')).init?.tools).not.toContain('WebFetch');
    expect(KNOWN_SETTINGS(wrong, [])).toHaveLength(1);
    expect((await session(wrong, 'hi')).init?.tools).toContain('WebFetch');
  });
});

function schemaIn(skill: string): Schema {
  const blocks = [...skill.matchAll(/```json\n(.*?)\n```/gs)].map(([, block = '']) => block);
  const schema = blocks.find((block) => block.includes('json-schema.org'));
  if (schema === undefined) throw new Error('The client no longer writes the schema of its settings there');
  return JSON.parse(schema) as Schema;
}

/** A right value that has every member. */
function complete({ properties, additionalProperties, propertyNames, ...schema }: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return complete(schema.anyOf[0]);
  switch (schema.type) {
    case 'boolean':
      return true;
    case 'number':
    case 'integer':
      return Math.max(schema.minimum ?? 1, 1);
    case 'array':
      return schema.items ? [complete(schema.items)] : [];
    case 'object': {
      const name = String(propertyNames ? complete(propertyNames) : 'any');
      const members = properties ?? (additionalProperties ? { [name]: additionalProperties } : {});
      return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, complete(member)]));
    }
    default:
      return ['https://a.example', './a', '9:30', 'a', 'a'.repeat(40)].find(
        (text) => new RegExp(schema.pattern ?? '').test(text) && (!schema.format || URL.canParse(text)),
      );
  }
}

interface WrongOne {
  readonly place: string;
  readonly document: unknown;
}

/** Documents with one wrong value each. Every table takes the name `Stop`, also that of the hooks. */
function wrongOnes(schema: Schema, place: string, wrap: (value: unknown) => unknown): readonly WrongOne[] {
  if (PASSED_OVER.has(place)) return [];
  const { type, properties = {}, required = [], items, additionalProperties } = schema;
  const forms = (schema.anyOf ?? []).filter((form) => form.type === 'object');
  const below = (member: Schema, name: string, put: (value: unknown) => unknown) =>
    wrongOnes(member, `${place}/${name}`, (value) => wrap(put(value)));
  const wrong = [null, ...(schema.enum || schema.pattern || schema.format ? ['no such'] : [])];
  const others = (): object => complete(schema) as object;
  return [
    ...(type === undefined && !schema.anyOf ? [] : wrong.map((value) => ({ place, document: wrap(value) }))),
    ...forms.flatMap((form) => wrongOnes(form, place, wrap)),
    ...Object.entries(properties).flatMap(([name, member]) =>
      below(member, name, (value) => ({ ...others(), [name]: value })),
    ),
    ...required.map((name) => ({ place, document: wrap({ ...others(), [name]: undefined }) })),
    ...(type === 'array' && items ? below(items, '*', (value) => [value]) : []),
    ...(type === 'object' && additionalProperties
      ? below(additionalProperties, '*', (value) => ({ Stop: value }))
      : []),
  ];
}
