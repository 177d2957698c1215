import { faulted, type Observation, observed } from '../../../evidence/observation.ts';
import type { SubmissionFile } from '../../../submission/submission.ts';
import { type ArchiveEntry, budgetOf, type LayerEnd, readLayer, type Sink } from './archive.ts';
import { BrokenLayout, type Layout, openLayout } from './blobs.ts';
import { configFacts, type ImageConfig, readConfig, shown, stepsOfLayers } from './config.ts';
import { databaseWatch } from './databases.ts';
import { inventory } from './inventory.ts';
import { limits } from './limits.ts';
import { type File, lookUp, type Merged, mergedImage } from './merged.ts';
import { mayStart, programOf, startedBy } from './program.ts';
import { type ProgramCatcher, programCatcher } from './program-catcher.ts';
import { type SecretFile, secretFinder, secretsInConfig } from './secrets.ts';
import type { ImageLayoutFacts, ImageProgram, ImageSecret } from './section.ts';

export type Opened = {
  /** The folder of the OCI image layout. */
  readonly layout: string;
  readonly manifest: string;
  readonly dockerfile: string;
  /** What the image was built with: it tells the submission's steps from the base image's. */
  readonly sourceDateEpoch: number;
  readonly submitted: readonly Pick<SubmissionFile, 'path' | 'bytes'>[];
};

/** Reads an image as data: nothing of it is run or written. */
export async function collectLayout(opened: Opened): Promise<Observation<ImageLayoutFacts>> {
  try {
    const layout = await openLayout(opened.layout, opened.manifest);
    return observed(await factsOf(opened, layout, readConfig(layout.config)));
  } catch (error) {
    if (!(error instanceof BrokenLayout)) throw error;
    return faulted({ message: `the built image can't be read: ${error.message}`, repair: 'See that the disk has room and that `docker buildx build` works here, and grade again.' });
  }
}

async function factsOf({ dockerfile, manifest, sourceDateEpoch, submitted }: Opened, layout: Layout, config: ImageConfig): Promise<ImageLayoutFacts> {
  const steps = stepsOfLayers(config, layout.layers.length, sourceDateEpoch);
  const catcher = programCatcher(mayStart(config));
  const { merged, databases, oddities, secrets, whole } = await readLayers(layout, steps.map((step) => step?.base === true), catcher);
  const { program, odd } = await programIn(layout, merged, config, catcher);
  return {
    dockerfile,
    manifest,
    config: configFacts(config),
    layers: layout.layers.map(({ digest, size: bytes }, index) => {
      const step = steps[index];
      return { digest, bytes, ...(step !== undefined && step.createdBy !== '' && { createdBy: step.createdBy }), base: step?.base ?? false };
    }),
    ...inventory(merged.root, submitted),
    program,
    secrets: [...secretsInConfig(config, sourceDateEpoch), ...secrets.map((each) => fileSecret(each, merged))].slice(0, limits.listed),
    databases,
    oddities: [...oddities, ...odd].slice(0, limits.listed),
    ...(!whole && { partly: true }),
  };
}

type Oddity = ImageLayoutFacts['oddities'][number];

type ReadLayers = { readonly merged: Merged; readonly databases: ReturnType<ReturnType<typeof databaseWatch>['told']>; readonly oddities: readonly Oddity[]; readonly secrets: readonly SecretFile[]; readonly whole: boolean };

async function readLayers(layout: Layout, base: readonly boolean[], catcher: ProgramCatcher): Promise<ReadLayers> {
  const [merged, budget, finder, databases] = [mergedImage(), budgetOf(), secretFinder(), databaseWatch()];
  const oddities: Oddity[] = [];
  const note = (path: string, message: string): void => {
    if (oddities.length < limits.listed) oddities.push({ path: shown(path, 200), message: shown(message, 200) });
  };
  let whole = true;
  for (const [index, layer] of layout.layers.entries()) {
    const see = (entry: ArchiveEntry): Sink | undefined => {
      const placed = merged.put(entry, index);
      if (placed.kind === 'odd') note(entry.name, placed.message);
      if (placed.kind === 'placed') databases.see(entry, placed.path);
      const searched = placed.kind === 'placed' && base[index] !== true ? finder.look(entry, placed.path, index) : undefined;
      return both(catcher.look(entry, index), searched);
    };
    const end: LayerEnd = await readLayer(layout, layer, { budget }, see);
    if (end.kind === 'broken-off') note(`layer ${index}`, end.message);
    whole &&= end.kind === 'whole';
  }
  return { merged, databases: databases.told(merged.root), oddities, secrets: finder.found(), whole };
}

function both(one: Sink | undefined, other: Sink | undefined): Sink | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    add: (chunk) => {
      one.add(chunk);
      other.add(chunk);
    },
    end: () => {
      one.end();
      other.end();
    },
  };
}

/** Gone where the image no longer has that layer's file of that path. */
function fileSecret({ path, layer, shape }: SecretFile, { root }: Merged): ImageSecret {
  const now = lookUp(root, path.split('/'))?.node;
  return { where: { kind: 'file', path: shown(`/${path}`, limits.path), layer, removed: now?.kind !== 'file' || now.layer !== layer }, shape };
}

type Read = { readonly program: ImageProgram; readonly odd: readonly Oddity[] };

async function programIn(layout: Layout, { root }: Merged, config: ImageConfig, catcher: ProgramCatcher): Promise<Read> {
  const started = startedBy(config, root);
  if (started.kind === 'known') return { program: started.program, odd: [] };
  const { path, file } = started;
  const bytes = file.bytes > limits.programBytes ? undefined : (catcher.caught(file) ?? (await bytesOf(layout, file)));
  const odd = bytes === undefined ? [{ path: shown(path, 200), message: `a program of ${file.bytes} bytes; docc reads at most ${limits.programBytes}` }] : [];
  return { program: programOf(path, file, bytes), odd };
}

/** Reads its layer again, where its name did not tell that it would be asked for: a link's target. */
async function bytesOf(layout: Layout, file: File): Promise<Buffer | undefined> {
  const blob = layout.layers[file.layer];
  const catcher = programCatcher((name) => name === file.source);
  if (blob !== undefined) await readLayer(layout, blob, { budget: budgetOf() }, (entry) => catcher.look(entry, file.layer));
  return catcher.caught(file);
}
