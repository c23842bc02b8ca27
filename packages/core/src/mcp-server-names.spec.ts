import { isReservedMcpServerName } from './mcp-server-names';

describe('isReservedMcpServerName', () => {
  it.each(['ide', 'claude-in-chrome', 'Claude Preview', 'constructor', '__proto__'])('knows %s', (name) =>
    expect(isReservedMcpServerName(name)).toBe(true),
  );

  it.each(['ides', 'IDE', 'project-facts', ''])('leaves %j to anyone', (name) =>
    expect(isReservedMcpServerName(name)).toBe(false),
  );
});
