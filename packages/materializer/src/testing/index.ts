export { contentOf } from './content-of';
export type { TestFile } from './content-of';
export { goldenDirectory, goldenSpaces } from './golden-spaces';
export type { GoldenSpace } from './golden-spaces';
