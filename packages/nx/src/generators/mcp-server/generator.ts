import { ConfigError, printable } from '@agent-spaces/core';
import { addMcpServer, type LocalServer, type RemoteServer } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { asList } from '../as-list';
import { chosenSpace } from '../chosen-space';
import { wordsOf } from '../../words';
import { withShownErrors } from '../with-shown-errors';
import type { McpServerGeneratorSchema } from './schema';

/** An MCP server of a space; what it may be is scaffold's. */
export default function mcpServerGenerator(
  workspace: Tree,
  options: McpServerGeneratorSchema,
): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const given = answered(options);
    const server = await serverOf(given);
    const { name } = addMcpServer(tree, {
      name: given.name,
      ...(await chosenSpace(tree, given)),
      ...(server === undefined ? {} : { server }),
    });
    tell(`The client calls the tools of the server mcp__${name}__<tool>.`);
  });
}

/** @throws ConfigError for options that do not belong together */
async function serverOf({
  command,
  url,
  transport,
  env,
  header,
}: McpServerGeneratorSchema): Promise<LocalServer | RemoteServer | undefined> {
  if (command !== undefined && url !== undefined)
    throw new ConfigError('A server is started by a command or reached at a url, not both.', {
      hint: 'Give --command or --url.',
    });
  if (url === undefined && (transport !== undefined || header !== undefined))
    throw new ConfigError('Only a server at a url has a transport and headers.', { hint: 'Give --url.' });
  if (command === undefined && env !== undefined)
    throw new ConfigError('Only a server that is started by a command has variables.', {
      hint: 'Give --command.',
    });
  if (command !== undefined) {
    const [program = '', ...args] = await wordsOf(command, '--command');
    return {
      type: 'stdio',
      command: program,
      args,
      ...(env === undefined ? {} : { env: pairs(env, '=', 'A variable reads NAME=value.') }),
    };
  }
  if (url === undefined) return undefined;
  return {
    type: transport ?? 'http',
    url,
    ...(header === undefined ? {} : { headers: pairs(header, ':', 'A header reads Name: value.') }),
  };
}

function pairs(
  texts: string | readonly string[],
  separator: string,
  hint: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    asList(texts).map((text) => {
      const end = text.indexOf(separator);
      const name = text.slice(0, end).trim();
      if (end < 0 || name === '')
        throw new ConfigError(`"${printable(text)}" has no name in front of a "${separator}".`, { hint });
      return [name, text.slice(end + 1).trim()];
    }),
  );
}
