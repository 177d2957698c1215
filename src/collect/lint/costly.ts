import { readDirectives } from '../dockerfile/directives.ts';
import { type LogicalLine, logicalLines } from '../dockerfile/lines.ts';
import type { Finding } from './section.ts';

// hadolint 2.15.1, on two cores: substitutions within each other take twice as long for every level (8: 0.7 s, 12: 8 s,
// 15: past 25 s), blocks and brackets the square of their depth (1,000: 1 to 19 s), and so does a long RUN (10,000
// characters of commands: 6 s).
const deepestSubstitution = 8;
const deepestBlock = 100;
const longestInstruction = 16 * 1024;

/** What hadolint would be too long at, at the line where it begins: an error and a warning, since what is not linted is free of neither. */
export function costlyFindings(dockerfile: string): readonly Finding[] {
  const lines = dockerfile.split('\n');
  for (const logical of logicalLines({ lines, escape: readDirectives(lines).escape })) {
    const how = costOf(logical);
    if (how !== undefined) return (['error', 'warning'] as const).map((level) => ({ code: 'DOCC-LINT-LIMIT', level, line: logical.line, message: messageOf(how) }));
  }
  return [];
}

const messageOf = (how: string): string => `the instruction ${how}, so this Dockerfile was not linted: move it into a script that a RUN calls.`;

function costOf({ text, heredocs }: LogicalLine): string | undefined {
  const whole = [text, ...heredocs.map((each) => each.text)].join('\n');
  const { substitutions, blocks } = depthsOf(whole);
  if (substitutions > deepestSubstitution) return `has more than ${deepestSubstitution} substitutions within each other`;
  if (blocks > deepestBlock) return `has more than ${deepestBlock} blocks or brackets within each other`;
  return whole.length > longestInstruction ? `has more than ${longestInstruction / 1024} KiB` : undefined;
}

const piece = /\\[^]|\$\(|[({]|[)}]|\b(?:if|for|while|until|case|fi|done|esac)\b/g;

/** How deep a shell would have to go, quotes left aside: a little too deep for text that is no script. */
function depthsOf(text: string): { readonly substitutions: number; readonly blocks: number } {
  const open: string[] = [];
  let substitutions = 0;
  let blocks = 0;
  let within = 0;
  for (const [found] of text.matchAll(piece)) {
    if (found.startsWith('\\')) continue;
    const closes = closers.get(found);
    if (closes === undefined) open.push(found);
    else if (open.at(-1) !== undefined && closes.includes(open.at(-1) ?? '')) within -= open.pop() === '$(' ? 1 : 0;
    if (found === '$(') within += 1;
    substitutions = Math.max(substitutions, within);
    blocks = Math.max(blocks, open.length);
  }
  return { substitutions, blocks };
}

const closers: ReadonlyMap<string, readonly string[]> = new Map([
  [')', ['(', '$(']],
  ['}', ['{']],
  ['fi', ['if']],
  ['done', ['for', 'while', 'until']],
  ['esac', ['case']],
]);
