/** A workflow, and the line of its first problem: none where GitHub would run it. */
export type Sample = { readonly name: string; readonly text: string; readonly problem?: number };

const sound = (name: string, text: string): Sample => ({ name, text });
const refused = (name: string, problem: number, text: string): Sample => ({ name, text, problem });

/** Jobs, for what stands above them. */
const jobs = 'jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: true\n';
/** One job, with something in it. */
const job = (more: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n${more}`;
const step = (more: string): string => job(`    steps:\n${more}`);

export const samples: readonly Sample[] = [
  sound('one event', `on: push\n${jobs}`),
  sound('a list of events', `on: [push, pull_request]\n${jobs}`),
  sound('a block list of events', `on:\n  - push\n  - pull_request\n${jobs}`),
  sound('a map of events', `on:\n  push:\n    branches: [main]\n    tags: ["v*"]\n  workflow_dispatch:\n${jobs}`),
  sound('on in quotes', `"on": push\n${jobs}`),
  refused('no on', 1, jobs),
  refused('an empty on', 1, `on:\n${jobs}`),
  refused('no jobs', 1, 'on: push\n'),
  refused('empty jobs', 2, 'on: push\njobs:\n'),
  refused('jobs as a list', 2, 'on: push\njobs:\n  - a\n'),
  refused('an empty file', 1, ''),
  refused('only a comment', 1, '# nothing\n'),
  // YAML
  refused('a tab', 2, 'on: push\n\tjobs: x\n'),
  refused('a value with a colon', 6, step('      - run: echo a: b\n')),
  refused('a quote left open', 6, step('      - run: "echo\n')),
  refused('a bracket left open', 2, `on: [push\n${jobs}`),
  refused('a key twice', 2, `on: push\non: pull_request\n${jobs}`),
  refused('a job twice', 6, job('    steps: [{run: x}]\n  a:\n    runs-on: x\n    steps: [{run: x}]\n')),
  sound('an anchor and its alias', job('    env: &e\n      A: b\n    steps:\n      - run: x\n        env: *e\n')),
  refused('an alias of nothing', 5, job('    env: *e\n    steps:\n      - run: x\n')),
  refused('a merge key', 9, job('    env: &e\n      A: b\n    steps:\n      - env:\n          <<: *e\n        run: x\n')),
  // Jobs
  refused('a job with nothing', 3, 'on: push\njobs:\n  a:\n'),
  refused('a job without runs-on', 3, 'on: push\njobs:\n  a:\n    steps:\n      - run: x\n'),
  refused('a job without steps', 3, job('')),
  refused('a job with a strange name', 3, 'on: push\njobs:\n  1a:\n    runs-on: x\n    steps:\n      - run: x\n'),
  sound('a reusable workflow', 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n    with:\n      a: 1\n    secrets: inherit\n'),
  refused('a reusable workflow and steps', 5, 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n    steps:\n      - run: x\n'),
  refused('a reusable workflow without a ref', 3, 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml\n'),
  sound('needs', 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n'),
  refused('needs of no job', 3, job('    needs: [b]\n    steps:\n      - run: x\n')),
  refused('jobs that need each other', 2, 'on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n'),
  // Steps
  refused('steps that are no list', 5, job('    steps:\n      run: x\n')),
  refused('no step', 5, job('    steps: []\n')),
  refused('a step with neither', 6, step('      - name: x\n')),
  refused('a step with both', 6, step('      - run: x\n        uses: actions/checkout@v4\n')),
  refused('a step that is a text', 6, step('      - x\n')),
  refused('uses without a ref', 6, step('      - uses: actions/checkout\n')),
  sound('uses of all kinds', step('      - uses: actions/checkout@v4\n      - uses: docker://alpine:3\n      - uses: ./here\n      - uses: o/r/sub/folder@main\n')),
  refused('an id twice', 8, step('      - id: x\n        run: x\n      - id: x\n        run: y\n')),
  // Permissions, env
  sound('read-all', `on: push\npermissions: read-all\n${jobs}`),
  sound('none', `on: push\npermissions: {}\n${jobs}`),
  sound('scopes', `on: push\npermissions:\n  contents: read\n  id-token: write\n  packages: none\n${jobs}`),
  refused('permissions of another word', 2, `on: push\npermissions: read\n${jobs}`),
  refused('a scope of another word', 3, `on: push\npermissions:\n  contents: all\n${jobs}`),
  sound('env of all kinds', `on: push\nenv:\n  A: 1\n  B: true\n  C: x\n  D:\n${jobs}`),
  refused('env with a list', 3, `on: push\nenv:\n  A: [1]\n${jobs}`),
  refused('env as a text', 2, `on: push\nenv: A\n${jobs}`),
  sound('env as an expression', job('    env: ${{ fromJSON(vars.E) }}\n    steps:\n      - run: x\n')),
];
