import type { HookScript } from './hooks';
import { hasParentSegment, pathWithin } from './space-path';

/** What the client replaces by the plugin's own directory. */
export const PLUGIN_ROOT = '${CLAUDE_PLUGIN_ROOT}';

// Hooks also find the directory in their environment, so shells see the name without braces too.
const MENTION = /\$(?:\{CLAUDE_PLUGIN_ROOT\}|CLAUDE_PLUGIN_ROOT\b)/;
// However a program gets at the variable, and whatever quotes and escapes are around it.
const REACHED = /CLAUDE_PLUGIN_ROOT\b(?:\}?[\\"']*\/+([^\\\s"'`;:,|&<>()[\]{}*]+))?/g;

/**
 * The top-level names of the space that a text expects beside it: `…ROOT}/server/index.js` expects `server`. Undefined among them
 * stands for the directory itself, and for what the text alone does not tell.
 */
export const entriesNamedIn = (text: string): (string | undefined)[] =>
  [...text.matchAll(REACHED)].map(([, path]) =>
    path === undefined || hasParentSegment(path) ? undefined : path.split('/', 1)[0],
  );

/**
 * The scripts of its own space that a shell command starts or names: words below the plugin root, and words that climb with `../`,
 * which the client would look for outside the plugin.
 */
export function scriptsNamedIn(command: string, isFile: (path: string) => boolean): readonly HookScript[] {
  return shellWords(command).flatMap(({ text, startsCommand }) => {
    const script = scriptOf(text, startsCommand);
    // A quoted word may itself be a command: bash -c "…".
    if (/\s/.test(text) && !(script?.path !== undefined && isFile(script.path)))
      return scriptsNamedIn(text, isFile);
    return script ?? [];
  });
}

function scriptOf(word: string, startsCommand: boolean): HookScript | undefined {
  const mention = MENTION.exec(word);
  if (mention) {
    const below = word.slice(mention.index + mention[0].length);
    if (!below.startsWith('/')) return undefined;
    const path = pathWithin('', below.replace(/^\/+/, ''));
    return { written: word, path, usesParent: hasParentSegment(below), startsCommand };
  }
  // A relative command runs in the user's project, so where it leads cannot be said from the space.
  return /^(?:\.\/)*\.\.\/.*[^/.]/.test(word)
    ? { written: word, path: undefined, usesParent: true, startsCommand }
    : undefined;
}

interface ShellWord {
  readonly text: string;
  /** Whether this is the word a shell looks up as a program. */
  readonly startsCommand: boolean;
}

/** The words of a POSIX shell command with their quotes removed; enough to find paths, not to evaluate anything. */
function shellWords(command: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  const token = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([\s;|&<>()`]+)|([^\s;|&<>()`'"\\]+|['"\\])/gs;
  let text: string | undefined;
  let startsCommand = true;
  const endWord = (): void => {
    if (text === undefined) return;
    words.push({ text, startsCommand });
    // In `A=1 B=2 program` the program is still to come.
    startsCommand &&= /^\w+=/.test(text);
    text = undefined;
  };
  for (const [, single, double, escaped, gap, plain] of command.matchAll(token)) {
    if (gap === undefined) {
      text = (text ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '');
    } else {
      endWord();
      startsCommand ||= /[;|&()`\n]/.test(gap);
    }
  }
  endWord();
  return words;
}

/** `"${CLAUDE_PLUGIN_ROOT}/<path>"` for a shell: quoted, because the directory's name may hold a space. */
export const quotedPluginPath = (path: string): string =>
  `"${PLUGIN_ROOT}/${path.replace(/["\\$`]/g, '\\$&')}"`;
