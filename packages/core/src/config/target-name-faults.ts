import { isTargetName } from '../ids';
import { WRITE_LOCK } from '../lock-remedies';
import { type Fault, showPath } from './fault';

/** Two names that differ in letter case alone name one directory on macOS and Windows. */
export function caseCollisions(names: readonly string[], document: unknown): Fault[] {
  const firstOf = new Map<string, string>();
  const faults: Fault[] = [];
  for (const name of names) {
    const folded = name.toLowerCase();
    const first = firstOf.get(folded);
    if (first === undefined) firstOf.set(folded, name);
    else {
      faults.push({
        path: ['targets', name],
        at: 'key',
        message: `\`${showPath(['targets', name], document)}\` differs from \`${showPath(['targets', first], document)}\` in letter case alone`,
        hint: 'They would share one directory on macOS and Windows; rename one of them.',
      });
    }
  }
  return faults;
}

/** For the lock, whose schema leaves target names open because global runs are named by references. */
export const unsafeNames = (names: readonly string[], document: unknown): Fault[] =>
  names
    .filter((name) => !isTargetName(name))
    .map((name) => ({
      path: ['targets', name],
      at: 'key',
      message: `\`${showPath(['targets', name], document)}\` is not the name of a target`,
      hint: `Restore the lock file, or remove it and ${WRITE_LOCK}.`,
    }));
