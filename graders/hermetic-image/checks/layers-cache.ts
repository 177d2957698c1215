import { dockerfile, type Instruction, type ParsedDockerfile, type Stage } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { commandsOfRun, programOf } from '../dockerfile-commands.ts';
import { mayCompile } from '../go-build.ts';
import { block } from '../markdown.ts';
import { shellPath } from '../shell-word.ts';
import { contributing, lineage, mounts } from '../stages.ts';
import { serverFolder } from '../starter.ts';

export default check({
  id: 'layers-cache',
  title: 'A change of the source does not fetch the dependencies again',
  needs: { dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.build-cache'],
  why: 'When every edit downloads every module again, builds take minutes, and fail whenever the module proxy does.',
  docs: 'https://docs.docker.com/build/cache/optimize/',
  judge: ({ dockerfile }, settings) => {
    const { app, file, final, at } = appImage(dockerfile);
    if (app.dependencies !== 'fetched') return pass(app.dependencies === 'none' ? 'the server needs no module' : 'modules are vendored');
    const stages = contributing(file, final).map((stage) => lineage(file, stage));
    if (stages.some(fetchesFirst)) return pass('modules are fetched before the source is copied');
    const compiling = stages.flat().flatMap(({ instructions }) => instructions).filter(mayCompile);
    if (compiling.some(cachesModules)) return pass('modules are kept in a cache mount');
    const [first] = compiling;
    return fail({
      expected: 'modules fetched before the source is copied, kept in a cache mount, or vendored',
      observed: 'every change of the source fetches them again',
      at: at(first?.line ?? final.line),
      fix: `Put this in front of the \`COPY\` that brings the source:${block(moduleLines(app.context, serverFolder(settings)), 'dockerfile')}`,
      reproduce: reproduce(file),
    });
  },
});

/** The module stands with the server, wherever in the context that is. */
function moduleLines(context: string, server: string): string {
  const inside = context === server ? '' : context === '.' ? `${server}/` : server.startsWith(`${context}/`) ? `${server.slice(context.length + 1)}/` : '';
  return `COPY ${inside}go.mod ${inside}go.sum ./\nRUN go mod download`;
}

/** Whether a fetch stands before the first COPY of more than module files. */
function fetchesFirst(stages: readonly Stage[]): boolean {
  for (const instruction of stages.flatMap(({ instructions }) => instructions)) {
    if (fetches(instruction)) return true;
    if (bringsSource(instruction)) return false;
  }
  return false;
}

const fetches = (instruction: Instruction): boolean =>
  !bindsSource(instruction) &&
  commandsOfRun(instruction).some((command) => {
    const { program, args } = programOf(command);
    return program === 'go' && (args[0] === 'get' || (args[0] === 'mod' && /^(download|vendor|tidy)$/.test(args[1] ?? '')));
  });

const moduleFile = /(^|\/)go\.(mod|sum|work|work\.sum|\*)$/;

function bringsSource(instruction: Instruction): boolean {
  const { keyword, exec, text, flags } = instruction;
  if (keyword === 'RUN') return bindsSource(instruction);
  if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return false;
  const sources = (exec ?? text.split(/\s+/)).slice(0, -1);
  return sources.some((source) => !moduleFile.test(source) && !/^https?:|^<</.test(source));
}

const bindsSource = ({ flags }: Instruction): boolean =>
  mounts({ flags }).some((mount) => mount.get('type') === 'bind' && !mount.has('from') && !moduleFile.test(mount.get('source') ?? mount.get('src') ?? '.'));

/** A cache of compiled packages alone keeps no module. */
const cachesModules = ({ flags }: Instruction): boolean =>
  mounts({ flags }).some((mount) => mount.get('type') === 'cache' && !/go-build\/?$/.test(mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? ''));

const reproduce = ({ path }: ParsedDockerfile): string =>
  `awk '/type=cache,target=[^ ]*mod/ || (/go mod download/ && !source) { kept = 1 } toupper($1) == "COPY" && !/go[.](mod|sum|[*])|--from/ { source = 1 } END { exit !kept }' ${shellPath(path)}`;
