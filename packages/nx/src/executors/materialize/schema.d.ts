import type { StationOptions } from '../station';

export interface MaterializeExecutorSchema extends StationOptions {
  readonly runTarget: string;
  /** Only there to be part of the cache key. */
  readonly materializer?: number;
}
