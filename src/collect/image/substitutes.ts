import type { DockerfileFacts, ParsedDockerfile } from '../dockerfile/section.ts';
import type { Substitute } from '../../tools/docker-build.ts';

/** The setting that tells where base images come from on a machine that doesn't reach their registries. */
export const baseImagesSetting = 'DOCC_BASE_IMAGES';

/**
 * `asked=used`, by lines or commas: `golang:1.26=mirror.example/golang:1.26`. What is asked without a digest stands for every
 * digest of that name and tag. Throws, with the repair, on what is neither.
 */
export function substitutesOf(setting: string): readonly Substitute[] {
  return setting
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, asked, used] = /^([^\s=]+)=([^\s=]+)$/.exec(line) ?? [];
      if (asked === undefined || used === undefined) throw new Error(`${baseImagesSetting} has "${line}": write asked=used, as in golang:1.26=mirror.example/golang:1.26`);
      return { asked, used };
    });
}

/** The images that the app's Dockerfile asks for, in the very words of its FROM or --from. */
export function baseImagesOf({ files, app }: DockerfileFacts): readonly string[] {
  const file = files.find(({ path }) => path === app?.path);
  return file === undefined ? [] : [...new Set(imagesOf(file))];
}

/** Those of them that come from elsewhere here. */
export function substitutesFor(facts: DockerfileFacts, setting: readonly Substitute[]): readonly Substitute[] {
  return baseImagesOf(facts).flatMap((image) => {
    const found = setting.find((each) => each.asked === image || each.asked === withoutDigest(image));
    return found === undefined ? [] : [{ asked: image, used: found.used }];
  });
}

const withoutDigest = (image: string): string => image.split('@', 1)[0] ?? image;

function imagesOf({ stages }: ParsedDockerfile): readonly string[] {
  const names = new Set(stages.flatMap(({ name }) => name ?? []));
  const froms = stages.flatMap(({ base }) => (base.kind === 'image' ? [base.text] : []));
  const sources = stages.flatMap(({ instructions }) => instructions.flatMap(({ flags }) => flags.flatMap(imageIn)));
  return [...froms, ...sources.filter((source) => !names.has(source.toLowerCase()) && !/^\d+$/.test(source))];
}

function imageIn({ name, value }: { readonly name: string; readonly value: string }): readonly string[] {
  if (name === 'from') return [value];
  const [, source] = name === 'mount' ? (/(?:^|,)from=([^,]+)/.exec(value) ?? []) : [];
  return source === undefined ? [] : [source];
}
