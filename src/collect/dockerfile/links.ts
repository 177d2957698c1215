import { mountsOf } from './mounts.ts';
import { referenceFault } from './reference.ts';
import type { Problem } from './section.ts';
import { expand, nothingSet } from './shell.ts';
import type { StageReading } from './stages.ts';
import { flagsNamed, type Statement } from './statement.ts';

/** That one stage takes files from another. */
type Link = { readonly from: number; readonly to: number; readonly line: number; readonly written: string };

export type Links = {
  /** The stages that the target is made of, itself among them. */
  readonly reachable: ReadonlySet<number>;
  readonly problems: readonly Problem[];
};

/** Follows FROM, `COPY --from` and `--mount=from` between stages; `target` is the one to be built. */
export function readLinks(stages: readonly StageReading[], target: number): Links {
  const problems: Problem[] = [];
  const links = stages.flatMap(({ statements }, from) => statements.flatMap((statement) => linksOf(statement, from, stages, problems)));
  const taken = stages.map((_, stage) => new Set(links.flatMap(({ from, to }) => (from === stage ? [to] : []))));
  const reachable = follow(target, (stage) => [...baseOf(stages, stage), ...(taken[stage] ?? [])]);
  const copied = taken.map((_, stage) => follow(stage, (next) => [...(taken[next] ?? [])]));
  for (const link of links) {
    const later = link.to > link.from && (reachable.has(link.from) || copied[link.to]?.has(link.from) === true);
    if (later || link.to === link.from) problems.push(misplaced(link));
  }
  return { reachable, problems };
}

function misplaced({ from, to, line, written }: Link): Problem {
  if (from === to) return { line, message: `the stage copies from itself, ${written}`, fix: 'Name another stage or an image behind from=.' };
  return { line, message: `${written} is a stage further down`, fix: 'Move that stage above this one.' };
}

function linksOf(statement: Statement, from: number, stages: readonly StageReading[], problems: Problem[]): Link[] {
  const { keyword, line } = statement;
  if (keyword === 'COPY') {
    return flagsNamed(statement, 'from').flatMap((written) => copyLink({ written, from, line, stages }, statement.escape, problems));
  }
  if (keyword !== 'RUN') return [];
  return mountsOf(statement).flatMap((mount) => {
    const written = mount.get('from') ?? '';
    if (written !== '' && /\$./.test(written)) problems.push(variable(written, line));
    return written === '' || written.includes('$') ? [] : namedLink({ written, from, line, stages }, problems);
  });
}

type Place = { readonly written: string; readonly from: number; readonly line: number; readonly stages: readonly StageReading[] };

function copyLink(place: Place, escape: string, problems: Problem[]): Link[] {
  const { written, from, line, stages } = place;
  if (written === '') return [];
  const read = expand(written, escape, nothingSet);
  if (read.kind !== 'read' || read.text !== written) {
    problems.push(variable(written, line));
    return [];
  }
  if (!/^[+-]?\d+$/.test(written)) return namedLink(place, problems);
  const to = Number(written);
  if (to >= 0 && to < stages.length) return [{ from, to, line, written }];
  problems.push({ line, message: `there is no stage ${written}`, fix: 'Write the name of a stage above this one, or an image.' });
  return [];
}

/** Of two stages with one name, the later is meant; what no stage is called is an image. */
function namedLink({ written, from, line, stages }: Place, problems: Problem[]): Link[] {
  const to = stages.findLastIndex(({ name }) => name === written.toLowerCase());
  if (to !== -1) return [{ from, to, line, written }];
  const fault = referenceFault(written);
  if (fault !== undefined) problems.push({ line, message: `from=${written} is no stage, and ${fault}`, fix: 'Name a stage above this one, or an image.' });
  return [];
}

const variable = (written: string, line: number): Problem => ({
  line,
  message: `from=${written} has a variable, which BuildKit does not replace there`,
  fix: 'Write FROM <image with the variable> AS <name> above, and that name behind from=.',
});

function baseOf(stages: readonly StageReading[], stage: number): number[] {
  const base = stages[stage]?.base;
  return base?.kind === 'stage' ? [base.index] : [];
}

function follow(start: number, next: (stage: number) => readonly number[]): Set<number> {
  const seen = new Set<number>();
  const waiting = [start];
  for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
    if (seen.has(stage)) continue;
    seen.add(stage);
    waiting.push(...next(stage));
  }
  return seen;
}
