import { readFileSync } from 'node:fs';

/** A command of a guide, and what the guide says it prints. */
export interface GuideCommand {
  readonly line: number;
  readonly command: string;
  /** `…` stands for any lines, or within a line for any characters. */
  readonly output: readonly string[];
}

/** The commands of a page's `console` blocks, in order. */
export function readCommands(file: string): readonly GuideCommand[] {
  const commands: { line: number; command: string; output: string[] }[] = [];
  let isConsole = false;
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (text.startsWith('```')) isConsole = text === '```console';
    else if (isConsole && text.startsWith('$ '))
      commands.push({ line: index + 1, command: text.slice(2), output: [] });
    else if (isConsole) commands.at(-1)?.output.push(text);
  }
  return commands;
}

/** A shell script that runs the commands one after the other in one shell and says which of them printed what. */
export const scriptOf = (commands: readonly GuideCommand[]): string =>
  commands.map(({ command }) => `{ ${command}\n} 2>&1\nprintf '\\n${END}%s\\n' $?\n`).join('');

/** What each command of `scriptOf` printed, without colours and empty lines, and its exit code. */
export function readScriptOutput(
  printed: string,
): readonly { readonly lines: readonly string[]; readonly exitCode: number }[] {
  const parts = printed.split(new RegExp(`${END}(\\d+)\\n`));
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => ({
    lines: essentialLines((parts[index * 2] ?? '').replace(COLOURS, '').split('\n')),
    exitCode: Number(parts[index * 2 + 1]),
  }));
}

/** Whether lines that were printed are what a guide shows. */
export function isAsShown(printed: readonly string[], shown: readonly string[]): boolean {
  const pattern = essentialLines(shown)
    .map((line) => (line === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(literal).join('.*')}\\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(printed.map((line) => `${line}\n`).join(''));
}

const END = '@@ended@@ ';
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g;

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Nx puts empty lines where it likes, and npm tells of settings of this machine. */
const essentialLines = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.trimEnd()).filter((line) => line !== '' && !/^npm (?:warn|notice)\b/.test(line));
