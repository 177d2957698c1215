import { terraform, type Value } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { asList, asText } from '../../../src/terraform/value.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { sourceOf } from '../clusters-sources.ts';
import { type Finding, fine, open, verdictOf } from '../clusters-verdict.ts';
import { fixFor, openBecause } from '../clusters-wording.ts';

const wanted = ['api', 'audit', 'authenticator'];

export default check({
  id: 'eks-control-plane-logs',
  title: 'The control plane logs api, audit and authenticator',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'mid',
  skills: ['aws.eks', 'observability.logs'],
  why: 'Without audit and authenticator logs nobody can say afterwards who deleted a namespace, or whose credentials were used.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
  discuss: {
    topic: 'observability',
    passed: 'A deployment vanished last night. Which of {observed} do you search, and for what?',
    failed: '{observed}. A deployment vanished last night: how do you find out who did it?',
  },
  judge: ({ terraform }) => {
    const clusters = clustersOf(terraform);
    return verdictOf('logs of api, audit and authenticator', clusters.map((each) => findingOf(each, clusters)));
  },
});

function findingOf(cluster: Cluster, clusters: readonly Cluster[]): Finding {
  const { logs } = cluster.settings;
  const name = code(nameOf(cluster, clusters));
  const members = asList(logs.value);
  if (members.kind !== 'known') return open(`which logs ${name} writes ${openBecause(logs.value)}`, logs.at);
  const types = members.is.flatMap(typeOf);
  const missing = wanted.filter((type) => !types.includes(type));
  if (missing.length === 0) return fine(`${list(types.map(code))} of ${name}`);
  const hidden = members.is.find((each) => 'unknown' in each);
  if (hidden !== undefined) return open(`one of the logs of ${name} ${openBecause(hidden)}`, logs.at);
  const all = [...wanted, ...types.filter((type) => !wanted.includes(type))];
  const { at } = sourceOf(cluster.declared, logs);
  return {
    kind: 'trouble',
    observed: `${name} writes no ${list(missing.map(code))} log`,
    at,
    alsoAt: [logs.at],
    fix: fixFor(cluster, logs, `[${all.map((type) => JSON.stringify(type)).join(', ')}]`),
    reproduce: missing.map((type) => `grep -nE '"${type}"' ${shellPath(at.path)}`).join(' && '),
  };
}

const typeOf = (value: Value): readonly string[] => {
  const text = asText(value);
  return text.kind === 'known' ? [text.is] : [];
};
