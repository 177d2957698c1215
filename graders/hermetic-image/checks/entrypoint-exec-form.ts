import { dockerfile, type Instruction } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { type AppImage, appImage } from '../app-image.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { imageFiles } from '../image-files.ts';
import type { ImageFiles } from '../origins.ts';
import { plainWords, type Process, processesOf, startCommand } from '../start-command.ts';
import { arrayMeant, jsonOf, lastIsArray, namesNo, withoutShell } from '../start-command-cure.ts';
import { scriptFile, startWords, textsOf } from '../started-program.ts';
import { programName } from '../starter.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'entrypoint-exec-form',
  title: 'The server is the first process, without a shell',
  needs: { dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'junior',
  skills: ['docker.entrypoint'],
  why: 'A shell as process 1 keeps SIGTERM to itself: every stop takes the whole grace period and cuts requests off.',
  docs: 'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
  discuss: {
    topic: 'system-and-network',
    passed: 'Your server is process 1. What does a kernel do differently for process 1, and when would you put an init in front?',
    failed: 'Your image starts like this: {observed}. What happens, signal by signal, when Kubernetes stops that pod?',
  },
  judge: ({ dockerfile }, settings) => {
    const image = appImage(dockerfile);
    const { entrypoint, cmd } = startCommand(image.file, image.final);
    const starts = entrypoint ?? cmd;
    if (starts === undefined) return unsaid(image, settings);
    for (const each of [starts, cmd]) {
      if (each !== undefined && each.exec === undefined) return shellForm(image, each, each === starts ? programName(settings) : undefined);
    }
    return judgeWords(image, imageFiles(dockerfile), { starts, cmd }, programName(settings));
  },
});

const expected = 'ENTRYPOINT or CMD as a JSON array that begins with the server, or with an init that hands signals on';

function unsaid({ file, final, at }: AppImage, settings: Settings): Judgement {
  return fail({
    expected,
    observed: 'neither ENTRYPOINT nor CMD',
    at: at(final.line),
    fix: `Write at the end of the stage, with the path that your \`COPY\` gives the program:${block(`ENTRYPOINT ["/${programName(settings)}"]`, 'dockerfile')}`,
    reproduce: lastIsArray(file.path),
  });
}

function shellForm({ file, at }: AppImage, instruction: Instruction, program: string | undefined): Judgement {
  const { keyword, text, line } = instruction;
  return fail({
    expected,
    observed: `${code(`${keyword} ${text}`)}, which ${text.startsWith('[') ? 'is no JSON array, so it runs in a shell' : 'runs in a shell'}`,
    at: at(line),
    ...withoutShell(file.path, instruction, arrayMeant(text) ?? plainWords(text), program),
    reproduce: lastIsArray(file.path),
  });
}

function judgeWords(image: AppImage, files: ImageFiles, { starts, cmd }: Starts, program: string): Judgement {
  const written = [starts, ...(cmd === undefined || cmd === starts ? [] : [cmd])].map((each) => code(`${each.keyword} ${jsonOf(each.exec ?? [])}`)).join(' with ');
  const processes = processesOf(startWords(files), textsOf(files));
  for (const process of processes) {
    if (process.kind === 'program' || process.kind === 'wrapper' || process.stays === 'no') continue;
    if (process.kind === 'script') return inScript(image, files, process, starts, program);
    if (process.stays === 'yes') return inShell(image, { starts, cmd }, process, { written, program });
    return unresolved(`whether ${code(process.script ?? process.name)} ends in \`exec\`, a branch decides`, image.at(starts.line));
  }
  return pass(written);
}

type Starts = { readonly starts: Instruction; readonly cmd: Instruction | undefined };
type Shell = Extract<Process, { kind: 'shell' }>;

function inShell({ file, at }: AppImage, { starts, cmd }: Starts, { name, script, before }: Shell, { written, program }: { readonly written: string; readonly program: string }): Judgement {
  const other = cmd === starts ? undefined : cmd;
  const inCmd = other !== undefined && before <= (other.exec?.length ?? 0);
  const instruction = inCmd ? other : starts;
  const words = script === undefined || (other !== undefined && !inCmd) ? undefined : plainWords(script);
  const kept = (instruction.exec ?? []).slice(0, Math.max((instruction.exec?.length ?? 0) - before, 0));
  return fail({
    expected,
    observed: `${written}, in which ${code(name)} stays in front of the server`,
    at: at(instruction.line),
    ...withoutShell(file.path, instruction, words && [...kept, ...words], program),
    reproduce: namesNo(name, file.path),
  });
}

function inScript({ at }: AppImage, files: ImageFiles, { path, stays }: Extract<Process, { kind: 'script' }>, { line }: Instruction, program: string): Judgement {
  const committed = scriptFile(files, path);
  if (stays === 'unknown' || committed === undefined) return unresolved(`whether ${code(path)} ends in \`exec\` is not in the Dockerfile`, at(line));
  return fail({
    expected,
    observed: `${code(committed)} runs in a shell, which stays in front of the server`,
    at: { path: committed },
    alsoAt: [at(line)],
    fix: `Write \`exec\` before the last command of ${code(committed)}, as in \`exec /${program}\` or \`exec "$@"\`.`,
    reproduce: `grep -qE '(^|[;&|][[:space:]]*|[[:space:]])exec[[:space:]]+[^[:space:]]' ${shellPath(committed)}`,
  });
}
