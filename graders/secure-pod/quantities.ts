import type { Value } from '../../src/collect/terraform/section.ts';
import { asList, asText, valueIn } from '../../src/terraform/value.ts';
import type { App } from '../../src/manifests/app.ts';
import { isOf, shareNamespace } from '../../src/manifests/objects.ts';
import type { Container } from '../../src/manifests/pods.ts';

export type Need = { readonly kind: 'set' } | { readonly kind: 'unset' } | { readonly kind: 'unknown'; readonly value: Value };

type Of = 'requests' | 'limits';

/**
 * Whether a container has it: by itself, by the whole pod's resources, by the namespace's LimitRange; a request also by its
 * limit. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/, https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export function needOf(app: App, container: Container, of: Of, resource: 'cpu' | 'memory'): Need {
  const asked = of === 'requests' ? (['requests', 'limits'] as const) : (['limits'] as const);
  const own = [container.value, container.workload.podSpec].flatMap((holder) => asked.map((each) => valueIn(holder, 'resources', each, resource)));
  const answers = [...own, ...ranges(app).map((range) => byRange(range, of, resource))].map(answerOf);
  return answers.find(({ kind }) => kind === 'set') ?? answers.find(({ kind }) => kind === 'unknown') ?? { kind: 'unset' };
}

function answerOf(value: Value | undefined): Need {
  const text = asText(value);
  if (text.kind === 'unknown') return { kind: 'unknown', value: text.value };
  return text.kind === 'known' && /[1-9]/.test(text.is) ? { kind: 'set' } : { kind: 'unset' };
}

function ranges({ around, workload }: App): readonly Value[] {
  return around.filter((each) => isOf(each, 'LimitRange', '') && shareNamespace(each, workload.manifest) === 'yes').flatMap(({ body }) => {
    const limits = asList(valueIn(body, 'spec', 'limits'));
    return limits.kind === 'known' ? limits.is.filter((each) => textOf(valueIn(each, 'type')) === 'Container') : [];
  });
}

const textOf = (value: Value | undefined): string | undefined => {
  const text = asText(value);
  return text.kind === 'known' ? text.is : undefined;
};

/** What it doesn't say of requests is its default limit; that is its maximum where it doesn't say. */
function byRange(range: Value, of: Of, resource: string): Value | undefined {
  const limit = valueIn(range, 'default', resource) ?? valueIn(range, 'max', resource);
  return of === 'limits' ? limit : (valueIn(range, 'defaultRequest', resource) ?? limit);
}
