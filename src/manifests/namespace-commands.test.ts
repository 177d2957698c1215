import { expect, it } from 'vitest';
import { manifests } from '../collect/manifests/section.ts';
import { workflow } from '../collect/workflow/section.ts';
import { namespaceCommands } from './namespace-commands.ts';

const said = (...texts: readonly string[]) =>
  namespaceCommands(
    workflow.schema.parse({ files: [], actions: [] }),
    manifests.schema.parse({ kubernetes: '1.34', origins: [], objects: [], unknowns: [], problems: [], problemsBeyond: 0, unrendered: [], namespaceCommands: texts.map((text, index) => ({ text, at: { path: 'Makefile', line: index + 1 } })) }),
  );

it('reads commands of scripts', () => {
  expect(said('kubectl create namespace docc --dry-run=client -o yaml | kubectl apply -f -', 'kubectl label ns docc pod-security.kubernetes.io/enforce=restricted --overwrite')).toMatchObject([
    { name: { known: 'docc' }, makes: 'yes', at: { path: 'Makefile', line: 1 } },
    { name: { known: 'docc' }, makes: 'no', labels: { object: { 'pod-security.kubernetes.io/enforce': { known: 'restricted' } } } },
  ]);
});

it('leaves open what a shell puts in', () => {
  expect(said('kubectl create namespace "$NAMESPACE"')).toMatchObject([{ name: { unknown: true } }]);
});
