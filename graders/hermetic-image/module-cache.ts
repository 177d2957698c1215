import type { Instruction, Stage } from '../../src/collect/dockerfile/section.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { mounts } from './stages.ts';

/** Whether a fetch stands before the first COPY of more than module files. */
export function fetchesFirst(stages: readonly Stage[]): boolean {
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
  mounts({ flags }).some((mount) => {
    const source = mount.get('source') ?? mount.get('src') ?? '.';
    return mount.get('type') === 'bind' && !mount.has('from') && !moduleFile.test(source);
  });

/** A cache of compiled packages alone keeps no module. */
export const cachesModules = ({ flags }: Instruction): boolean =>
  mounts({ flags }).some((mount) => {
    const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    return mount.get('type') === 'cache' && !/go-build\/?$/.test(target);
  });
