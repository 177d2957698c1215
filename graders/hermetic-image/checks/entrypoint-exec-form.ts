import { dockerfile, type Instruction } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { type AppImage, appImage } from '../app-image.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { firstProcess, plainWords, startCommand } from '../start-command.ts';
import { jsonOf, lastIsArray, namesNo, withoutShell } from '../start-command-cure.ts';
import { programName } from '../starter.ts';

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
    return judgeWords(image, starts, programName(settings));
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
    observed: `${code(`${keyword} ${text}`)}, which runs in a shell`,
    at: at(line),
    ...withoutShell(file.path, instruction, plainWords(text), program),
    reproduce: lastIsArray(file.path),
  });
}

function judgeWords({ file, at }: AppImage, instruction: Instruction, program: string): Judgement {
  const { keyword, exec = [], line } = instruction;
  const first = firstProcess(exec);
  const written = code(`${keyword} ${jsonOf(exec)}`);
  if (first.kind === 'program') return pass(written);
  if (first.kind === 'script') return unresolved(`whether ${code(first.path)} ends in \`exec\` is not in the Dockerfile`, at(line));
  const words = first.script === undefined ? undefined : plainWords(first.script);
  return fail({
    expected,
    observed: `${written}, in which ${code(first.name)} stays in front of the server`,
    at: at(line),
    ...withoutShell(file.path, instruction, words && [...first.init, ...words], program),
    reproduce: namesNo(first.name, file.path),
  });
}
