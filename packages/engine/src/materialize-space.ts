import {
  withFileLock,
  type FileLockOptions,
  type Integrity,
  type SpaceContent,
  type SpaceId,
} from '@agent-spaces/core';
import {
  makeParent,
  planPlugin,
  PLUGIN_RECORD,
  readSpaceSettings,
  writePluginDirectory,
  type PluginDirectoryFile,
  type PluginFile,
} from '@agent-spaces/materializer';
import { computeIntegrity, startsWithShebang } from '@agent-spaces/resolver';
import { MATERIALIZER_VERSION } from '@agent-spaces/store';
import { basename, dirname, join } from 'node:path';
import { pluginFileFacts } from './plugin-file-facts';
import { readSpace } from './read-space';

export interface MaterializeSpaceRequest {
  /** Absolute; holds the `space.toml`. */
  readonly directory: string;
  /** Absolute; becomes the plugin directory. What stands there is replaced only if it is one that asp made, or empty. */
  readonly output: string;
  readonly locking?: FileLockOptions;
}

export interface MaterializedSpace {
  readonly id: SpaceId;
  /** Of the space's files as they lie on disk. */
  readonly integrity: Integrity;
  readonly plugin: { readonly name: string; readonly version?: string };
  readonly output: string;
  /** `false` when it was there already, to the byte. */
  readonly materialized: boolean;
}

/**
 * Makes a plugin directory of a space's working copy, for a build or for `claude --plugin-dir`: no lock, no store, no git. Equal files
 * give equal bytes and modes on every machine. What makes the space unfit for a target is a fault here too.
 * @throws SelectorResolutionError where there is no space; what reading and planning it throw; MaterializationError where something
 * else lies at `output`, or the disk refuses.
 */
export async function materializeSpace({
  directory,
  output,
  locking = {},
}: MaterializeSpaceRequest): Promise<MaterializedSpace> {
  const { manifest, content: onDisk } = await readSpace(
    directory,
    'Name a directory that holds a space.toml.',
  );
  const content = remembering(onDisk);
  const plan = await planPlugin(manifest, content);
  await readSpaceSettings(manifest, content);
  const integrity = computeIntegrity(content.files);
  const files = [...plan.files, recordOf(integrity)].map((file): PluginDirectoryFile => {
    const { source } = file;
    return {
      ...pluginFileFacts(file),
      read: async () => (source.kind === 'generated' ? source.text : content.read(source.from)),
    };
  });
  makeParent(output);
  const materialized = await withFileLock(lockOf(output), locking, () => writePluginDirectory(output, files));
  const { name, version } = plan;
  return {
    id: manifest.id,
    integrity,
    plugin: { name, ...(version === undefined ? {} : { version }) },
    output,
    materialized,
  };
}

const REMEMBERED_BYTES = 64 * 1024;

/** Planning reads most files more than once, and writing reads them all again: small ones are read from disk once. */
function remembering(content: SpaceContent): SpaceContent {
  const known = new Map<string, Buffer>();
  const read = async (path: string): Promise<Buffer> => {
    const data = known.get(path) ?? (await content.read(path));
    if (data.length <= REMEMBERED_BYTES) known.set(path, data);
    return data;
  };
  const kinds = new Map(content.files.map(({ path, kind }) => [path, kind]));
  return {
    files: content.files,
    read,
    hasShebang: async (path) => kinds.get(path) !== 'symlink' && startsWithShebang(await read(path)),
  };
}

function recordOf(integrity: Integrity): PluginFile {
  const record = { plugin: 1, materializer: MATERIALIZER_VERSION, integrity };
  const text = `${JSON.stringify(record, null, 2)}\n`;
  return { path: PLUGIN_RECORD, executable: false, source: { kind: 'generated', text } };
}

/** Beside it, as for a bundle that stands by itself. */
const lockOf = (output: string): string => join(dirname(output), `.${basename(output)}.lock`);
