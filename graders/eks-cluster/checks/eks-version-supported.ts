import { terraform } from '../../../src/collect/terraform/section.ts';
import { own } from '../../../src/evidence/own.ts';
import { check } from '../../../src/grade/check.ts';
import { asText } from '../../../src/terraform/value.ts';
import { code } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { sourceOf } from '../clusters-sources.ts';
import { type Finding, fine, open, verdictOf } from '../clusters-verdict.ts';
import { fixFor, openBecause } from '../clusters-wording.ts';
import { calendarRead, supportCalendar } from '../knowledge/support-calendar.ts';

export default check({
  id: 'eks-version-supported',
  title: 'The Kubernetes version is in standard support',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'mid',
  skills: ['aws.eks', 'kubernetes.upgrades'],
  why: 'Past standard support a cluster costs six times as much an hour, and at the end AWS upgrades it on a day that nobody chose.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
  discuss: {
    topic: 'orchestration',
    passed: 'You run {observed}. Three minor versions later: in which order do you upgrade control plane, add-ons, nodes and workloads, and what do you look at first?',
    failed: '{observed}. How would you bring a running cluster from there to a supported version?',
  },
  judge: ({ terraform }, _, asOf) => {
    const clusters = clustersOf(terraform);
    const today = asOf.slice(0, 'yyyy-mm-dd'.length);
    return verdictOf('a version in EKS standard support, or none so that EKS takes its default', clusters.map((each) => findingOf(each, clusters, today)));
  },
});

function findingOf(cluster: Cluster, clusters: readonly Cluster[], today: string): Finding {
  const { version } = cluster.settings;
  const name = code(nameOf(cluster, clusters));
  const text = asText(version.value);
  if (text.kind === 'absent') return fine(`${name} takes the default version of EKS`);
  if (text.kind !== 'known') return open(`the version of ${name} ${openBecause(version.value)}`, version.at);
  const state = stateOf(text.is, today);
  if (state.kind === 'supported') return fine(`${name} runs ${code(text.is)}, in standard support until ${state.until}`);
  if (state.kind === 'unknown') return open(`docc's calendar of ${calendarRead} does not know version ${code(text.is)}`, version.at);
  const { at } = sourceOf(cluster.declared, version);
  return {
    kind: 'trouble',
    observed: `${name} asks for ${code(text.is)}, ${state.because}`,
    at,
    alsoAt: [version.at],
    fix: `A cluster that runs already goes up one minor version at a time; a new one takes the newest. ${fixFor(cluster, version, `"${newest(today)}"`)}`,
    reproduce: version.origin === 'written' ? `! grep -nE ${shellWord(`(^|[^0-9.])${text.is.replaceAll(/[^0-9]/g, '.')}([^0-9.]|$)`)} ${shellPath(at.path)}` : `grep -nF ${shellWord(version.name)} ${shellPath(at.path)}`,
  };
}

type State = { readonly kind: 'supported'; readonly until: string } | { readonly kind: 'unknown' } | { readonly kind: 'unsupported'; readonly because: string };

function stateOf(version: string, today: string): State {
  const known = own(supportCalendar, version);
  if (known !== undefined && today < known.standardEnds) return { kind: 'supported', until: known.standardEnds };
  if (known !== undefined) return { kind: 'unsupported', because: `whose standard support ended on ${known.standardEnds}` };
  const minor = /^1\.(\d{1,3})$/.exec(version)?.[1];
  if (minor === undefined) return { kind: 'unsupported', because: 'which is no version of EKS: it takes a minor version, such as `1.36`' };
  return Number(minor) > 28 ? { kind: 'unknown' } : { kind: 'unsupported', because: 'which EKS supports no longer' };
}

/** What the calendar knows on that day to be released. */
function newest(today: string): string {
  const released = Object.entries(supportCalendar).filter(([, { released }]) => released <= today);
  return (released.at(-1) ?? Object.entries(supportCalendar).at(-1))?.[0] ?? '';
}
