import { dockerfile, type DockerfileFacts, type ParsedDockerfile } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Edit, fail, type Judgement, pass } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { appImage } from '../app-image.ts';
import { respelt } from '../dockerfile-text.ts';
import { mayCompile } from '../go-build.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/grade/shell-word.ts';
import { contributing } from '../stages.ts';
import { serverFolder, starterDockerfile } from '../starter.ts';

export default check({
  id: 'dockerfile-parses',
  title: 'A valid Dockerfile builds the given server',
  needs: { dockerfile },
  after: [],
  weight: 1,
  level: 'junior',
  skills: ['docker.dockerfile'],
  why: 'Without a Dockerfile that builds the server from its source, nobody else can make this image or tell what is in it.',
  docs: 'https://docs.docker.com/reference/dockerfile/',
  judge: ({ dockerfile }, settings) => {
    const { app, files } = dockerfile;
    const file = files.find(({ path }) => path === app?.path);
    if (app === undefined || file === undefined) return missing(files, settings);
    if (file.problems.length > 0) return broken(file, app.context);
    return fromSource(dockerfile, settings) ?? pass(`${code(file.path)} builds it from ${code(app.context)}`);
  },
});

const expected = 'a Dockerfile that BuildKit accepts and that builds the given server from source';

function missing(files: readonly ParsedDockerfile[], settings: Settings): Judgement {
  const [other] = files;
  const folder = serverFolder(settings);
  const path = `${folder}/Dockerfile`;
  return fail({
    expected,
    observed: other === undefined ? 'no Dockerfile or Containerfile' : 'none of the Dockerfiles builds the server',
    at: other && { path: other.path },
    fix: `Write ${code(path)}, beginning with:${block(starterDockerfile(settings), 'dockerfile')}`,
    reproduce: `test -f ${shellPath(path)}`,
  });
}

function broken(file: ParsedDockerfile, context: string): Judgement {
  const { path, problems } = file;
  const [first, ...others] = problems;
  const edits = problems.map((problem) => respelt(file, problem));
  return fail({
    expected,
    observed: `${first?.message ?? ''}${others.length > 0 ? `, and ${others.length} more` : ''}`,
    at: { path, ...(first && { line: first.line }) },
    alsoAt: others.map(({ line }) => ({ path, line })),
    fix: problems.map(({ line, fix }, index) => `Line ${line} of ${code(path)}: ${fix}${becomes(edits[index])}`).join('\n'),
    edits: edits.every((edit) => edit !== undefined) ? edits : undefined,
    reproduce: `docker build --call=outline --file ${shellPath(path)} ${shellPath(context)}`,
  });
}

const becomes = (edit: Edit | undefined): string => (edit === undefined ? '' : ` The line becomes ${code(edit.text)}.`);

/** A program that was built elsewhere and committed is no work of this file. Undefined: it builds one. */
function fromSource(facts: DockerfileFacts, settings: Settings): Judgement | undefined {
  const { file, final, at } = appImage(facts);
  if (contributing(file, final).some(({ instructions }) => instructions.some(mayCompile))) return undefined;
  return fail({
    expected,
    observed: 'no instruction compiles the server: the image would hold a program that was built elsewhere',
    at: at(final.line),
    fix: `Compile it in a stage of this file, and copy what that stage makes:${block(starterDockerfile(settings), 'dockerfile')}`,
    reproduce: `grep -qE '^([^#"]*[ ;&])?(go +(build|install)|make) ' ${shellPath(file.path)}`,
  });
}
