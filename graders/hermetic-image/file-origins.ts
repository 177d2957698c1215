import type { Instruction, Stage } from '../../src/collect/dockerfile/section.ts';
import { copied } from './copied-files.ts';
import { type Answer, endOf, type ImageFiles, type Origin, type Place, type Search, untouched } from './origins.ts';
import { ran } from './run-files.ts';

/** All that a file may be, at a place: one where it is certain. None: nothing brings it. */
export const originsOf = (files: ImageFiles, place: Place, path: string): readonly Origin[] => searchIn(files, 0)(place, path);

/** As deep as copies of copies are followed, and folders within folders that copies of folders would make. */
const deepest = 300;
const mostFolders = 40;

function searchIn(files: ImageFiles, depth: number): Search {
  return (place, path) => {
    const key = `${place.stage.line} ${place.instruction} ${place.command} ${path}`;
    const origins = files.remembered.get(key) ?? searchAnew(files, place, path, depth);
    files.remembered.set(key, origins);
    return origins;
  };
}

/** Backwards from the place, to the step that made the file for certain or to what the stage is built on. */
function searchAnew(files: ImageFiles, { stage, instruction, command }: Place, path: string, depth: number): readonly Origin[] {
  const found: Origin[] = [];
  const folders = path.split('/').length;
  const search = searchIn(files, depth + 1);
  for (let index = instruction; index >= 0; index -= 1) {
    const step = stage.instructions[index];
    if (step === undefined) continue;
    files.work.left -= 1;
    if (files.work.left < 0 || depth > deepest || folders > mostFolders) return [{ kind: 'open', by: 'copies of copies', line: stage.line }];
    const place: Place = { stage, instruction: index, command: index === instruction ? command : Number.MAX_SAFE_INTEGER };
    const answer = stepBack(files, place, step, { path, search });
    found.push(...answer.origins);
    if (answer.certain) return distinct(found);
  }
  return distinct([...found, ...atTheBottom(files, stage, path, search)]);
}

type Asked = { readonly path: string; readonly search: Search };

function stepBack(files: ImageFiles, place: Place, step: Instruction, asked: Asked): Answer {
  if (step.keyword === 'COPY' || step.keyword === 'ADD') return copied(files, place, step, asked);
  return step.keyword === 'RUN' ? ran(files, place, step, asked) : untouched;
}

function atTheBottom(files: ImageFiles, { base, line }: Stage, path: string, search: Search): readonly Origin[] {
  const below = base.kind === 'stage' ? files.file.stages[base.index] : undefined;
  if (below !== undefined) return search(endOf(below), path);
  return base.kind === 'image' || base.kind === 'unresolved' ? [{ kind: 'image', text: base.text, copied: false, line }] : [];
}

const mostOrigins = 40;

function distinct(origins: readonly Origin[]): readonly Origin[] {
  return [...new Map(origins.map((origin) => [keyOf(origin), origin])).values()].slice(0, mostOrigins);
}

function keyOf(origin: Origin): string {
  const { kind, line } = origin;
  if (origin.kind === 'built') return JSON.stringify([kind, line, origin.place.command, origin.folder]);
  return JSON.stringify([kind, line, 'path' in origin && origin.path, 'by' in origin && origin.by, 'text' in origin && origin.text]);
}
