import { appendFileSync } from 'node:fs';
import { withFileLock } from '../lock/with-file-lock';

/**
 * A process of its own for the tests of `withFileLock`: `hang` says so once it holds the lock and keeps it until it is killed;
 * `append` writes two lines into a file, one at a time, and lets go.
 */
const [mode, lock = '', log = ''] = process.argv.slice(2);

void withFileLock(lock, {}, async (held) => {
  if (mode === 'hang') {
    process.stdout.write('held\n');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  appendFileSync(log, `${process.pid}\n`);
  await new Promise((resolve) => setImmediate(resolve));
  held.assertHeld();
  appendFileSync(log, `${process.pid}\n`);
});
