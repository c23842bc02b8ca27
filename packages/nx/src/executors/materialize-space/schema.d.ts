import type { StationOptions } from '../station';

/** Registry and store are not asked: the options only come along. */
export interface MaterializeSpaceExecutorSchema extends StationOptions {
  /** Where the plugin directory goes, relative to the workspace. */
  readonly output: string;
  /** Only there to be part of the cache key. */
  readonly materializer?: number;
}
