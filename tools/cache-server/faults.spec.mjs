import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { constants, gunzipSync } from 'node:zlib';
import { breakMiddle, firstHalf } from './faults.mjs';
import { forgeArtifact } from './forge-artifact.mjs';

/** What a reader gets that reads as far as it can. @param {Buffer} artifact */
const readable = (artifact) => gunzipSync(artifact, { finishFlush: constants.Z_SYNC_FLUSH });

test('breaks an artifact half-way, whatever is in it', () => {
  for (let size = 0; size < 3000; size += 97) {
    const artifact = forgeArtifact({ file: randomBytes(size), text: 'again and '.repeat(size) });
    assert.throws(() => readable(breakMiddle(artifact)), { code: 'Z_DATA_ERROR' });
    const [broken, whole] = [breakMiddle(artifact).subarray(0, -64), readable(artifact)];
    assert.deepEqual(readable(broken), whole.subarray(0, whole.length / 2));
  }
});

test('cuts an artifact in half', () => {
  const artifact = forgeArtifact({ file: randomBytes(1000) });
  assert.deepEqual(firstHalf(artifact), artifact.subarray(0, Math.floor(artifact.length / 2)));
  assert.throws(() => gunzipSync(firstHalf(artifact)), { code: 'Z_BUF_ERROR' });
});
