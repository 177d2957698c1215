import { z } from 'zod';
import { cleanText } from '../../../tools/program-output.ts';
import { isDiscreet, discreet } from '../discreet.ts';
import { BrokenLayout } from './blobs.ts';
import { limits } from './limits.ts';
import type { ImageLayoutFacts } from './section.ts';

/** Lists are null where nothing was said: Go's JSON of an empty slice. */
const listOf = <T>(item: z.ZodType<T>) => z.array(item).nullish().transform((list) => list ?? []);
const recordOf = <T>(value: z.ZodType<T>) => z.record(z.string(), value).nullish().transform((record) => record ?? {});

const historyEntry = z.object({ created: z.string().optional(), created_by: z.string().default(''), empty_layer: z.boolean().default(false) });

/** What is read of it: https://github.com/opencontainers/image-spec/blob/main/config.md */
const imageConfig = z.object({
  os: z.string(),
  architecture: z.string(),
  config: z
    .object({
      User: z.string().nullish(),
      Entrypoint: listOf(z.string()),
      Cmd: listOf(z.string()),
      WorkingDir: z.string().nullish(),
      Env: listOf(z.string()),
      Labels: recordOf(z.string()),
      ExposedPorts: recordOf(z.unknown()),
      StopSignal: z.string().nullish(),
    })
    .prefault({}),
  history: listOf(historyEntry),
});

export type ImageConfig = z.infer<typeof imageConfig>;
export type HistoryEntry = z.infer<typeof historyEntry>;

export function readConfig(config: unknown): ImageConfig {
  const read = imageConfig.safeParse(config);
  if (!read.success) throw new BrokenLayout("the image's config is not as the image specification says", { cause: read.error });
  return read.data;
}

const [mostWords, longest] = [100, 1_000];

/** Fit to be recorded: on one line, no control characters, not without end. */
export const shown = (text: string, most: number = longest): string => cleanText(text).replaceAll(/\s+/g, ' ').slice(0, most);

const words = (list: readonly string[]): string[] => list.slice(0, mostWords).map((word) => discreet(shown(word)));

export function configFacts({ os, architecture, config }: ImageConfig): ImageLayoutFacts['config'] {
  const { User: user, Entrypoint: entrypoint, Cmd: command, WorkingDir: workingDirectory, StopSignal: stopSignal } = config;
  return {
    os: shown(os),
    architecture: shown(architecture),
    user: shown(user ?? ''),
    entrypoint: words(entrypoint),
    command: words(command),
    workingDirectory: shown(workingDirectory ?? ''),
    env: environmentOf({ config }).slice(0, mostWords).map(({ name, value }) => ({ name: shown(name), value: hidden(name, value) })),
    labels: Object.fromEntries(labelsOf({ config }).slice(0, mostWords).map(({ name, value }) => [shown(name), hidden(name, value)])),
    exposedPorts: words(Object.keys(config.ExposedPorts)),
    ...(typeof stopSignal === 'string' && stopSignal !== '' && { stopSignal: shown(stopSignal) }),
  };
}

/** As the config names them: `8080/tcp`. */
export const exposedPorts = (config: unknown): readonly string[] => Object.keys(readConfig(config).config.ExposedPorts).slice(0, mostWords);

type Setting = { readonly name: string; readonly value: string };

/** A value that a name or its own looks give away as a secret is not shown. */
const hidden = (name: string, value: string): string => (isDiscreet(`${name}=${value}`) ? shown(value) : '(a secret, not shown)');

export const environmentOf = ({ config }: Pick<ImageConfig, 'config'>): readonly Setting[] =>
  config.Env.map((line) => ({ name: line.split('=', 1)[0] ?? '', value: line.slice(line.indexOf('=') + 1) }));

/** Evidence in canonical form has no such name. */
export const labelsOf = ({ config }: Pick<ImageConfig, 'config'>): readonly Setting[] =>
  Object.entries(config.Labels).filter(([name]) => name !== '__proto__').map(([name, value]) => ({ name, value }));

export type Step = { readonly createdBy: string; readonly base: boolean };

/**
 * The history, and which of it the base image of the final stage brought: BuildKit dates what it adds itself to
 * SOURCE_DATE_EPOCH, and leaves the rest its own dates.
 */
export function historyOf({ history }: ImageConfig, sourceDateEpoch: number): readonly (Step & { readonly layer: boolean })[] {
  const from = history.findLastIndex(({ created }) => seconds(created) !== sourceDateEpoch) + 1;
  return history.map(({ created_by: createdBy, empty_layer: empty }, index) => ({ createdBy: discreet(shown(createdBy, 300)), base: index < from, layer: !empty }));
}

const seconds = (created: string | undefined): number => Math.floor(Date.parse(created ?? '') / 1000);

/** The step that made each layer. Undefined where the history doesn't tell: it need not. */
export function stepsOfLayers(config: ImageConfig, layers: number, sourceDateEpoch: number): readonly (Step | undefined)[] {
  const steps = historyOf(config, sourceDateEpoch).filter(({ layer }) => layer);
  return Array.from({ length: Math.min(layers, limits.layers) }, (_, index) => (steps.length === layers ? steps[index] : undefined));
}
