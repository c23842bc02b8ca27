import { runTargetHasher } from './run-target-hasher';

/** Of the plugin directories of a Run Target: options for the client are no part of them. */
export default runTargetHasher(({ plugins }) => plugins);
