import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCluster } from '../src/collect/cluster/open.ts';
import { installKinds, installStandIn } from '../src/collect/cluster/standin/install.ts';
import { ingressClassOf } from '../src/collect/cluster/standin/objects.ts';
import { dockerPort } from '../src/tools/docker.ts';
import { kindPort } from '../src/tools/kind.ts';
import { entryLabel, entryPorts } from '../src/tools/kind-config.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';

const { signal } = new AbortController();

/** One cluster for all suites that make namespaces of their own in it. Without Docker or kind they say so and are skipped. */
export default async function setup(): Promise<() => Promise<void>> {
  const nothing = async (): Promise<void> => undefined;
  if (process.env['DOCC_TEST_KUBECONFIG'] !== undefined) return nothing;
  const [docker, kind] = await Promise.all([dockerPort(process.env, signal, []).open(), kindPort(process.env, signal, []).open()]);
  if (docker.kind !== 'open' || kind.kind !== 'open') return nothing;
  const created = await kind.program.create(docker.docker, { kubernetes: '1.34', keep: false });
  if (created.kind === 'fault') throw new Error(`${created.fault.message}: ${created.fault.repair}`);
  const { kubeconfig, nodes, dispose } = created.cluster;
  const folder = await temporaryFolder('tests');
  const path = join(folder.path, 'kubeconfig');
  await writeFile(path, kubeconfig, { mode: 0o600 });
  const opened = await openCluster(docker.docker, kubeconfig, nodes, signal);
  const make = async (object: Parameters<typeof opened.api.apply>[0]): Promise<void> => {
    const answer = await opened.api.apply(object, { dryRun: false });
    if (answer.kind === 'refused') throw new Error(`${object.kind} ${object.metadata.name}: ${answer.message}`);
  };
  await installKinds(opened.api, make);
  const standIn = { namespace: 'traefik', labels: { app: 'traefik' }, image: process.env['DOCC_CONTROLLER_IMAGE'] ?? 'traefik:v3.7', ports: entryPorts, nodeLabels: { [entryLabel]: 'yes' }, id: randomBytes(4).toString('hex') };
  await installStandIn(opened.api, standIn, make);
  // By the name that the reference's route and the tests' own have.
  await make(ingressClassOf('traefik', false));
  process.env['DOCC_TEST_KUBECONFIG'] = path;
  return async () => {
    await dispose();
    await folder[Symbol.asyncDispose]();
  };
}
