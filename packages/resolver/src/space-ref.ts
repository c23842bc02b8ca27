export { parseSelector, parseSpaceRef } from '@agent-spaces/core';
export type { Selector, SpaceRef } from '@agent-spaces/core';
