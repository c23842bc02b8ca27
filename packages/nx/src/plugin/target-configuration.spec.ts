import { MATERIALIZER_VERSION } from '@agent-spaces/engine';
import { MATERIALIZER } from './target-configuration';

it('keys caches by the version that the store writes', () => {
  expect(MATERIALIZER).toBe(MATERIALIZER_VERSION);
});
