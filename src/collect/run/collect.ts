import { faulted, type Observation } from '../../evidence/observation.ts';
import type { Docker } from '../../tools/docker.ts';
import { openYard } from '../../tools/docker-run.ts';
import type { BuiltImage } from '../image/build/collect.ts';
import type { Record } from '../record.ts';
import { portsOf } from './box.ts';
import { collectLoad, loadOfNone } from './load/collect.ts';
import { runLoad } from './load/section.ts';
import { collectStart, type Running } from './start/collect.ts';
import { runStart } from './start/section.ts';
import { collectStop, stopOfNone } from './stop/collect.ts';
import { runStop } from './stop/section.ts';

export type ToRun = {
  readonly docker: Docker;
  readonly image: BuiltImage;
  readonly dockerfile: string;
  /** As the image's config names them: `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly signal: AbortSignal;
};

/** Each question with a container of its own, so that one that fails leaves the others. */
export async function collectRun({ docker, image, dockerfile, exposedPorts, signal }: ToRun, record: Record): Promise<void> {
  const opened = await openYard(docker, image);
  if (opened.kind === 'fault') return await withoutRun(faulted(opened.fault), record);
  const { yard } = opened;
  const running: Running = { yard, image: { dockerfile, manifest: image.manifest }, ports: portsOf(exposedPorts), signal };
  try {
    // One after the other: two servers with half a processor each would be the other's load.
    const started = await record(runStart, () => collectStart(running));
    const serves = started.status !== 'observed' || started.facts.outcome.kind === 'serving';
    await record(runStop, async () => (serves ? await collectStop(running) : stopOfNone(running)));
    await record(runLoad, async () => (serves ? await collectLoad(running) : loadOfNone(running)));
  } finally {
    await yard.dispose();
  }
}

/** None of it could be asked. */
export async function withoutRun(because: Observation<never>, record: Record): Promise<void> {
  for (const section of [runStart, runLoad, runStop]) await record<unknown>(section, async () => because);
}
