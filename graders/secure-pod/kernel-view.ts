import type { ClusterConfinementFacts } from '../../src/collect/cluster/confinement/section.ts';
import type { Json } from '../../src/collect/terraform/section.ts';
import { fine, type Finding, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { containersOf } from '../../src/manifests/pods.ts';
import { atWorkload, deployedTitle, type Live, within } from './live-app.ts';
import { deployed, type Deployed } from './live-commands.ts';
import { put } from './put.ts';
import { placed, yaml } from './snippets.ts';

type SeenContainer = Extract<ClusterConfinementFacts['seen'], { kind: 'processes' }>['containers'][number];

/** One thing that the kernel lets the process do, the field that would forbid it, and a test on its node: `$status`, `$mounts`. */
type Freedom = { readonly says: string; readonly field: readonly string[]; readonly write: { readonly [name: string]: Json }; readonly test: string };

function freedomsOf({ userId, capabilities, noNewPrivileges, seccomp, root }: SeenContainer): readonly Freedom[] {
  return [
    ...(userId === 0 ? [{ says: 'runs as user 0', field: ['runAsUser'], write: { runAsNonRoot: true, runAsUser: 65532 }, test: ofStatus('Uid:[[:space:]]+[1-9]') }] : []),
    ...(capabilities.length > 0 ? [{ says: `has ${list(capabilities.map(code))}`, field: ['capabilities'], write: { capabilities: { drop: ['ALL'] } }, test: ofStatus('CapEff:[[:space:]]+0+$') }] : []),
    ...(noNewPrivileges ? [] : [{ says: 'may gain privileges', field: ['allowPrivilegeEscalation'], write: { allowPrivilegeEscalation: false }, test: ofStatus('NoNewPrivs:[[:space:]]+1') }]),
    ...(seccomp === 'none' ? [{ says: 'may make every system call', field: ['seccompProfile'], write: { seccompProfile: { type: 'RuntimeDefault' } }, test: ofStatus('Seccomp:[[:space:]]+[12]') }] : []),
    ...(root === 'writable' ? [{ says: 'can write to its root', field: ['readOnlyRootFilesystem'], write: { readOnlyRootFilesystem: true }, test: `docker exec "$node" grep -qE '^[^ ]+ / [^ ]+ ro[, ]' "/proc/$process/mounts"` }] : []),
  ];
}

const ofStatus = (pattern: string): string => `docker exec "$node" grep -qE '^${pattern}' "/proc/$process/status"`;

export function seenContainer(seen: SeenContainer, live: Live, facts: Deployed, settings: Settings): readonly Finding[] {
  const title = `${code(seen.container)} of ${deployedTitle(live.workload)}`;
  const freedoms = freedomsOf(seen);
  if (freedoms.length === 0) return [fine(`${title} runs as user ${seen.userId}, without capabilities and new privileges, with a seccomp filter and a read-only root`)];
  return freedoms.map(({ says, field, write, test }) => {
    const container = live.app && containersOf(live.app.workload).containers.find(({ name }) => name === seen.container);
    const at = container === undefined ? atWorkload(live) : within(container.workload.manifest, container.value, 'securityContext', ...field);
    const fields = { securityContext: write };
    const holder = `the container ${title}`;
    return trouble({
      observed: `seen from its node, ${title} ${says}`,
      at,
      fix: container === undefined ? `In ${holder} (${placed(at)}) write, in place of what it says of that now:${yaml(fields)}` : put(container.workload.manifest, { title: holder, value: container.value }, fields),
      reproduce: deployed(facts, settings, { test: `${found(seen.container)} && ${test}` }),
    });
  });
}

/** The first process of the container, on the node that one of its pods runs on. */
const found = (container: string): string =>
  [
    `node=$(kubectl get pods -o 'jsonpath={.items[0].spec.nodeName}')`,
    `id=$(docker exec "$node" crictl ps -q --name ${shellWord(`^${container.replaceAll(/[^a-z0-9-]/g, '.')}$`)} --label "io.kubernetes.pod.namespace=$(kubectl config view --minify -o 'jsonpath={..namespace}')" | head -n 1)`,
    `process=$(docker exec "$node" crictl inspect --output go-template --template '{{.info.pid}}' "$id")`,
  ].join(' && ');

