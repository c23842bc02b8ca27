const { TestEnvironment } = require('jest-environment-node');

/** Node's environment, for tests that mean the same wherever they run. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // What asp itself goes by is what a test says, not what its machine does: CI runs with `CI`, developers mostly without.
    const { env } = this.global.process;
    for (const name of Object.keys(env)) if (name === 'CI' || name.startsWith('ASP_')) delete env[name];
  }

  /** A test's own `afterEach` can know that the test has failed: `globalThis.hasTestFailed`. */
  handleTestEvent({ name }) {
    if (name === 'test_start') this.global.hasTestFailed = false;
    if (name === 'test_fn_failure' || name === 'hook_failure') this.global.hasTestFailed = true;
  }
};
