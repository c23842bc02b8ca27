import { join } from 'node:path';
import { expectDone, program } from './asp';
import { npmEnvironment } from './npm';
import { repositoryRoot, scratch } from './places';

export interface PackedPackage {
  readonly name: string;
  readonly version: string;
  readonly tarball: string;
}

/** Every package of this repository as npm would publish it, from what is built. */
export async function packPackages(): Promise<readonly PackedPackage[]> {
  const args = [
    join(repositoryRoot, 'tools/packages/pack-packages.mjs'),
    '--into',
    join(scratch(), 'packed'),
  ];
  const packed = await program(process.execPath, args, { cwd: scratch(), env: npmEnvironment() });
  expectDone(args, packed);
  return JSON.parse(packed.stdout) as readonly PackedPackage[];
}
