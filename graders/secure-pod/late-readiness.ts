import { asNumber, valueIn } from '../../src/terraform/value.ts';
import { deployedTitle, inServer, type Live, serverOf } from './live-app.ts';
import { type Cause, readinessFix } from './lost-requests.ts';
import { placed } from './snippets.ts';

const probes = ['startupProbe', 'readinessProbe'] as const;

/** What keeps a pod that serves from being ready: a probe that is not asked for long, or seldom. */
export function slowness(live: Live): Cause | undefined {
  const server = serverOf(live);
  const waiting = probes.flatMap((probe) => ['initialDelaySeconds', 'periodSeconds'].map((field) => ({ probe, field }))).find(({ probe, field }) => {
    const seconds = asNumber(valueIn(server?.value, probe, field));
    return seconds.kind === 'known' && seconds.is > 10;
  });
  if (waiting === undefined) return undefined;
  const at = inServer(live, waiting.probe, waiting.field);
  const cure = waiting.field === 'periodSeconds' ? 'write `periodSeconds: 2`' : 'take `initialDelaySeconds` away';
  return { at, fix: `In the \`${waiting.probe}\` of ${deployedTitle(live.workload)} (${placed(at)}) ${cure}: the server is there within a second, and liveness is what should wait.` };
}

export function sooner(live: Live): Cause {
  const at = inServer(live, 'readinessProbe');
  return slowness(live) ?? { at, fix: readinessFix(live, at) };
}
