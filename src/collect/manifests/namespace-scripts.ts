import type { Submission } from '../../submission/submission.ts';
import type { ManifestsFacts } from './section.ts';
import { withoutMarks } from './unknowns.ts';

const scripts = /(?:^|\/)(?:GNUmakefile|[Mm]akefile|\.?[Jj]ustfile|[Tt]askfile\.ya?ml|[^/]+\.(?:sh|bash|mk))$/;
const maxScriptBytes = 256 * 1024;
const longestCommand = 1_000;
const mostCommands = 50;

/** `kubectl create namespace docc` and `kubectl label ns docc …` in Makefiles and scripts. */
export function scriptedNamespaces({ files }: Submission): Pick<ManifestsFacts, 'namespaceCommands'> {
  const all = files.flatMap((file) => {
    const { path } = file;
    if (!scripts.test(path) || file.bytes.length > maxScriptBytes) return [];
    const text = withoutMarks(new TextDecoder().decode(file.bytes));
    return text.includes('kubectl') ? commandsIn(path, text) : [];
  });
  return all.length === 0 ? {} : { namespaceCommands: all.slice(0, mostCommands) };
}

type Command = NonNullable<ManifestsFacts['namespaceCommands']>[number];

function commandsIn(path: string, text: string): readonly Command[] {
  const rows = text.split('\n');
  const variables = variablesIn(rows);
  return rows.flatMap((_, index): readonly Command[] => {
    const command = joined(rows, index).trim().replace(/^[@+-]+/, '').trim();
    if (!/\bkubectl\b.{0,200}\b(?:create|label)\s+(?:namespaces?|ns)\b/.test(command.slice(0, longestCommand)) || command.startsWith('#')) return [];
    return [{ text: filled(command, variables).slice(0, longestCommand).toWellFormed(), at: { path, line: index + 1 } }];
  });
}

/** A line that ends in a backslash goes on in the next. */
function joined(rows: readonly string[], from: number): string {
  const end = rows.slice(from, from + 10).findIndex((row) => !row.trimEnd().endsWith('\\'));
  return rows.slice(from, from + (end === -1 ? 10 : end + 1)).map((row) => row.trimEnd().replace(/\\$/, ' ')).join('');
}

/** Those with a plain value, the last that is given one. */
const variablesIn = (rows: readonly string[]): ReadonlyMap<string, string> =>
  new Map(rows.flatMap((row) => {
    const [, name, value] = /^(?:export |readonly )?([A-Za-z_]\w{0,60}) ?[:?]?= ?["']?([\w.-]{1,100})["']?$/.exec(row.slice(0, 300).trim()) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  }));

/** `$(NAME)`, `${NAME}`, `$NAME`. */
const filled = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.slice(0, 4_000).replaceAll(/\$\$?(?:\((\w{1,61})\)|\{(\w{1,61})\}|(\w{1,61}))/g, (written, one?: string, two?: string, three?: string) => variables.get(one ?? two ?? three ?? '') ?? written);
