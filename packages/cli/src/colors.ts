import { createColors as createPainters } from 'picocolors';
import { painted, type Line, type Part } from './line';

const NAMES = ['bold', 'dim', 'red', 'green', 'yellow', 'blue', 'cyan'] as const;

export type Colors = Readonly<Record<(typeof NAMES)[number], (part: Part) => Line>>;

export function createColors(enabled: boolean): Colors {
  const painters = createPainters(enabled);
  return Object.fromEntries(
    NAMES.map((name) => [name, (part: Part) => painted(part, painters[name])]),
  ) as Record<(typeof NAMES)[number], (part: Part) => Line>;
}
