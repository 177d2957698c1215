import type { Command } from './shell-commands.ts';
import { known, isKnown, joined, pieces, type Text } from './text.ts';

/** What a command prints, as far as its words tell; undefined: only a run would. */
export function printedBy(command: Command): Text | undefined {
  const [program, ...words] = command.words;
  switch (program?.text.split('/').at(-1)) {
    case 'echo':
      return joined(words.filter(({ text }, index) => index > 0 || !/^-[neE]+$/.test(text)), ' ');
    case 'printf':
      return formatted(words);
    case 'cat':
    case 'tee':
    case 'xargs':
      return program?.text === 'cat' && words.some(({ text }) => text !== '-') ? undefined : inputOf(command);
    case 'tr':
      return translated(words, inputOf(command));
    case 'awk':
    case 'sed':
      return lowers.test(words.at(-1)?.text ?? '') ? lowered(inputOf(command)) : undefined;
    case 'basename':
      return words.length === 1 ? lastPart(words[0]) : undefined;
    case 'cut':
      return fieldOf(words, inputOf(command));
    default:
      return undefined;
  }
}

/** What it reads: from a pipe, a here-string or a heredoc. */
export function inputOf({ input, redirects }: Command): Text | undefined {
  const here = redirects.findLast(({ operator }) => operator === '<<<' || operator === '<<');
  return here === undefined ? input && printedBy(input) : here.target;
}

/** How awk and sed are told to write in lower case. */
const lowers = /^\{\s*print\s+tolower\(\s*\$[01]\s*\);?\s*\}$|^s([/|#])(?:\.\*|\.|\(\.\*\))\1\\L(?:&|\\[01])\1g?$/;

const lowered = (text: Text | undefined): Text | undefined => text && { ...text, text: text.text.toLowerCase() };

function formatted([format, ...values]: readonly Text[]): Text | undefined {
  if (format === undefined || !isKnown(format)) return undefined;
  const parts = format.text.replace(/\\n$/, '').replaceAll('\\n', '\n').split('%s');
  return joined(parts.flatMap((part, index) => (index === 0 ? [known(part)] : [values[index - 1] ?? known(''), known(part)])));
}

const capitals = /^\[?(A-Z|:upper:)\]?$/;
const smalls = /^\[?(a-z|:lower:)\]?$/;

function translated(words: readonly Text[], input: Text | undefined): Text | undefined {
  const [first = '', second = ''] = words.map(({ text }) => text);
  const inner = (text: string): string => text.replace(/^\[(\[.*\])\]$/, '$1');
  if (capitals.test(inner(first)) && smalls.test(inner(second))) return lowered(input);
  // Without line ends, of which the words here have none.
  return first === '-d' && /^(\\n|\\r|\\r\\n|\[:space:\])$/.test(second) ? input : undefined;
}

/** Of a path whose last part has no slash in its holes. */
const lastPart = (path: Text | undefined): Text | undefined => path && pieces(path, /\//).at(-1);

/** `cut -d/ -f2`. */
function fieldOf(words: readonly Text[], input: Text | undefined): Text | undefined {
  const options = words.map(({ text }) => text).join(' ');
  const by = /(?:^| )-d ?(\S)(?: |$)/.exec(options)?.[1];
  const field = /(?:^| )-f ?(\d)(?: |$)/.exec(options)?.[1];
  if (by === undefined || field === undefined || input?.text.includes(by) !== true) return undefined;
  return pieces(input, new RegExp(RegExp.escape(by)))[Number(field) - 1];
}
