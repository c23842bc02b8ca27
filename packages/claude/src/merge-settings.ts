/** A Claude Code settings file. */
export type ClaudeSettings = Readonly<Record<string, unknown>>;

/**
 * `override` over `base`, by the rule the client itself follows between its settings files: objects merge, lists join without
 * duplicates, anything else replaces. The client takes only the last of two `--settings`, so they must be one before they reach it.
 */
export function mergeSettings(base: ClaudeSettings, override: ClaudeSettings): ClaudeSettings {
  const members = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(override)) {
    members.set(key, REPLACED.has(key) ? value : mergeValue(members.get(key), value));
  }
  // fromEntries defines members, where assignment would let a `__proto__` key set the prototype.
  return Object.fromEntries(members);
}

/** Lists whose order is their meaning. */
const REPLACED = new Set(['fallbackModel']);

function mergeValue(base: unknown, override: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(override)) return joinLists(base, override);
  if (isSettings(base) && isSettings(override)) return mergeSettings(base, override);
  return override;
}

const joinLists = (base: readonly unknown[], added: readonly unknown[]): unknown[] => [
  ...new Map([...base, ...added].map((item) => [JSON.stringify(item), item])).values(),
];

export const isSettings = (value: unknown): value is ClaudeSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
