import { expect, it } from 'vitest';
import { factsOf } from './manifests.fixture.ts';
import { unknownWorkloads } from './workloads.ts';

it.each([
  ['serving.knative.dev/v1', 'Service', '{ template: { spec: { containers: [{ image: "domain/docc-sample:1" }] } } }', 1],
  ['serving.knative.dev/v1', 'Service', '{ template: { spec: { containers: [{ image: "domain/other:1" }] } } }', 0],
  ['image.toolkit.fluxcd.io/v1', 'ImageRepository', '{ image: domain/docc-sample }', 0],
  ['apps/v1', 'Deployment', '{ template: { spec: { containers: [{ image: "domain/docc-sample:1" }] } } }', 0],
])('of %s %s %s is a workload of another kind: %i', (apiVersion, kind, spec, count) => {
  const facts = factsOf({ 'a.yaml': `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: docc, namespace: docc }\nspec: ${spec}\n` });
  expect(unknownWorkloads(facts, 'docc-sample')).toHaveLength(count);
});
