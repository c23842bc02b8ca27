/** The name of a project as Nx writes it into a tag: with what git allows there. */
export const nameInTag = (project: string): string =>
  project
    .replaceAll(':', '/')
    .replace(/[\p{Cc} ~^?*[\\]/gu, '-')
    .replace(/\/+/g, '/')
    .replace(/\.{2,}/g, '.')
    .replace(/^\/|\/$/g, '');
