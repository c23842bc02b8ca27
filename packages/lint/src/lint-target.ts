import { commandsOf, readHooks, readMcpServers } from '@agent-spaces/materializer';
import type { Finding, LintedSpace, LintWarning, SpaceFacts } from './rule';
import { warningOf } from './rule';
import { SPACE_RULES } from './rules';

/**
 * What is questionable about the spaces of one target, given in load order: sorted by code, then load order, then place. A space that
 * could not be materialized at all (a symlink that leaves it, a broken mcp.json) is not linted: its typed error is thrown.
 */
export async function lintTarget(target: {
  readonly spaces: readonly LintedSpace[];
}): Promise<readonly LintWarning[]> {
  const spaces = await Promise.all(target.spaces.map(readFacts));
  const loadOrder = new Map(spaces.map(({ key }, index) => [key, index]));
  const position = ({ spaces: [first] }: Finding): number =>
    first === undefined ? -1 : (loadOrder.get(first) ?? -1);
  const inOrder = (a: Finding, b: Finding): number => position(a) - position(b) || comparePlaces(a, b);

  const found = await Promise.all(
    SPACE_RULES.map(async (rule) =>
      [...(await rule.check(spaces))].sort(inOrder).map((finding) => warningOf(rule, finding)),
    ),
  );
  return found.flat();
}

async function readFacts(space: LintedSpace): Promise<SpaceFacts> {
  const [hooks, commands, mcpServers] = await Promise.all([
    readHooks(space.content),
    commandsOf(space.content),
    readMcpServers(space.content, space.id),
  ]);
  return { ...space, hooks, commands, mcpServers };
}

function comparePlaces(
  { location: a, message: left }: Finding,
  { location: b, message: right }: Finding,
): number {
  return (
    compare(a?.file ?? '', b?.file ?? '') ||
    (a?.line ?? 0) - (b?.line ?? 0) ||
    (a?.column ?? 0) - (b?.column ?? 0) ||
    compare(left, right)
  );
}

// Not localeCompare: the order must be the same on every machine.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
