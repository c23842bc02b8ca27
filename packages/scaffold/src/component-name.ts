import { ConfigError, isSpaceId, printable } from '@agent-spaces/core';

const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/**
 * A name that becomes the name of a file, and a part of how the client calls it: kebab-case, 1–64 characters, nothing Windows keeps for
 * a device.
 *
 * @param kind what is named, for messages: `space`, `skill`, …
 * @throws ConfigError that suggests a name where the text has one in it
 */
export function componentName(kind: string, text: string): string {
  if (isSpaceId(text) && !WINDOWS_DEVICE.test(text)) return text;
  const near = kebabCase(text);
  const isDevice = WINDOWS_DEVICE.test(near);
  throw new ConfigError(
    `"${printable(text)}" cannot be the name of a ${kind}: ` +
      (isDevice ? 'Windows keeps it for a device.' : 'it is not kebab-case of 1 to 64 characters.'),
    {
      hint:
        isDevice || !isSpaceId(near) || near === text
          ? 'Use a–z, 0–9 and single dashes between them, for example code-review.'
          : `Write "${near}".`,
    },
  );
}

/** `codeReview`, `Code Review` → `code-review`; empty where no letter or digit is left. */
export const kebabCase = (text: string): string =>
  text
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1-')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** `code-review` → `code review`, for prose. */
export const wordsOf = (name: string): string => name.replaceAll('-', ' ');

/** `code-review` → `Code review`, for a heading. */
export const titleOf = (name: string): string => wordsOf(name).replace(/^./, (first) => first.toUpperCase());
