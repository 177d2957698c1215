import { dockerfile, type DockerfileFacts, type Instruction, type ParsedDockerfile, type Stage } from '../../../src/collect/dockerfile/section.ts';
import { tree, type TreeFacts } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Edit, fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { type AppImage, appImage } from '../app-image.ts';
import { isPlain } from '../base-images.ts';
import { allBuiltOf, givenSources } from '../built-server.ts';
import { commandsOfRun } from '../dockerfile-commands.ts';
import { respelt } from '../dockerfile-text.ts';
import { literally, searched } from '../external-images.ts';
import { imageFiles, isFollowed } from '../image-files.ts';
import { isCompile, mayCompile } from '../go-build.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { contributing, sourcesOf, stageCalled } from '../stages.ts';
import { type Built, type Started, startedProgram } from '../started-program.ts';
import { serverFolder, starterDockerfile } from '../starter.ts';

export default check({
  id: 'dockerfile-parses',
  title: 'A valid Dockerfile builds the given server',
  needs: { dockerfile, tree },
  after: [],
  weight: 1,
  level: 'junior',
  skills: ['docker.dockerfile'],
  why: 'Without a Dockerfile that builds the server from its source, nobody else can make this image or tell what is in it.',
  docs: 'https://docs.docker.com/reference/dockerfile/',
  judge: ({ dockerfile, tree }, settings) => {
    const { app, files } = dockerfile;
    const file = files.find(({ path }) => path === app?.path);
    if (app === undefined || file === undefined) return unread(files, tree) ?? missing(files, settings);
    if (file.problems.length > 0) return broken(file, app.context);
    return fromSource(dockerfile, settings) ?? ofTheServer(dockerfile, settings) ?? pass(`${code(file.path)} builds it from ${code(app.context)}`);
  },
});

const expected = 'a Dockerfile that BuildKit accepts and that builds the given server from source';

/** One that is there, and is a link, a pointer of Git LFS or the like. Undefined: none of them is to blame. */
function unread(files: readonly ParsedDockerfile[], { refused }: TreeFacts): Judgement | undefined {
  const found = refused.find(({ path }) => /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[^/]*)?$/i.test(path));
  if (found === undefined || files.length > 0) return undefined;
  const { path, observed, fix } = found;
  return fail({ expected, observed: `${code(path)} is ${observed}`, at: { path }, fix: `${code(path)}: ${fix}`, reproduce: `test -f ${shellPath(path)} && test ! -L ${shellPath(path)} && ! grep -q '^version https://git-lfs' ${shellPath(path)}` });
}

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
  const used = contributing(file, final);
  if (used.some(compiles)) return facts.app?.sent.files === 0 && !used.some(maySource) ? ofNothing(appImage(facts), settings) : undefined;
  const compiling = file.stages.findLast(compiles);
  const stray = compiling && used.flatMap(({ instructions }) => instructions).find((each) => sourcesOf(each).some((source) => isBare(source, file)));
  if (compiling !== undefined && stray !== undefined) return fromNowhere(appImage(facts), stray, compiling);
  return fail({
    expected,
    observed: 'no instruction compiles the server: the image would hold a program that was built elsewhere',
    at: at(final.line),
    fix: `Compile it in a stage of this file, and copy what that stage makes:${block(starterDockerfile(settings), 'dockerfile')}`,
    reproduce: `grep -qE '^([^#"]*[ ;&])?(go +(build|install)|make) ' ${shellPath(file.path)}`,
  });
}

/** A tool that isn't known could compile the server where its source is, and there it isn't. */
function ofNothing({ file, final, at }: AppImage, settings: Settings): Judgement {
  return fail({
    expected,
    observed: 'no instruction brings the source of the server to where it could be compiled',
    at: at(final.line),
    fix: `Copy it into a stage of this file that compiles it, as in:${block(starterDockerfile(settings), 'dockerfile')}`,
    reproduce: `grep -qE '^(COPY|ADD) ' ${shellPath(file.path)}`,
  });
}

/** Whether a stage names what compiles, or where source may come from that isn't in the context: a base of one's own, an address, another image. */
function maySource({ base, instructions }: Stage): boolean {
  if (base.kind === 'unresolved' || (base.kind === 'image' && !isPlain(base.text))) return true;
  return instructions.some((each) => commandsOfRun(each).some(isCompile) || /:\/\/|\bgit\b/.test(each.text) || each.heredocs.length > 0 || each.flags.some(({ name, value }) => name === 'from' && /[/:]/.test(value)));
}

const compiles = ({ instructions }: Stage): boolean => instructions.some(mayCompile);

/** A name such as stages have, which none of this file has: BuildKit asks a registry for it. */
const isBare = (source: string, file: ParsedDockerfile): boolean => /^[\w.-]+$/.test(source) && stageCalled(file, source) === undefined;

function fromNowhere({ file, at }: AppImage, instruction: Instruction, { name, line }: Stage): Judgement {
  const source = sourcesOf(instruction).find((each) => isBare(each, file)) ?? '';
  const named = `from=${source}`;
  return fail({
    expected,
    observed: `no stage is called ${code(source)}, so Docker would fetch an image of that name; the stage that compiles${name === undefined ? ' has no name' : ` is ${code(name)}`}`,
    at: at(instruction.line),
    alsoAt: [at(line)],
    fix: name === undefined ? `End line ${line} of ${code(file.path)} with ${code(`AS ${source}`)}.` : `Line ${instruction.line} of ${code(file.path)}: write ${code(`from=${name}`)} instead of ${code(named)}.`,
    reproduce: name === undefined ? searched({ ...file, globals: [] }, `[Aa][Ss][[:space:]]+${literally(source)}[[:space:]]*$`) : `! ${searched({ ...file, globals: [] }, `${literally(named)}([[:space:],]|$)`)}`,
  });
}

/** What the image starts has to be made here, and of the server. Undefined: it is, or by means that get the benefit of the doubt. */
function ofTheServer(facts: DockerfileFacts, settings: Settings): Judgement | undefined {
  const image = appImage(facts);
  const files = imageFiles(facts);
  const started = startedProgram(files);
  if (started.kind === 'doubtful') return unresolved(started.reason, image.at(started.line));
  if (started.kind === 'elsewhere') return madeElsewhere(image, started, settings);
  const built = allBuiltOf(files, started.builds, givenSources(settings));
  const wrong = built.filter(({ of }) => of.kind === 'another' || of.kind === 'nothing');
  const [first] = wrong;
  if (!isFollowed(files)) return unresolved('what the image starts is made in more steps than can be followed', image.at(image.final.line));
  if (first === undefined) return undefined;
  if (wrong.length < built.length) return unresolved('whether the server or another program is built, a branch decides', image.at(first.build.line));
  return first.of.kind === 'another' ? anotherProgram(image, first.build, first.of.what, settings) : withoutSource(image, first.build);
}

function madeElsewhere({ file, at }: AppImage, { program, from, line, sign }: Extract<Started, { kind: 'elsewhere' }>, settings: Settings): Judgement {
  const instruction = file.stages.flatMap(({ instructions }) => instructions).findLast((each) => each.line === line);
  // Without a command of its own it is a COPY, told by where it goes.
  const pattern = sign === undefined ? `${literally(instruction?.text.split(/\s+/).at(-1) ?? program)}[]"[:space:]]*$` : literally(sign);
  return fail({
    expected,
    observed: `the image starts ${code(program)}, which is ${from} and nothing that is compiled here`,
    at: at(line),
    fix: `Take it out of the build and out of the repository, and let the image start what \`go build\` writes:${block(starterDockerfile(settings), 'dockerfile')}`,
    reproduce: `! ${searched(file, pattern)}`,
  });
}

function anotherProgram({ file, at }: AppImage, { build, line }: Built, what: string, settings: Settings): Judgement {
  const written = build.packages.at(-1);
  const call = written === undefined ? `go ${build.verb}` : written;
  return fail({
    expected,
    observed: `what the image starts is built of ${what}`,
    at: at(line),
    fix: `Line ${line}: build the package with the given ${givenSources(settings).map(code).join(', ')}, as in:${block(starterDockerfile(settings), 'dockerfile')}`,
    reproduce: `! ${searched(file, `[[:space:]]${literally(call)}([[:space:]]|$)`)}`,
  });
}

function withoutSource({ file, app, at }: AppImage, { line }: Built): Judgement {
  const { ignoreFile } = app;
  const observed = 'no instruction brings Go source to where the server is compiled';
  const reproduce = `docker build --quiet --output type=cacheonly --file ${shellPath(file.path)} ${shellPath(app.context)}`;
  if (ignoreFile === undefined) {
    return fail({ expected, observed, at: at(line), fix: `Write before line ${line}, behind \`WORKDIR /src\`: \`COPY . .\``, reproduce });
  }
  return fail({
    expected,
    observed: `${observed}: ${code(ignoreFile)} may keep it out`,
    at: { path: ignoreFile },
    alsoAt: [at(line)],
    fix: `Write at the end of ${code(ignoreFile)}:${block('!**/go.mod\n!**/*.go')}\nand see that a \`COPY\` before line ${line} of ${code(file.path)} takes it to the folder of \`go build\`.`,
    reproduce,
  });
}
