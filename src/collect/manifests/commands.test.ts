import { describe, expect, it } from 'vitest';
import { deployment, factsOf } from './manifests.fixture.ts';

const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: docc}\nspec: {podSelector: {}}\n';

describe('what kubectl applies', () => {
  it.each([
    ['k8s/later/policy.yaml', 'kubectl apply -f k8s/', ['k8s/later/policy.yaml']],
    ['k8s/later/policy.yaml', 'kubectl apply -R -f k8s/', []],
    ['k8s/later/policy.yaml', 'kubectl apply -f k8s/\nkubectl apply -f k8s/later', []],
    ['k8s/policy.yaml', 'kubectl apply -f k8s/app.yaml', ['k8s/policy.yaml']],
    ['k8s/policy.yaml', 'kubectl apply -f k8s/app.yaml\nfor f in $FILES; do kubectl apply -f "$f"; done', []],
    ['k8s/policy.yaml', 'kubectl apply -f k8s/app.yaml\nkubectl apply --dry-run=client -f k8s/', ['k8s/policy.yaml']],
    ['elsewhere/policy.yaml', 'kubectl apply -f k8s/', []],
  ])('leaves %s by %s: %j', async (path, script, left) => {
    const { objects, unrendered } = await factsOf({ 'k8s/app.yaml': deployment, [path]: policy, 'up.sh': `${script}\n` });
    expect(unrendered.map((each) => each.path)).toEqual(left);
    expect(objects.some(({ kind }) => kind === 'NetworkPolicy')).toBe(left.length === 0);
  });
});
