import { own } from '../../src/evidence/own.ts';
import { interpreterOf, isShell } from './shell-interpreter.ts';
import { isKnown, known, type Text } from './text.ts';

/** What a step's script is given to. */
export type StepShell =
  | { readonly kind: 'shell'; readonly stopsOnFailure: boolean; readonly doubt?: string }
  /** Another language: its text is not read. */
  | { readonly kind: 'other'; readonly name: string }
  /** It never runs the script. */
  | { readonly kind: 'none' };

/** Names that GitHub knows. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const builtIn: Readonly<Record<string, StepShell>> = {
  bash: { kind: 'shell', stopsOnFailure: true },
  sh: { kind: 'shell', stopsOnFailure: true },
  pwsh: { kind: 'other', name: 'pwsh' },
  powershell: { kind: 'other', name: 'powershell' },
  cmd: { kind: 'other', name: 'cmd' },
  python: { kind: 'other', name: 'python' },
};

/** Programs that do something else with a file than run it. */
const idle = /^(cat|echo|true|false|printf|tee|head|tail|wc|ls|touch|rm|cp|mv|test|sleep|stat|file|less|more|grep|sort|md5sum|sha256sum|base64|:)$/;

/** GitHub refuses a name that it doesn't know; `{0}` is the script's file. */
export function stepShell(written: Text | undefined): StepShell {
  if (written === undefined) return { kind: 'shell', stopsOnFailure: true };
  if (!isKnown(written)) return { kind: 'shell', stopsOnFailure: true, doubt: 'what shell runs it' };
  const text = written.text.trim();
  const ready = own(builtIn, text);
  if (ready !== undefined) return ready;
  if (!text.includes('{0}')) return { kind: 'none' };
  const words = text.replaceAll(/["']/g, ' ').trim().split(/\s+/);
  if (idle.test(baseName(words[0]))) return { kind: 'none' };
  const at = words.findLastIndex((word) => isShell(word));
  const program = at === -1 ? undefined : interpreterOf(words.slice(at).map(known));
  if (program === undefined) return { kind: 'other', name: baseName(words[0]) };
  // `bash -c 'true' {0}` has a script already.
  const given = program.script ?? program.operands.find(({ text }) => text === '{0}');
  return program.runs && given?.text === '{0}' ? { kind: 'shell', stopsOnFailure: program.stopsOnFailure } : { kind: 'none' };
}

const baseName = (path: string | undefined): string => path?.split('/').at(-1) ?? '';
