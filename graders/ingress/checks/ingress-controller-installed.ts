import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { type Block, terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import type { Controller, Sources } from '../../../src/manifests/controllers.ts';
import { type Cluster, nameOf } from '../../eks-cluster/clusters.ts';
import { installed, without } from '../installed.ts';
import { controllerFix, controllerReproduction } from '../starter.ts';
import { switchedOffReleases, unseen } from '../unseen.ts';

export default check({
  id: 'ingress-controller-installed',
  title: 'An ingress controller is installed by code',
  needs: { terraform, chart, manifests },
  after: [],
  weight: 3,
  level: 'junior',
  skills: ['kubernetes.ingress'],
  why: 'An Ingress or an HTTPRoute by itself does nothing: something has to read it and carry the requests. What was installed by hand is missing from the next cluster, and nobody knows how it was set up.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/',
  discuss: {
    topic: 'system-and-network',
    passed: 'Requests come in through {observed}. Follow one from the browser to the process: which machines and which processes does it pass, and which of them know its host name?',
    failed: '{observed}. What would a request for the host meet today?',
  },
  judge: (facts) => verdictOf('a controller that comes as code: a release of its chart, a manifest, a GitOps application, an add-on, Auto Mode', findingsOf(facts)),
});

function findingsOf(facts: Sources): readonly Finding[] {
  const all = installed(facts);
  if (all.length === 0) return [nothing(facts)];
  const missing = without(all, facts.terraform);
  return [...all.map(ofController), ...missing.map((cluster) => forgotten(cluster, missing, facts.terraform))].filter(({ kind }, _, findings) => kind !== 'open' || findings.every((each) => each.kind !== 'fine'));
}

const ofController = ({ product, by, at, exists }: Controller): Finding =>
  exists === 'yes' ? fine(`${code(by)} (${product.name})`) : open(`whether ${code(by)} installs ${product.name} depends on values that are not in the files`, at);

function nothing(facts: Sources): Finding {
  const hidden = unseen(facts);
  if (hidden !== undefined) return hidden;
  const [off] = switchedOffReleases(facts.terraform);
  if (off !== undefined) return switchedOn(off);
  return trouble({ observed: 'nothing installs an ingress controller', at: undefined, fix: controllerFix(facts.terraform), reproduce: controllerReproduction() });
}

function switchedOn({ address, name, path, line }: Block): Finding {
  return trouble({
    observed: `${code(address)} is switched off, and nothing else installs an ingress controller`,
    at: { path, line },
    fix: `In ${code(address)} (\`${path.replaceAll('`', '')}:${line}\`) take \`count\` or \`for_each\` away, or give it a value that makes one.`,
    reproduce: `! sed -n ${shellWord(`/^resource "helm_release" "${name}"/,/^}/p`)} ${shellPath(path)} | grep -nE '^[[:space:]]*(count|for_each)[[:space:]]*='`,
  });
}

function forgotten(cluster: Cluster, among: readonly Cluster[], facts: TerraformFacts): Finding {
  const { path } = cluster.root;
  return trouble({
    observed: `nothing installs an ingress controller in ${code(nameOf(cluster, among))}, though others have one`,
    at: cluster.at,
    fix: controllerFix(facts, { folder: path }),
    reproduce: controllerReproduction(path),
  });
}
