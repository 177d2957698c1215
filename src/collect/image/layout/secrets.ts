import { suspectsByName } from '../../tree/names.ts';
import { secretsIn } from '../../tree/secrets.ts';
import { textOf } from '../../tree/text.ts';
import { secretKindIn, shapeOf } from '../discreet.ts';
import type { ArchiveEntry, Sink } from './archive.ts';
import { environmentOf, historyOf, type ImageConfig, labelsOf, shown } from './config.ts';
import { limits } from './limits.ts';
import type { ImageSecret } from './section.ts';

/** A file of one layer that holds a secret, whatever later layers do to it. */
export type SecretFile = { readonly path: string; readonly layer: number; readonly shape: string };

/**
 * Test keys and examples of languages and distributions, which guard nothing:
 * https://github.com/aquasecurity/trivy leaves out the like.
 */
const publicKnowledge = /(?:^|\/)(?:testdata|test|tests|testing|examples?|node_modules|site-packages|dist-packages)\/|^\/(?:usr\/(?:share|lib|src|include)|usr\/local\/(?:go|lib|share)|go\/pkg|root\/go\/pkg|proc|sys)\//;

const mostPerImage = 100;

/** Collects the secrets in files of the layers that the submission adds; the base image's are its makers' affair. */
export function secretFinder() {
  const found: SecretFile[] = [];
  return {
    found: (): readonly SecretFile[] => found,
    /** What takes the bytes of a file that is worth reading. */
    look: (entry: ArchiveEntry, path: string, layer: number): Sink | undefined => {
      const unread = entry.kind !== 'file' || entry.bytes === 0 || entry.bytes > limits.textBytes || publicKnowledge.test(`/${path}`);
      if (unread || found.length >= mostPerImage) return undefined;
      return wholeFile((bytes) => found.push(...secretsOfFile(path, bytes).map((shape) => ({ path, layer, shape }))));
    },
  };
}

/** One of each kind; by its name alone where it gives nothing else away. */
function secretsOfFile(path: string, bytes: Buffer): readonly string[] {
  const text = textOf(bytes);
  const shaped = text === undefined ? [] : secretsIn(path, text);
  const found = shaped.length > 0 ? shaped : suspectsByName([{ path, bytes }]);
  return [...new Set(found.map(({ kind }) => shapeOf(kind)))];
}

/** Bytes that hold a zero are a program's: nothing of them is kept from there on. */
function wholeFile(done: (bytes: Buffer) => void): Sink {
  let chunks: Buffer[] | undefined = [];
  return {
    add: (chunk) => {
      if (chunks?.length === 0 && isBinary(chunk)) chunks = undefined;
      chunks?.push(chunk);
    },
    end: () => {
      if (chunks !== undefined) done(Buffer.concat(chunks));
    },
  };
}

/** UTF-16 has zeros too, after its mark. */
const isBinary = (chunk: Buffer): boolean => !/^(?:fffe|feff)/.test(chunk.toString('hex', 0, 2)) && chunk.subarray(0, 8_000).includes(0);

/** Of what the image says of itself. */
export function secretsInConfig(config: ImageConfig, sourceDateEpoch: number): readonly ImageSecret[] {
  const env = settingSecrets(environmentOf(config), (name) => ({ kind: 'env', name }));
  const labels = settingSecrets(labelsOf(config), (name) => ({ kind: 'label', name }));
  const ours = historyOf(config, sourceDateEpoch);
  const steps = config.history.flatMap(({ created_by: step }, index) => {
    const kind = ours[index]?.base === true ? undefined : secretKindIn(step);
    return kind === undefined ? [] : [{ where: { kind: 'history', step: ours[index]?.createdBy ?? '' } as const, shape: shapeOf(kind) }];
  });
  return [...env, ...labels, ...steps].slice(0, limits.listed);
}

function settingSecrets(settings: ReturnType<typeof environmentOf>, where: (name: string) => ImageSecret['where']): readonly ImageSecret[] {
  return settings.flatMap(({ name, value }) => {
    const kind = secretKindIn(`${name}=${value}`);
    return kind === undefined ? [] : [{ where: where(shown(name)), shape: shapeOf(kind) }];
  });
}
