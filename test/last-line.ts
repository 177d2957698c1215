import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with `N passed, N failed, N skipped`, the line that a CI system reads. */
export default class LastLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const count = (state: string) => states.filter((each) => each === state).length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    // After the other reporters have had their say.
    process.once('exit', () => process.stdout.write(`${count('passed')} passed, ${count('failed') + broken} failed${skipped}\n`));
  }
}
