import type { ParsedDockerfile, Instruction, Source, Stage } from '../../src/collect/dockerfile/section.ts';
import type { Setting, Steps } from './build-steps.ts';
import type { GoBuild } from './go-build.ts';
import type { Command } from './shell-commands.ts';

/** Where a file of the image, or of a stage, comes from. */
export type Origin = { readonly line: number } & (
  | { readonly kind: 'built'; readonly build: GoBuild; readonly folder: string; readonly place: Place; readonly sure: boolean }
  /** A file of the submission, by its path from the root; `by`: the command that put it there, where that is no COPY. */
  | { readonly kind: 'context'; readonly path: string; readonly by?: string }
  /** Text in the Dockerfile itself, or of a command. */
  | { readonly kind: 'written'; readonly by: string; readonly text?: string }
  | { readonly kind: 'fetched'; readonly by: string }
  | { readonly kind: 'patched'; readonly by: string; readonly patches: readonly string[]; readonly place: Place }
  /** Of an image that is built elsewhere; `copied`: for certain, by an instruction that names the file. */
  | { readonly kind: 'image'; readonly text: string; readonly copied: boolean }
  | { readonly kind: 'removed' }
  | { readonly kind: 'open'; readonly by: string }
);

/** Before an instruction of a stage, and within it before a command. */
export type Place = { readonly stage: Stage; readonly instruction: number; readonly command: number };

/** The file systems that the app's Dockerfile makes. */
export type ImageFiles = {
  readonly file: ParsedDockerfile;
  readonly final: Stage;
  readonly source: Source | undefined;
  readonly context: string;
  /** The files sent, each by its path in the context with a slash before it; undefined where that was not recorded. */
  readonly paths: ReadonlySet<string> | undefined;
  readonly steps: ReadonlyMap<Stage, Steps>;
  /** Names that Go gives to programs of the modules there are. */
  readonly names: ReadonlySet<string>;
  readonly commands: Map<Instruction, readonly Located[]>;
  readonly remembered: Map<string, readonly Origin[]>;
  /** How much may still be followed, in commands looked at: no Dockerfile is so made that it takes for ever. */
  readonly work: { left: number };
};

/** A command with the folders that it may run in: more than one where a branch or a subshell decides; none where nobody knows. */
export type Located = { readonly command: Command; readonly folders: readonly string[] };

/** At the end of a stage. */
export const endOf = (stage: Stage): Place => ({ stage, instruction: stage.instructions.length, command: 0 });

/** All that a file may be, at a place. */
export type Search = (place: Place, path: string) => readonly Origin[];

/** What one step back tells of a file; `certain`: whatever stood there before is gone. */
export type Answer = { readonly origins: readonly Origin[]; readonly certain: boolean };

export const untouched: Answer = { origins: [], certain: false };
export const surely = (origins: readonly Origin[]): Answer => ({ origins, certain: true });
export const perhaps = (origin: Origin): Answer => ({ origins: [origin], certain: false });

/** Somebody knows where it comes from: it isn't left to an image or to a tool. */
export const isThere = (origin: Origin): boolean => !/^(?:removed|open|patched)$/.test(origin.kind) && (origin.kind !== 'image' || origin.copied);

export const settingAt = ({ steps }: ImageFiles, { stage, instruction }: Place): Setting =>
  steps.get(stage)?.settings[instruction] ?? steps.get(stage)?.end ?? { folder: undefined, values: new Map() };

/** The instruction as a person would read it. */
export const readAs = ({ keyword, text }: Instruction): string => `${keyword} ${text}`.slice(0, 120);

/** Words of the instruction that brought a file; undefined where none are its own. */
export const signOf = (origin: Origin): string | undefined =>
  'by' in origin && origin.by !== undefined ? origin.by.split(' ').slice(0, 2).join(' ') : origin.kind === 'image' ? origin.text : undefined;
