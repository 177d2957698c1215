import type { App } from '../../src/collect/dockerfile/section.ts';
import type { AppImage } from './app-image.ts';
import type { ImageBuild } from './image-builds.ts';
import { lineage } from './stages.ts';
import { hole, type Text } from './text.ts';

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
export const wantedLabels = ['source', 'revision', 'licenses'].map((name) => `org.opencontainers.image.${name}`);

/** Where a label comes from, or what is wrong with it. */
export type LabelState =
  | { readonly kind: 'set' }
  | { readonly kind: 'missing' }
  /** A revision typed in, which is never that of the commit that holds it. */
  | { readonly kind: 'typed'; readonly line: number }
  /** It is made of an ARG that no build gives a value. */
  | { readonly kind: 'not-given'; readonly line: number; readonly arg: string };

/** Labels that the build adds count before those of the file. */
export function labelState(key: string, image: AppImage, builds: readonly ImageBuild[]): LabelState {
  const added = builds.some(({ labels }) => labels.some(({ text }) => text.startsWith(`${key}=`) && text.length > key.length + 1));
  return added ? { kind: 'set' } : written(key, image, builds);
}

function written(key: string, { app, file, final }: AppImage, builds: readonly ImageBuild[]): LabelState {
  const instructions = lineage(file, final).flatMap((stage) => stage.instructions);
  const label = instructions.filter(({ keyword }) => keyword === 'LABEL').flatMap(({ pairs }) => pairs).findLast(({ name }) => name === key);
  if (label?.value === undefined || label.value === '') return { kind: 'missing' };
  const names = [...label.value.matchAll(/\$\{?(\w+)/g)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) return key.endsWith('.revision') ? { kind: 'typed', line: label.line } : { kind: 'set' };
  const declared = instructions.filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV').flatMap(({ pairs }) => pairs);
  const hasDefault = (name: string): boolean => [...file.globals, ...declared].some((pair) => pair.name === name && (pair.value ?? '') !== '');
  // A default may stand in for everything but the commit.
  const missing = names.find((name) => !isGiven(name, app, builds) && (key.endsWith('.revision') || !hasDefault(name)));
  return missing === undefined ? { kind: 'set' } : { kind: 'not-given', line: label.line, arg: missing };
}

/** Without a build in evidence, whoever builds gives it. */
function isGiven(name: string, { buildArgs }: App, builds: readonly ImageBuild[]): boolean {
  if (builds.length === 0 && buildArgs.length === 0) return true;
  return buildArgs.some((arg) => arg.name === name && arg.value !== '') || builds.some(({ args }) => args.some((arg) => gives(arg, name)));
}

const gives = ({ text }: Text, name: string): boolean => text === name || text === hole || (text.startsWith(`${name}=`) && text.length > name.length + 1);
