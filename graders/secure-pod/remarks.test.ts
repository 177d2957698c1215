import { describe, expect, it } from 'vitest';
import type { ClusterAccountFacts } from '../../src/collect/cluster/account/section.ts';
import type { ClusterConfigurationFacts } from '../../src/collect/cluster/configuration/section.ts';
import type { ClusterMetricsFacts } from '../../src/collect/cluster/metrics/section.ts';
import type { ClusterScalingFacts } from '../../src/collect/cluster/scaling/section.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { recordedFacts } from '../../test/recorded.ts';
import grader from './grader.ts';
import account from './remarks/account.ts';
import configuration from './remarks/configuration.ts';
import metrics from './remarks/metrics.ts';
import scaling from './remarks/scaling.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const workload = { kind: 'Deployment', name: 'app', path: 'a.yaml' };
const told = (remark: typeof account, seen: unknown): string => {
  const { kind, text } = remark.tell({ seen }, settings) ?? { kind: 'nothing', text: '' };
  return `${kind}: ${text}`;
};

it.each([
  [account, 'cluster.account', 'strength'],
  [metrics, 'cluster.metrics', 'strength'],
  [configuration, 'cluster.configuration', 'strength'],
  [scaling, 'cluster.scaling', 'nothing'],
])('are made of what a cluster showed of the reference: %#', (remark, section, kind) => expect(told(remark, recordedFacts(section))).toMatch(new RegExp(`^${kind}: `)));

it('are all in the grader', () => expect(grader.remarks).toEqual(expect.arrayContaining([account, metrics, scaling, configuration])));

describe('a remark on the account', () => {
  const seen = (token: ClusterAccountFacts['token'], own: ClusterAccountFacts['rights']['own'] = [], complete = true): ClusterAccountFacts => ({ workload, account: 'app', token, rights: { complete, own } });
  const secrets = { verbs: ['get', 'list'], groups: [''], resources: ['secrets'], names: [] };

  it.each([
    [seen('none'), /^strength: .*no pod of `Deployment app` carries a token/],
    [seen('carried'), /^risk: .*known to the API and may nothing of its own/],
    [seen('carried', [secrets]), /^risk: .*which may `get,list secrets`$/],
    [seen('carried', [secrets, secrets, secrets, secrets]), /and more$/],
    [seen('none', [secrets]), /^nothing/],
    [seen('none', [], false), /^nothing/],
    [seen('hidden'), /^nothing/],
  ])('of %j', (facts, wanted) => expect(told(account, facts)).toMatch(wanted));
});

describe('a remark on metrics', () => {
  const target = (answered: ClusterMetricsFacts['targets'][number]['answered']) => ({ by: workload, how: 'pod-annotations', port: 8080, path: '/metrics', answered }) as const;
  const seen = (...targets: ClusterMetricsFacts['targets']): ClusterMetricsFacts => ({ workload, scraper: { namespace: 'monitoring', labels: { app: 'prometheus' } }, targets });

  it.each([
    [seen(), /^nothing/],
    [seen(target('metrics')), /^strength: Asked from a pod of `monitoring` with `app: prometheus`, as an annotation of the pods of `Deployment app` says, every pod/],
    [seen(target('metrics'), target('silent')), /^risk: .*`:8080\/metrics`.*nothing answers$/],
    [seen(target('something-else')), /^risk: .*no text that Prometheus takes$/],
  ])('of %j', (facts, wanted) => expect(told(metrics, facts)).toMatch(wanted));
});

describe('a remark on configuration', () => {
  const changed = { configMap: { kind: 'ConfigMap', name: 'app', path: 'b.yaml' }, key: 'MESSAGE', variable: 'MESSAGE' };
  const seen = (outcome: ClusterConfigurationFacts['outcome']): ClusterConfigurationFacts => ({ workload, outcome });

  it.each([
    [seen({ kind: 'heeded', by: 'answer', ...changed }), /^strength: .*`MESSAGE` of `ConfigMap app` answers by it$/],
    [seen({ kind: 'ignored', by: 'process', ...changed }), /^risk: .*runs without it$/],
    [seen({ kind: 'not-injected' }), /^nothing/],
    [seen({ kind: 'untold', because: 'it is late' }), /^nothing/],
  ])('of %j', (facts, wanted) => expect(told(configuration, facts)).toMatch(wanted));
});

describe('a remark on scaling', () => {
  const autoscaler = { kind: 'HorizontalPodAutoscaler', name: 'app', path: 'c.yaml' };
  const seen = (outcome: ClusterScalingFacts['outcome']): ClusterScalingFacts => ({ workload, outcome, measured: {} });

  it.each([
    [seen({ kind: 'not-declared' }), /^nothing/],
    [seen({ kind: 'untold', autoscaler, because: 'no metrics' }), /^nothing/],
    [seen({ kind: 'blind', autoscaler, says: 'missing request for cpu' }), /^risk: .*`missing request for cpu`$/],
    [seen({ kind: 'seeing', autoscaler, reacts: true }), /^strength/],
    [seen({ kind: 'seeing', autoscaler, reacts: false }), /^risk/],
  ])('of %j', (facts, wanted) => expect(told(scaling, facts)).toMatch(wanted));
});
