const { TestEnvironment } = require('jest-environment-node');

/** Node's environment, in which a test's own `afterEach` can know that the test has failed: `globalThis.hasTestFailed`. */
module.exports = class extends TestEnvironment {
  handleTestEvent({ name }) {
    if (name === 'test_start') this.global.hasTestFailed = false;
    if (name === 'test_fn_failure' || name === 'hook_failure') this.global.hasTestFailed = true;
  }
};
