import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { type Container, containersOf } from '../../../src/manifests/pods.ts';
import { shownValue } from '../../../src/manifests/objects.ts';
import { portsOf } from '../../../src/manifests/services.ts';
import { containerTitle, shownUnknown } from '../containers.ts';
import { counted, ends, field, free, literally } from '../printed.ts';
import { type Hollow, type Probe, probeOf } from '../probes.ts';
import { put } from '../put.ts';
import { placed, written } from '../snippets.ts';

export default check({
  id: 'probes-set',
  title: 'Readiness and liveness are probed',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['kubernetes.probes'],
  why: 'Without readiness a pod gets requests before it can answer and while it stops. Liveness that asks the same as impatiently kills every pod at once when they are merely busy.',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  discuss: {
    topic: 'orchestration',
    passed: 'Your probes: {observed}. What should a liveness probe never ask, and why?',
    failed: '{observed}. What do clients see during a rolling update, second by second?',
  },
  judge: ({ manifests }, settings) =>
    verdictOf('a readiness and a liveness probe on the server that ask different things, or a liveness probe that is the more patient', apps(manifests, settings).flatMap((app) => app.servers.map((server) => ofServer(app, server)))),
});

function ofServer(app: App, server: Container): Finding {
  const [readiness, liveness] = [probeOf(app, server, 'readinessProbe'), probeOf(app, server, 'livenessProbe')];
  const title = containerTitle(server, app);
  if (readiness.kind === 'unset') return lacking(app, server, 'no readiness probe');
  if (liveness.kind === 'unset') return lacking(app, server, 'no liveness probe');
  const lost = [readiness, liveness].find(({ port }) => port !== undefined && isMisnamed(app, port));
  if (lost !== undefined) return misnamed(app, server, lost);
  if (readiness.hollow !== undefined) return hollow(app, server, 'readinessProbe', readiness, readiness.hollow);
  if (liveness.hollow !== undefined) return hollow(app, server, 'livenessProbe', liveness, liveness.hollow);
  const unknown = [readiness, liveness].find(({ unknown: value }) => value !== undefined);
  if (readiness.asks !== liveness.asks) return fine(`${title} is ready by ${code(readiness.asks)}, alive by ${code(liveness.asks)}`);
  if (unknown?.unknown !== undefined) return open(`what the probes of ${title} ask is ${shownUnknown(unknown.unknown)}`, unknown.at);
  if (liveness.patience > readiness.patience) return fine(`${title} is alive by ${code(liveness.asks)} for ${liveness.patience} s, ready for ${readiness.patience} s`);
  return alike(app, server, liveness);
}

/** The given server answers both. */
const wanted = {
  readinessProbe: { httpGet: { path: '/readyz', port: 8080 } },
  livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10, failureThreshold: 6 },
} as const;

function lacking(app: App, server: Container, what: string): Finding {
  const { manifest } = app.workload;
  const name = what.includes('readiness') ? 'readinessProbe' : 'livenessProbe';
  return trouble({
    observed: `${containerTitle(server, app)} has ${what}`,
    at: server.at,
    fix: put(manifest, { title: `the container ${containerTitle(server, app)}`, value: server.value }, { [name]: wanted[name] }),
    reproduce: counted(app, manifest, name === 'readinessProbe' ? 'readinessProbe|readiness_probe' : 'livenessProbe|liveness_probe'),
  });
}

function hollow(app: App, server: Container, name: keyof typeof wanted, { at }: Probe, { says, written: pattern }: Hollow): Finding {
  const { manifest } = app.workload;
  return trouble({
    observed: `the ${name === 'readinessProbe' ? 'readiness' : 'liveness'} probe of ${containerTitle(server, app)} ${says}`,
    at,
    fix: `In place of the probe at ${placed(at)} write:${written(manifest, { [name]: wanted[name] })}`,
    reproduce: free(app, manifest, pattern),
  });
}

function alike(app: App, server: Container, { asks, at }: Probe): Finding {
  const { manifest } = app.workload;
  return trouble({
    observed: `both probes of ${containerTitle(server, app)} ask ${code(asks)}, liveness no more patiently than readiness`,
    at,
    fix: `In place of the liveness probe at ${placed(at)} write, so that it asks and waits as follows:${written(manifest, { livenessProbe: wanted.livenessProbe })}`,
    reproduce: counted(app, manifest, field('failureThreshold', `6${ends}`)),
  });
}

const isMisnamed = (app: App, port: string): boolean => !/^\d+$/.test(port) && !containersOf(app.workload).containers.flatMap(portsOf).some(({ name }) => name !== undefined && ('unknown' in name || ('known' in name && name.known === port)));

function misnamed(app: App, server: Container, { port = '', at }: Probe): Finding {
  return trouble({
    observed: `a probe of ${containerTitle(server, app)} asks the port ${code(port)}, which no container has: the pod never becomes ready`,
    at,
    fix: `In the probe at ${placed(at)} write \`port: ${rightPort(server)}\`.`,
    reproduce: free(app, app.workload.manifest, field('port', `${literally(port)}${ends}`)),
  });
}

function rightPort(server: Container): string {
  const [first] = portsOf(server);
  return first === undefined ? '8080' : shownValue(first.name) || String(first.port);
}
