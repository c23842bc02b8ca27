import type { SpaceKey } from '@agent-spaces/core';
import { groupBy } from './group-by';
import type { PinnedTarget, PinRule } from './rule';

/** Seed 003 §6.2 lets two versions of one space into a target; whoever composes them must know of it. */
export const spaceVersionCollision: PinRule = {
  code: 'W210',
  name: 'space-version-collision',
  severity: 'warning',
  description: 'A target loads more than one version of a space; the agent is given all of them.',
  remedy: 'Let the target and its dependencies agree on one version; the message says who requires which.',

  check(target) {
    const colliding = [...groupBy(target.spaces, ({ space }) => space.id)].filter(
      ([, pins]) => pins.length > 1,
    );
    if (!colliding.length) return [];
    const chainTo = shortestChains(target);
    return colliding.map(([id, pins]) => {
      const versions = pins.map(({ key, space }) => {
        const version = space.resolvedFrom.semver ?? space.plugin.version;
        const requiredBy = requirersOf(key, target);
        return { key, ...(version ? { version } : {}), requiredBy };
      });
      const named = versions.map(({ key, version }) => (version ? `${key} (${version})` : key));
      const told = versions.map(({ key, requiredBy }) => {
        const chains = requiredBy.map((requirer) => chainTo(requirer).join(' → '));
        return `${key} is required by ${listed(chains)}`;
      });
      return {
        message: [`Space version collision: ${named.join(', ')}`, ...told].join('\n'),
        spaces: pins.map(({ key }) => key),
        hint: 'Let the target and its dependencies agree on one version: the agent is given all of them',
        details: { id, versions },
      };
    });
  },
};

/** The target, if it names the space itself, and the spaces that depend on it, in load order. */
function requirersOf(key: SpaceKey, { name, roots, spaces }: PinnedTarget): readonly string[] {
  const dependents = spaces.filter(({ space }) => space.deps.spaces.includes(key));
  return [...(roots.includes(key) ? [name] : []), ...dependents.map((dependent) => dependent.key)];
}

/** The way from the target down to a space, over as few others as can be; for the target itself, its name. */
function shortestChains({ name, roots, spaces }: PinnedTarget): (requirer: string) => readonly string[] {
  const dependencies = new Map(spaces.map(({ key, space }) => [key, space.deps.spaces]));
  const chains = new Map<string, readonly string[]>([[name, [name]]]);
  const queue = roots.map((key) => ({ key, by: [name] as readonly string[] }));
  // Breadth first: the list grows while it is walked.
  for (const { key, by } of queue) {
    if (chains.has(key)) continue;
    const chain = [...by, key];
    chains.set(key, chain);
    queue.push(...(dependencies.get(key) ?? []).map((dependency) => ({ key: dependency, by: chain })));
  }
  return (requirer) => chains.get(requirer) ?? [requirer];
}

const SHOWN_CHAINS = 4;

function listed(chains: readonly string[]): string {
  const rest = chains.length - SHOWN_CHAINS;
  return chains.slice(0, SHOWN_CHAINS).join(', by ') + (rest > 0 ? ` and by ${rest} more` : '');
}
