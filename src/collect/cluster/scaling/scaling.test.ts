import { describe, expect, it } from 'vitest';
import { autoscalerOf, lowered, scales, seesIn, untoldOf } from './autoscaler.ts';

const object = (spec: object = {}, status: object = {}) => ({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'app' },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'app' }, minReplicas: 2, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }], ...spec }, status,
});

describe('an autoscaler', () => {
  it.each([
    ['Deployment', 'app', true],
    ['StatefulSet', 'app', false],
    ['Deployment', 'other', false],
  ])('is that of %s %s: %s', (kind, name, is) => expect(scales(object(), { kind, name })).toBe(is));

  it.each([
    [{}, undefined],
    [{ maxReplicas: 2 }, 'it has 2 pods at least and at most'],
    [{ metrics: [{ type: 'External' }] }, 'it goes by metrics of type External, which nothing here serves'],
  ])('with %j can be tried, or not: %s', (spec, because) => expect(untoldOf(autoscalerOf(object(spec)))).toBe(because));

  it('sees what its condition says', () => {
    const says = (status: string) => seesIn(autoscalerOf(object({}, { conditions: [{ type: 'ScalingActive', status, message: 'm' }] })));
    expect([says('True')?.sees, says('False'), seesIn(autoscalerOf(object()))]).toEqual([true, { sees: false, says: 'm' }, undefined]);
  });

  it('is given a target of the same resources that any use is above', () => {
    expect(lowered(autoscalerOf(object()))).toEqual([{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '1m' } } }]);
    expect(lowered(autoscalerOf(object({ metrics: null })))).toHaveLength(1);
  });
});
