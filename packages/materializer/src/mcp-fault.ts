import { isRecord, isReservedMcpServerName, type UnknownRecord } from '@agent-spaces/core';
import { isStringArray } from './json';

/** Why the client would leave a server out. */
export interface McpFault {
  /** The member at fault, below the server; none where it is the server itself. */
  readonly path: readonly string[];
  /** Goes on from `MCP server "x"`. */
  readonly why: string;
  readonly hint?: string;
}

/**
 * What is wrong with a server of `--mcp-config`. The client starts without a faulty one and says nothing, so it has to be said here.
 * Measured with 2.1.197; what it does not look at, as a key it does not know, is no fault.
 */
export function mcpFaultOf(name: string, config: UnknownRecord): McpFault | undefined {
  if (isReservedMcpServerName(name)) {
    return { path: [], why: 'has a name the client keeps for itself', hint: 'Give the server another name.' };
  }
  const { type, command, url } = config;
  if (type === undefined && command === undefined) {
    return url === undefined
      ? { path: [], why: 'has neither a "command" nor a "url"' }
      : {
          path: [],
          why: 'has a "url" but no "type"',
          hint: 'Add "type": "http", or "sse" or "ws" for those.',
        };
  }
  const members = TRANSPORTS.get(type === undefined ? 'stdio' : type);
  if (!members) {
    const known = [...TRANSPORTS.keys()].map((name) => `"${name}"`).join(', ');
    return { path: ['type'], why: `has a "type" that is none of ${known}` };
  }
  const fault = faultIn(config, members);
  if (fault || !members['oauth'] || !isRecord(config['oauth'])) return fault;
  const below = faultIn(config['oauth'], OAUTH);
  return below && { ...below, path: ['oauth', ...below.path] };
}

function faultIn(table: UnknownRecord, members: Members): McpFault | undefined {
  for (const [name, { isRight, kind, required }] of Object.entries(members)) {
    const value = table[name];
    if (value === undefined && !required) continue;
    if (value === undefined) return { path: [], why: `has no "${name}"` };
    if (!isRight(value)) return { path: [name], why: `has a "${name}" that is not ${kind}` };
  }
  return undefined;
}

interface Member {
  readonly isRight: (value: unknown) => boolean;
  /** Goes on from `has a "timeout" that is not`. */
  readonly kind: string;
  readonly required?: true;
}
type Members = Readonly<Record<string, Member>>;

const isString = (value: unknown): boolean => typeof value === 'string';
const isText = (value: unknown): boolean => isString(value) && value !== '';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
// With a key "constructor" of its own it is no object to the client.
const isTextTable = (value: unknown): boolean =>
  isRecord(value) && !Object.hasOwn(value, 'constructor') && isStringArray(Object.values(value));

const TEXT_TABLE = 'an object of strings without "constructor"';
const ANY: Members = {
  timeout: { isRight: isCount, kind: 'a whole number of milliseconds above 0' },
  alwaysLoad: { isRight: isBoolean, kind: 'true or false' },
};
const LOCAL: Members = {
  command: { isRight: isText, kind: 'the name of a program', required: true },
  args: { isRight: isStringArray, kind: 'a list of strings' },
  env: { isRight: isTextTable, kind: TEXT_TABLE },
  ...ANY,
};
const REMOTE: Members = {
  url: { isRight: isString, kind: 'a string', required: true },
  headers: { isRight: isTextTable, kind: TEXT_TABLE },
  headersHelper: { isRight: isString, kind: 'a string' },
  ...ANY,
};
const POLICIES: ReadonlySet<unknown> = new Set([undefined, 'always_allow', 'always_ask', 'always_deny']);
const AUTHORIZED: Members = {
  ...REMOTE,
  oauth: { isRight: isRecord, kind: 'an object' },
  tools: {
    isRight: (value) =>
      Array.isArray(value) &&
      value.every(
        (tool) => isRecord(tool) && isString(tool['name']) && POLICIES.has(tool['permission_policy']),
      ),
    kind: 'a list of {"name": "…"}',
  },
};
const OAUTH: Members = {
  clientId: { isRight: isString, kind: 'a string' },
  scopes: { isRight: isText, kind: 'a string of scopes' },
  callbackPort: { isRight: isCount, kind: 'a port' },
  authServerMetadataUrl: {
    isRight: (value) => isString(value) && URL.canParse(String(value)) && /^https:/i.test(String(value)),
    kind: 'an https:// address',
  },
  xaa: { isRight: isBoolean, kind: 'true or false' },
};

const TRANSPORTS: ReadonlyMap<unknown, Members> = new Map([
  ['stdio', LOCAL],
  ['http', AUTHORIZED],
  ['sse', AUTHORIZED],
  ['streamable-http', AUTHORIZED],
  ['ws', REMOTE],
]);
