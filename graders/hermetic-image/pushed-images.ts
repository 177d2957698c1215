import type { Settings } from '../../src/grade/settings.ts';
import { code } from '../../src/grade/markdown.ts';
import { type Making, makingOf, ofApp, other } from './build-files.ts';
import { destination } from './image-name.ts';
import { type ImageSource, type Maker, makersOf } from './image-sources.ts';
import type { LiveJob } from './live-jobs.ts';
import type { Push } from './pushes.ts';
import type { Submitted } from './submitted.ts';
import { canBe, isKnown, shown, type Text } from './text.ts';
import { workspacePath } from './workspace.ts';

/** Tags of tags, and copies of copies. */
const deepest = 6;

/** What the workflows push, by what it is made of. */
export function makingsOf(jobs: readonly LiveJob[], pushes: readonly Push[], submitted: Submitted, settings: Settings): (push: Push) => Making {
  const makers = new Map<LiveJob, readonly Maker[]>();
  const made = (job: LiveJob): readonly Maker[] => {
    const known = makers.get(job) ?? makersOf(job);
    makers.set(job, known);
    return known;
  };
  const around: Around = { jobs, pushes, submitted, settings, makers: made };
  return ({ source, job }) => making(source, job, around, 0);
}

type Around = {
  readonly jobs: readonly LiveJob[];
  readonly pushes: readonly Push[];
  readonly submitted: Submitted;
  readonly settings: Settings;
  readonly makers: (job: LiveJob) => readonly Maker[];
};

const open = (because: string): Making => ({ kind: 'open', because });

function making(source: ImageSource, job: LiveJob, around: Around, depth: number): Making {
  if (depth > deepest) return open('what is tagged so often');
  switch (source.kind) {
    case 'build':
      return makingOf(source.build, around.submitted);
    case 'local':
      return held(source.name, job, around, depth);
    case 'registry':
      return copied(source.name, around, depth);
    case 'file':
      return filed(around);
    case 'package':
      return packaged(source, around.submitted);
    case 'hidden':
      return open(source.because);
  }
}

/** The last that made it; where tags differ in what files can't tell, the one that is most like what is asked for. */
function held(name: Text, job: LiveJob, around: Around, depth: number): Making {
  const makers = around.makers(job).filter(({ source }) => source.kind !== 'local' || !isSame(source.name, name));
  const exact = makers.findLast(({ names }) => names?.some((each) => isSame(each, name)) === true);
  if (exact !== undefined) return making(exact.source, job, around, depth + 1);
  const likely = makers.filter(({ names }) => names === undefined || names.some((each) => mayBeSame(each, name)));
  if (likely.length > 0) return best(likely.map(({ source }) => making(source, job, around, depth + 1)));
  // A runner of one's own keeps what another job built.
  const elsewhere = around.jobs.filter((each) => each !== job).flatMap((each) => around.makers(each).filter(({ names }) => names?.some((one) => isSame(one, name))).map(({ source }) => ({ source, job: each })));
  const [first] = elsewhere;
  return first === undefined ? other('no step of its job builds') : making(first.source, first.job, around, depth + 1);
}

const best = (all: readonly Making[]): Making => all.find(({ kind }) => kind === 'app') ?? all.find(({ kind }) => kind === 'open') ?? all[0] ?? other('nothing builds');

/** `docker.io/library/x` is `x`, and `x` is `x:latest`. */
function plain({ text, holes }: Text): Text {
  const bare = text.trim().replace(/^(docker|containers-storage|docker-daemon):(\/\/)?/, '').replace(/^(index\.)?docker\.io\/(library\/)?|^localhost\//, '');
  return { text: /[:@][^/]*$/.test(bare) ? bare : `${bare}:latest`, holes };
}

function isSame(one: Text, another: Text): boolean {
  const [a, b] = [plain(one), plain(another)];
  return a.text === b.text && a.holes.join('\n') === b.holes.join('\n');
}

function mayBeSame(one: Text, another: Text): boolean {
  const [a, b] = [plain(one), plain(another)];
  if (isKnown(a) && isKnown(b)) return false;
  if (isKnown(a) || isKnown(b)) return isKnown(a) ? canBe(b, a.text) : canBe(a, b.text);
  const [first, second] = [a, b].map(({ text }) => text.replace(/:[^/:]*$/, ''));
  return first === second || /\0/.test(`${first}${second}`);
}

/** From another registry, where a workflow of the submission may have put it. */
function copied(name: Text, around: Around, depth: number): Making {
  const sources = around.pushes.filter(({ names, certainty }) => certainty.kind !== 'no' && names.some((each) => isSame(withoutTag(each), withoutTag(name)) || (!isKnown(name) && mayBeSame(each, name))));
  const own = sources.filter(({ source }) => !(source.kind === 'registry' && isSame(withoutTag(source.name), withoutTag(name))));
  if (own.length > 0) return best(own.map(({ source, job }) => making(source, job, around, depth + 1)));
  const wanted = destination(name, around.settings);
  if (!isKnown(withoutTag(name)) || wanted.kind !== 'other' || wanted.name.endsWith(around.settings.image.slice(around.settings.image.lastIndexOf('/')))) return open(`who pushes ${shown(name)}`);
  return other(`is a copy of ${code(shown(name))}`);
}

function withoutTag({ text, holes }: Text): Text {
  const bare = text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return { text: bare, holes: holes.slice(0, bare.split('\0').length - 1) };
}

/** Whatever the workflows build may be in a file. */
function filed({ jobs, makers, submitted }: Around): Making {
  const all = jobs.flatMap(makers).flatMap(({ source }): readonly Making[] => (source.kind === 'build' ? [makingOf(source.build, submitted)] : source.kind === 'hidden' ? [open(source.because)] : []));
  return all.length === 0 ? other('nothing builds') : best(all);
}

/** What ko is told to build. */
function packaged({ folder, from }: Extract<ImageSource, { kind: 'package' }>, { server, places }: Submitted): Making {
  const path = folder === undefined ? from : workspacePath(folder, from);
  if (path === server) return ofApp;
  if (path !== undefined && folder !== undefined && /^\.\.?(\/|$)/.test(folder.text) && places.has(path)) return other(`is built from the package in ${code(path)}, which is not the server's`);
  return open('which package it builds');
}
