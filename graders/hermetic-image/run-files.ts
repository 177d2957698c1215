import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import { filledIn } from './build-steps.ts';
import { calledBy, type Effect, effectOf } from './command-effects.ts';
import { fromContext, ofPaths } from './copied-files.ts';
import { below, joinedTo, pathIn } from './image-paths.ts';
import { type Answer, endOf, type ImageFiles, type Located, type Origin, perhaps, type Place, type Search, settingAt, surely, untouched } from './origins.ts';
import { mounts, stageCalled } from './stages.ts';

type Asked = { readonly path: string; readonly search: Search };

/** What the commands of a RUN make of a file, or those before one of them. */
export function ran(files: ImageFiles, place: Place, step: Instruction, { path, search }: Asked): Answer {
  const commands = files.commands.get(step) ?? [];
  const origins: Origin[] = [];
  for (let index = Math.min(commands.length, place.command) - 1; index >= 0; index -= 1) {
    const located = commands[index];
    if (located === undefined) continue;
    files.work.left -= 1;
    const answer = commanded(files, { ...place, command: index }, located, { path, search, line: step.line });
    origins.push(...answer.origins);
    if (answer.certain) return surely(origins);
  }
  // What is mounted is gone when the RUN is over.
  const mounted = place.command === Number.MAX_SAFE_INTEGER ? untouched : inMount(files, place, step, { path, search });
  return { origins: [...origins, ...mounted.origins], certain: mounted.certain };
}

type Of = Asked & { readonly line: number };

function commanded(files: ImageFiles, place: Place, { command, folders }: Located, of: Of): Answer {
  const { path, line } = of;
  const effects = folders.map((folder) => effectOf(command, { path, folder, names: files.names }));
  if (folders.length === 0 && effectOf(command, { path, folder: '/', names: files.names }) !== undefined) return perhaps({ kind: 'open', by: calledBy(command), line });
  const answers = effects.map((effect) => (effect === undefined ? untouched : effected(place, effect, of)));
  const certain = command.runs === 'always' && answers.length > 0 && answers.every((answer) => answer.certain);
  return { origins: answers.flatMap((answer) => answer.origins), certain };
}

function effected(place: Place, effect: Effect, { line, search }: Of): Answer {
  switch (effect.kind) {
    case 'from':
      return moved(ofPaths(place, effect, search), line, effect.by);
    case 'unpacked':
      return perhaps(unpacked(place, effect, { line, search }));
    case 'built':
      return { origins: [{ ...effect, place, line }], certain: effect.sure };
    case 'patched':
      return perhaps({ ...effect, place, line });
    case 'open':
      return perhaps({ ...effect, line });
    case 'removed':
    case 'written':
    case 'fetched':
      return surely([{ ...effect, line }]);
  }
}

/** What a committed archive holds was made elsewhere. */
function unpacked(place: Place, { by, archives }: Extract<Effect, { kind: 'unpacked' }>, { line, search }: Omit<Of, 'path'>): Origin {
  const committed = archives.some((path) => search(place, path).some(({ kind }) => kind === 'context'));
  return { kind: committed ? 'fetched' : 'open', by, line };
}

/** Who looks for what stands in its place finds the command that put it there. */
const moved = ({ origins, certain }: Answer, line: number, by: string): Answer => ({
  origins: origins.map((origin) => (origin.kind === 'context' ? { ...origin, by, line } : origin)),
  certain,
});

/** What a command sees through a mount. What a cache keeps, nobody knows. */
function inMount(files: ImageFiles, place: Place, step: Instruction, { path, search }: Asked): Answer {
  const { folder, values } = settingAt(files, place);
  for (const mount of mounts(step)) {
    const target = filledIn(mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '', values);
    if (mount.get('type') !== 'bind' || target === undefined || target === '') continue;
    const rest = below(pathIn(folder ?? '/', target), path);
    const source = filledIn(mount.get('source') ?? mount.get('src') ?? '/', values);
    if (rest === undefined || source === undefined) continue;
    return throughMount(files, { from: mount.get('from') ?? '', source: pathIn('/', source), rest, step }, search);
  }
  return untouched;
}

type Through = { readonly from: string; readonly source: string; readonly rest: string; readonly step: Instruction };

function throughMount(files: ImageFiles, { from, source, rest, step }: Through, search: Search): Answer {
  if (from === '') return fromContext(files, { step, to: '/', sources: [source] }, rest === '' ? '/' : `/${rest}`);
  const stage = stageCalled(files.file, from);
  return surely(stage === undefined ? [{ kind: 'image', text: from, copied: true, line: step.line }] : search(endOf(stage), joinedTo(source, rest)));
}
