import { hashBlob } from '@agent-spaces/git';
import type { PluginFile, PluginFileFacts } from '@agent-spaces/materializer';

/** What a planned file is once it is written. */
export const pluginFileFacts = ({ path, executable, source }: PluginFile): PluginFileFacts => ({
  path,
  kind: executable ? 'executable' : 'file',
  oid: source.kind === 'generated' ? hashBlob(Buffer.from(source.text), 'sha1') : source.oid,
});
