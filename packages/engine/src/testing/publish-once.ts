import { isAspError } from '@agent-spaces/core';
import type { PublishOptions } from '../publish-request';
import { existingRegistry, isolateGit } from './publishing-registry';

/** A process of its own for the tests of `publish`: the registry and the options as JSON; it prints the result, or the error. */
isolateGit();
const [directory = '', options = ''] = process.argv.slice(2);

existingRegistry(directory)
  .publish(JSON.parse(options) as PublishOptions)
  .then(
    (result) => process.stdout.write(JSON.stringify(result)),
    (error: unknown) => {
      const { code, message } = isAspError(error) ? error : { code: 'FAULT', message: String(error) };
      process.stdout.write(JSON.stringify({ code, message }));
      process.exitCode = 1;
    },
  );
