/** A server over standard input and output that needs nothing but Node, with one tool to begin from. */
export const mcpServerText = (name: string): string =>
  `// The MCP server ${name}: JSON-RPC 2.0, one message per line on standard input and output. What it prints anywhere else breaks the
// protocol, so say what there is to say on standard error.
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const project = process.env.CLAUDE_PROJECT_DIR || process.cwd();

// A tool's description is all that the model knows of it before it calls it. What \`run\` throws is told to the model.
const tools = {
  list_project: {
    description: 'The names of the files and directories at the top of the project',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: true },
    run: async () => (await readdir(project)).sort().join('\\n'),
  },
};

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion: typeof protocolVersion === 'string' ? protocolVersion : '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: '${name}', version: '0.1.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: Object.entries(tools).map(([name, { run, ...described }]) => ({ name, ...described })),
  }),
  'tools/call': async ({ name, arguments: input = {} }) => {
    if (!Object.hasOwn(tools, name)) throw fault(-32602, \`Unknown tool: \${name}\`);
    try {
      return { content: [{ type: 'text', text: await tools[name].run(input) }] };
    } catch (error) {
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
  },
};

const fault = (code, message) => Object.assign(new Error(message), { code });

async function answer(line) {
  let id = null;
  try {
    const message = JSON.parse(line);
    // Without an id it is a notification, which nobody waits for an answer to.
    if (message?.id === undefined) return undefined;
    id = message.id;
    if (!Object.hasOwn(methods, message.method)) throw fault(-32601, \`Unknown method: \${message.method}\`);
    return { jsonrpc: '2.0', id, result: await methods[message.method](message.params ?? {}) };
  } catch (error) {
    const code = error instanceof SyntaxError ? -32700 : Number.isInteger(error.code) ? error.code : -32603;
    return { jsonrpc: '2.0', id, error: { code, message: error.message } };
  }
}

// The client closing its end is how a session ends.
process.stdout.on('error', () => process.exit(0));

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === '') continue;
  const reply = await answer(line);
  if (reply) process.stdout.write(\`\${JSON.stringify(reply)}\\n\`);
}
`;
