const BLOCK = /^---\r?\n(.*?)\r?\n---(?:\r?\n|$)/s;
const NAME = /^name:[ \t]*(["']?)([^"'\r\n]+?)\1[ \t]*(?:[ \t]#.*)?$/m;

/** The client prefers this name to the file's. One line of YAML does not need a YAML parser. */
export const frontmatterName = (markdown: string): string | undefined =>
  NAME.exec(BLOCK.exec(markdown)?.[1] ?? '')?.[2];

/** The same document with a name, which must have had none. */
export const withFrontmatterName = (markdown: string, name: string): string =>
  BLOCK.test(markdown)
    ? markdown.replace(/^---/, `---\nname: ${name}`)
    : `---\nname: ${name}\n---\n${markdown}`;
