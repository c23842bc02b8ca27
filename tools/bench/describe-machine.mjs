import { statfsSync } from 'node:fs';
import { cpus } from 'node:os';
import { git } from '../registry/isolated-git.mjs';

const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x01021994, 'tmpfs'],
  [0x9123683e, 'btrfs'],
  [0x58465342, 'xfs'],
  [0x794c7630, 'overlayfs'],
]);

/** What a figure means nothing without: where it was measured. */
export function describeMachine(directory) {
  const { type } = statfsSync(directory);
  const processors = cpus();
  return {
    node: process.version,
    git: git(directory, ['--version']).replace('git version ', ''),
    platform: `${process.platform} ${process.arch}`,
    cpus: processors.length,
    cpu: processors[0]?.model ?? 'unknown',
    fileSystem: FILE_SYSTEMS.get(type) ?? `0x${type.toString(16)}`,
  };
}
