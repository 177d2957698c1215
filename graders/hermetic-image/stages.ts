import type { Base, Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';

/** The stage and those it is built on by FROM, the first of them first. */
export function lineage({ stages }: ParsedDockerfile, stage: Stage): readonly Stage[] {
  const line = [stage];
  for (let base = stage.base; base.kind === 'stage' && line.length <= stages.length; ) {
    const below = stages[base.index];
    if (below === undefined) break;
    line.unshift(below);
    base = below.base;
  }
  return line;
}

/** What the image starts from before the first instruction. */
export const rootOf = (file: ParsedDockerfile, stage: Stage): Base => lineage(file, stage)[0]?.base ?? stage.base;

/** The stages that what is in the image can come from: by FROM, `COPY --from` and mounts. */
export function contributing(file: ParsedDockerfile, stage: Stage): readonly Stage[] {
  const seen = new Set<Stage>();
  const waiting = [stage];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const below = next.base.kind === 'stage' ? file.stages[next.base.index] : undefined;
    const named = next.instructions.flatMap(sourcesOf).flatMap((source) => stageCalled(file, source) ?? []);
    waiting.push(...(below === undefined ? [] : [below]), ...named);
  }
  return file.stages.filter((each) => seen.has(each));
}

/** What `COPY --from` and `RUN --mount=…,from=` name. */
export function sourcesOf({ keyword, flags }: Instruction): readonly string[] {
  if (keyword === 'COPY') return flags.filter(({ name }) => name === 'from').map(({ value }) => value);
  return keyword === 'RUN' ? mounts({ flags }).flatMap((mount) => mount.get('from') ?? []) : [];
}

/** `--mount=type=cache,target=/x` by its keys; a mount without a type binds. */
export const mounts = ({ flags }: Pick<Instruction, 'flags'>): readonly ReadonlyMap<string, string>[] =>
  flags
    .filter(({ name }) => name === 'mount')
    .map(({ value }) => new Map([['type', 'bind'], ...value.split(',').map((field) => splitOnce(field))]));

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=');
  return at === -1 ? [field.toLowerCase(), 'true'] : [field.slice(0, at).toLowerCase(), field.slice(at + 1)];
}

/** By name, the later of two; or by number. */
export function stageCalled({ stages }: ParsedDockerfile, name: string): Stage | undefined {
  return stages.findLast((stage) => stage.name === name.toLowerCase()) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined);
}
