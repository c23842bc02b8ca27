export interface CommandMention {
  /** Without the slash. */
  readonly command: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

// No path (`/usr/bin`, `./build`, `/build.sh`), no URL, no `/plugin:command`.
const MENTION = /(?<![^\s("'“‘*_[>—])\/([\p{L}\p{N}_-]+)(?![\p{L}\p{N}_/\\:~-]|\.[\p{L}\p{N}])/gu;
const FENCE = /^\s*(`{3,}|~{3,})/;
const CODE_SPAN = /(`+)(.+?)\1(?!`)/g;

/**
 * The first mention of each known command in a Markdown text without its plugin. In code, `cd /build` is about a directory: there a
 * command counts only where it comes first.
 */
export function unqualifiedCommands(
  markdown: string,
  known: { has(command: string): boolean },
): readonly CommandMention[] {
  const mentions = new Map<string, CommandMention>();
  const note = (text: string, line: number, offset: number): void => {
    for (const { 1: command = '', index } of text.matchAll(MENTION)) {
      if (known.has(command) && !mentions.has(command)) {
        mentions.set(command, { command, line: line + 1, column: offset + index + 1 });
      }
    }
  };

  let fence: string | undefined;
  for (const [line, text] of markdown.split(/\r\n|\n|\r/).entries()) {
    const marker = FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      if (marker?.startsWith(fence)) fence = undefined;
      else note(firstWord(text), line, 0);
    } else if (marker !== undefined) {
      fence = marker;
    } else {
      // Blanked, not cut, so that columns stay true.
      note(
        text.replace(CODE_SPAN, (span) => ' '.repeat(span.length)),
        line,
        0,
      );
      for (const { 1: ticks = '', 2: code = '', index } of text.matchAll(CODE_SPAN)) {
        note(firstWord(code), line, index + ticks.length);
      }
    }
  }
  return [...mentions.values()];
}

/** The text up to the end of its first word, a prompt sign not counted. */
const firstWord = (code: string): string => /^\s*(?:[>$]\s+)?\S*/.exec(code)?.[0] ?? '';
