import { type LiteralKind, literalKind, secretsAssigned, valueOf, type Writing } from './assignment.ts';
import { isModelFile } from './stand-in.ts';

/** A name that an earlier line gave to the value of a later one, and for how many lines more. */
type Named = { readonly name: string; readonly lines: number };
type State = { readonly heredoc?: string | undefined; readonly named?: Named | undefined };

const settingsFile =
  /(?:^|\/)(?:\.env(?:rc|\.[^/]*)?|\.npmrc|\.pypirc|[^/]*\.(?:env|ini|cfg|conf|cnf|properties|toml|ya?ml|tpl|tftpl|gotmpl))$/i;
const scriptFile = /(?:^|\/)(?:makefile|(?:[^/]*\.)?(?:dockerfile|containerfile)(?:\.[^/]*)?|[^/]*\.(?:sh|bash|zsh|mk))$/i;
const quotedFile = /\.(?:tf|tofu|tfvars|hcl|json)$/i;

/** How a file of that name writes settings; undefined where it holds none. */
export function writingOf(path: string): Writing | undefined {
  if (isModelFile(path)) return undefined;
  if (quotedFile.test(path)) return 'quoted';
  if (settingsFile.test(path)) return 'either';
  return scriptFile.test(path) ? 'equals' : undefined;
}

/** The literals that lines assign to secret names, in order. */
export function assignedIn(lines: readonly string[], writing: Writing): readonly { readonly line: number; readonly kind: LiteralKind }[] {
  let state: State = {};
  return lines.flatMap((line, index) => {
    const now = state;
    if (now.heredoc === undefined && now.named === undefined && !telling.test(line)) return [];
    state = after(line, writing, now);
    const kind = comment.test(line) ? undefined : kindIn(line, now.heredoc === undefined ? writing : 'either', now.named);
    return kind === undefined ? [] : [{ line: index + 1, kind }];
  });
}

/** One search for the many lines that hold nothing: neither a secret name, nor a name, nor a heredoc. */
const telling = /pass|pwd|secret|token|key|name|variable|<</i;
const comment = /^\s*(?:#|\/\/|;|\*|<!--)/;
const heredoc = /<<[-~]?\s*["']?(\w+)["']?\s*$/;
const naming = /^\s*(?:-\s+)?["']?name["']?\s*[:=]\s*["']?([\w.-]+)["']?,?\s*$|^\s*variable\s+"([\w-]+)"/;
const given = /^\s*["']?(?:value|default)["']?\s*([:=])\s*(.*)$/;
const newItem = /^\s*(?:-\s|\})/;
/** A variable's type, description and validation stand between its name and its default. */
const namedLines = 8;

function after(line: string, writing: Writing, { heredoc: open, named }: State): State {
  if (open !== undefined) return line.trim() === open ? {} : { heredoc: open };
  const match = naming.exec(line);
  const name = match?.[1] ?? match?.[2];
  const kept = named === undefined || named.lines === 0 || newItem.test(line) ? undefined : { ...named, lines: named.lines - 1 };
  return {
    heredoc: writing === 'quoted' ? heredoc.exec(line)?.[1] : undefined,
    named: name === undefined ? kept : { name, lines: namedLines },
  };
}

function kindIn(line: string, writing: Writing, named: Named | undefined): LiteralKind | undefined {
  const text = writing === 'quoted' ? line : withoutRemark(line);
  const [, sign, rest = ''] = (named === undefined ? null : given.exec(text)) ?? [];
  const value = sign === undefined ? undefined : valueOf(rest, sign === ':', writing);
  const carried = named === undefined || value === undefined ? [] : [{ name: named.name, value }];
  return [...carried, ...secretsAssigned(text, writing)].map(literalKind).find((kind) => kind !== undefined);
}

/** Without the comment at its end; and Docker's `ENV NAME value` as `ENV NAME=value`. */
const withoutRemark = (line: string): string => line.replace(/\s#.*$/, '').replace(/^(\s*ENV\s+\w+)[ \t]+(?=[^=\s])/i, '$1=');
