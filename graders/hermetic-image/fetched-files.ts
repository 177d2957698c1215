import type { Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { contributing } from './stages.ts';

const remote = /(?:^|[\s"'[,])(?:https?|git|ssh):\/\/|(?:^|[\s"'[,])git@/;

/** The first ADD that fetches from a URL, of the stages that the image is made of. BuildKit fetches it with the network of steps off too. */
export function fetchingAdd(file: ParsedDockerfile, final: Stage): Instruction | undefined {
  const stages = contributing(file, final);
  const added = stages.flatMap(({ instructions }) => instructions).filter(({ keyword }) => keyword === 'ADD');
  const remoteNames = [...file.globals, ...stages.flatMap(({ instructions }) => instructions.flatMap(({ pairs }) => pairs))].flatMap(({ name, value = '' }) => (remote.test(value) ? [name] : []));
  return added.find(({ text }) => remote.test(text) || remoteNames.some((name) => uses(text, name)));
}

/** `$NAME`, `${NAME}`, `${NAME:-…}`. */
const uses = (text: string, name: string): boolean => new RegExp(String.raw`\$(?:${RegExp.escape(name)}\b|\{${RegExp.escape(name)}[}:+#%/-])`).test(text);
