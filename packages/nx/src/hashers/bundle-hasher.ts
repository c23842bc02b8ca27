import { runTargetHasher } from './run-target-hasher';

/** Of everything that is composed for a Run Target. */
export default runTargetHasher(({ bundle }) => bundle);
