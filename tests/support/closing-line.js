import { writeFileSync } from 'node:fs';

/**
 * Ends Vitest's output with one plain line: `N passed, N failed, N skipped`. When CC_TEST_COUNTS names a file the counts
 * go there instead, as JSON, for tests/run.js, which adds those of PHPUnit.
 */
export default class ClosingLine {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} errors of no test in particular
   */
  onTestRunEnd(modules, errors) {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
      // What broke outside of any test, as in a file that can't be loaded or in beforeAll, would otherwise look skipped.
      for (const group of [module, ...module.children.allSuites()]) counts.failed += group.errors().length;
    }
    const file = process.env.CC_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
    else process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
