/**
 * Whether the client keeps a name of an MCP server for itself (measured with 2.1.197); it starts without a server called so and says
 * nothing.
 */
export const isReservedMcpServerName = (name: string): boolean =>
  RESERVED.has(name.replace(/[^a-zA-Z0-9_-]/g, '_'));

/** Names of the client's own servers; of one called `ide` it hides the tools. The last three break how it reads the file. */
const RESERVED: ReadonlySet<string> = new Set([
  'Claude_Preview',
  'claude-in-chrome',
  'computer-use',
  'ide',
  'workspace',
  '__proto__',
  'constructor',
  'prototype',
]);
