// The project-facts MCP server: newline-delimited JSON-RPC 2.0 on stdin and stdout, no dependencies.
// It reads package manifests of the project it is started in, and writes nothing.
import { createInterface } from 'node:readline';
import { tools } from './tools.mjs';

const PROTOCOL_VERSIONS = ['2025-06-18', '2025-03-26', '2024-11-05'];
const FAULT = { parse: -32700, request: -32600, method: -32601, params: -32602, internal: -32603 };

const project = process.env.CLAUDE_PROJECT_DIR || process.cwd();

class Fault extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion: PROTOCOL_VERSIONS.includes(protocolVersion) ? protocolVersion : PROTOCOL_VERSIONS[0],
    capabilities: { tools: {} },
    serverInfo: { name: 'project-facts', version: '1.0.1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
      annotations: { readOnlyHint: true },
    })),
  }),
  'tools/call': async ({ name, arguments: input }) => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (!tool) throw new Fault(FAULT.params, `Unknown tool: ${name}`);
    // A tool that fails has still answered: the model can read the reason and try something else.
    try {
      return {
        content: [{ type: 'text', text: JSON.stringify(await tool.answer(project, input ?? {}), null, 2) }],
      };
    } catch (error) {
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
  },
};

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Fault(FAULT.parse, 'The line is not JSON');
  }
}

async function dispatch(message) {
  if (message.jsonrpc !== '2.0' || typeof message.method !== 'string') {
    throw new Fault(FAULT.request, 'Not a JSON-RPC 2.0 request');
  }
  if (!Object.hasOwn(methods, message.method))
    throw new Fault(FAULT.method, `Unknown method: ${message.method}`);
  const params = message.params ?? {};
  if (!isRecord(params)) throw new Fault(FAULT.params, 'params must be an object');
  return methods[message.method](params);
}

/** The reply to one line, or undefined where the protocol wants silence: for notifications and for replies sent to us. */
async function replyTo(line) {
  let id = null;
  try {
    const message = parse(line);
    if (!isRecord(message)) throw new Fault(FAULT.request, 'A message is one JSON object');
    if (!Object.hasOwn(message, 'id')) {
      if (typeof message.method === 'string') return undefined;
    } else if (typeof message.id === 'string' || typeof message.id === 'number') {
      id = message.id;
      if (!Object.hasOwn(message, 'method') && ('result' in message || 'error' in message)) return undefined;
    }
    if (id === null) throw new Fault(FAULT.request, 'A request needs an id that is a string or a number');
    return { jsonrpc: '2.0', id, result: await dispatch(message) };
  } catch (error) {
    const code = error instanceof Fault ? error.code : FAULT.internal;
    return { jsonrpc: '2.0', id, error: { code, message: error.message } };
  }
}

// The client closing its end is the ordinary way to stop; a broken pipe then is no fault.
process.stdout.on('error', () => process.exit(0));

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === '') continue;
  const reply = await replyTo(line);
  if (reply) process.stdout.write(`${JSON.stringify(reply)}\n`);
}
