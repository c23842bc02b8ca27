import type { LockFile, ProjectManifest, SpaceManifest } from '@agent-spaces/core';

/** A reference to a space, as far as the graph needs it. */
export interface ReferencedSpace {
  readonly id: string;
  /** Whether it means the working copy. */
  readonly dev: boolean;
}

/** Of `space.toml`. */
export interface SpaceFacts {
  readonly id: string;
  readonly description?: string;
  readonly deps: readonly ReferencedSpace[];
}

export interface RunTargetFacts {
  readonly name: string;
  readonly description?: string;
  readonly compose: readonly ReferencedSpace[];
}

/** Of `asp-targets.toml`; in file order. */
export type TargetsFacts = readonly RunTargetFacts[];

/** Of `asp-lock.json`: what each Run Target loads, by its name. */
export type LockFacts = Readonly<Record<string, readonly ReferencedSpace[]>>;

/** What the graph takes from a file, by kind of file. Plain data: it is kept as JSON. */
export interface FactsByKind {
  readonly space: SpaceFacts;
  readonly targets: TargetsFacts;
  readonly lock: LockFacts;
}

export const spaceFacts = ({ id, description, deps }: SpaceManifest): SpaceFacts => ({
  id,
  ...(description === undefined ? {} : { description }),
  deps: (deps?.spaces ?? []).map(referencedSpace),
});

export const targetsFacts = ({ targets }: ProjectManifest): TargetsFacts =>
  [...targets].map(([name, { description, compose }]) => ({
    name,
    ...(description === undefined ? {} : { description }),
    compose: compose.map(referencedSpace),
  }));

export const lockFacts = ({ targets }: LockFile): LockFacts =>
  Object.fromEntries(
    [...targets].map(([name, { loadOrder }]) => [name, loadOrder.map((key) => splitAtSign(key))]),
  );

/**
 * The schemas have checked the form. Whether the selector means anything is for those who resolve it to say: a graph needs the id,
 * and must not break over a pin.
 */
const referencedSpace = (reference: string): ReferencedSpace => splitAtSign(reference.slice('space:'.length));

/** `id@selector` of a reference, or `id@commit` of a space key; a bare id means `@dev` (seed 003 §5.2). */
function splitAtSign(text: string): ReferencedSpace {
  const at = text.indexOf('@');
  return at < 0 ? { id: text, dev: true } : { id: text.slice(0, at), dev: text.slice(at + 1) === 'dev' };
}
