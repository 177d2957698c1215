import { dockerfile, type App } from '../../../src/collect/dockerfile/section.ts';
import type { Suspect } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { literally } from '../external-images.ts';
import { andMore, few } from '../few.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'context-bounded',
  title: 'The build is sent no history, state or secret',
  needs: { dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.context'],
  why: 'What is sent can end up in a layer, and a layer is public with the image, even where a later one deletes the file.',
  docs: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  judge: ({ dockerfile }) => {
    const { app } = appImage(dockerfile);
    const { files, git } = app.sent;
    const suspects = few(app.sent.suspects);
    const [problem] = app.ignoreProblems;
    if (problem !== undefined) return unreadable(app, problem);
    const paths = [...new Set(suspects.map(({ path }) => path))];
    if (!git && paths.length === 0) return pass(`${files} ${files === 1 ? 'file is' : 'files are'} sent from ${code(app.context)}`);
    const [first, ...others] = suspects;
    return fail({
      expected: 'neither .git, nor Terraform state, nor secrets among what COPY, ADD and mounts take',
      observed: `the build is sent ${list([...(git ? ['`.git`'] : []), ...suspects.filter(isFirst).map(described)])}${andMore(app.sent.suspects)}`,
      at: first === undefined ? { path: app.path } : placeOf(first),
      alsoAt: others.map(placeOf).filter(({ path, line }) => path !== first?.path || line !== first.line),
      fix: fixFor(app, git, paths),
      reproduce: probe(app, git, paths),
    });
  },
});

function unreadable({ ignoreFile = '', context, ignoreProblems }: App, { line, message }: App['ignoreProblems'][number]): Judgement {
  return fail({
    expected: 'an ignore file that Docker can read',
    observed: message,
    at: { path: ignoreFile, line },
    fix: ignoreProblems.map((each) => `Line ${each.line} of ${code(ignoreFile)}: ${each.fix}`).join('\n'),
    reproduce: `printf 'FROM scratch\\nCOPY . /\\n' | docker build --quiet --file - --output type=cacheonly ${shellPath(context)}`,
  });
}

const placeOf = ({ path, line }: Suspect) => ({ path, ...(line !== undefined && { line }) });
const isFirst = ({ path }: Suspect, index: number, all: readonly Suspect[]): boolean => all.findIndex((each) => each.path === path) === index;
const described = ({ path, kind }: Suspect): string => `${code(path)} (${kind.replaceAll('-', ' ')})`;

const inContext = ({ context }: App, path: string): string => (context === '.' ? path : path.slice(context.length + 1));

/** At the end, where no exception after them lets them in again. */
function fixFor(app: App, git: boolean, paths: readonly string[]): string {
  const file = app.ignoreFile ?? (app.context === '.' ? '.dockerignore' : `${app.context}/.dockerignore`);
  const lines = [...(git ? ['.git'] : []), ...paths.map((path) => inContext(app, path).replaceAll(/[*?[\]\\]/g, String.raw`\$&`))];
  const kept = paths.length === 0 ? '' : '\nWhat is a secret also has to leave the repository and to be replaced: whoever cloned it has it.';
  return `Write at the end of ${code(file)}:${block(lines.join('\n'))}${kept}`;
}

/** Builds an image of what the context sends, and looks for each. */
function probe(app: App, git: boolean, paths: readonly string[]): string {
  const patterns = [...(git ? [String.raw`^\.git/`] : []), ...paths.map((path) => `^${literally(inContext(app, path))}$`)];
  const searched = patterns.map((pattern) => `-e ${shellWord(pattern)}`).join(' ');
  const build = `docker build --quiet --file - --output type=tar,dest=- ${shellPath(app.context)}`;
  return `sent=$(printf 'FROM scratch\\nCOPY . /\\n' | ${build} | tar -t) && ! printf '%s\\n' "$sent" | grep -E ${searched}`;
}
