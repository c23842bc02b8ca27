// @ts-check
/**
 * @typedef {{ target: string, line: number }} Link
 */

/**
 * The links of a Markdown text, inline and by definition, outside of code.
 *
 * @param {string} text
 * @returns {Link[]}
 */
export function linksOf(text) {
  return proseLines(text).flatMap(({ content, line }) => {
    const inline = [...content.matchAll(/\]\(\s*<?([^()\s<>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
    const defined = [...content.matchAll(/^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/g)];
    return [...inline, ...defined].map(([, target = '']) => ({ target, line }));
  });
}

/**
 * The anchors of the headings of a text, as the forges make them.
 *
 * @param {string} text
 * @returns {ReadonlySet<string>}
 */
export function anchorsOf(text) {
  const seen = new Map();
  const anchors = headingsOf(text).map((heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
  return new Set(anchors);
}

/** @param {string} text */
const headingsOf = (text) =>
  linesOutsideFences(text).flatMap(({ content }) => {
    const [, heading] = /^#{1,6}\s+(.+?)\s*#*$/.exec(content) ?? [];
    return heading === undefined ? [] : [heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')];
  });

/** @param {string} text */
const proseLines = (text) =>
  linesOutsideFences(text).map(({ content, line }) => ({ content: content.replace(/(`+).*?\1/g, ''), line }));

/** @param {string} text */
function linesOutsideFences(text) {
  /** @type {string | undefined} */
  let fence;
  return text.split('\n').flatMap((content, index) => {
    const [, mark] = /^\s*(`{3,}|~{3,})/.exec(content) ?? [];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      return [];
    }
    return fence === undefined ? [{ content, line: index + 1 }] : [];
  });
}
