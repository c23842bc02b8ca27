export * from './asp-home';
export * from './blobs';
export { isErrno } from './errno';
export * from './plugin-cache';
export * from './snapshots';
export { createStaging, keptBundles, removeTree, sweepStaging } from './staging';
export { makeDirectories, matchesOid, type StoredFile } from './stored-tree';
