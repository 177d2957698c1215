import { isObject, type Placed, retexted, textAt } from './placed.ts';
import type { Unknowns } from './unknowns.ts';

/** `{{ image }}`: at most 200 characters, on one line. */
const expression = /\{\{[^{}\n]{0,200}\}\}/g;
/** Templates that repeat or leave out lines: what they make can't be told from their text. */
const control = /\{%|\{\{-?\s*(?:if|range|with|end|else|define|include|template|block)\b/;

export type Filled = { readonly kind: 'filled'; readonly text: string } | { readonly kind: 'template' };

/** A file outside charts whose values somebody fills in (Ansible, gomplate, sed): marks where placeholders stand. */
export function withExpressions(text: string, path: string, unknowns: Unknowns): Filled {
  if (!text.includes('{{') && !text.includes('{%')) return { kind: 'filled', text };
  if (control.test(text)) return { kind: 'template' };
  const filled = text.split('\n').map((line, index) => (line.includes('{{') ? line.replaceAll(expression, (said) => unknowns.mark([said], { path, line: index + 1 })) : line));
  return { kind: 'filled', text: filled.join('\n') };
}

/** `${TAG}` as envsubst and Flux fill it in. */
const variable = /\$\{[A-Za-z_][A-Za-z0-9_]{0,60}(?::[-=][^{}\n]{0,100})?\}/g;

/** What is a program's own, or a text that its reader expands. */
const literal: ReadonlySet<string> = new Set(['command', 'args', 'data', 'stringData', 'binaryData', 'annotations']);

/** Marks for `${TAG}` and `{{ tag }}` in values of one line; scripts and data keep theirs. */
export function withVariables(root: Placed, path: string, unknowns: Unknowns): Placed {
  // Controllers of custom resources fill in `{{ }}` themselves.
  const isOwn = /^(?:v1|apps|batch|policy|autoscaling|[a-z.]+\.k8s\.io)(?:\/|$)/.test(textAt(root, 'apiVersion') ?? '');
  return filled(root, (text, line) => {
    const mark = (said: string): string => unknowns.mark([said], { path, ...(line > 0 && { line }) });
    const known = text.includes('${') ? text.replaceAll(variable, mark) : text;
    return isOwn && known.includes('{{') ? known.replaceAll(expression, mark) : known;
  });
}

type Filling = (text: string, line: number) => string;

function filled(placed: Placed, filling: Filling): Placed {
  if (isObject(placed)) return { ...placed, object: new Map([...placed.object].map(([name, member]) => [name, literal.has(name) ? member : filled(member, filling)])) };
  if ('list' in placed) return { ...placed, list: placed.list.map((each) => filled(each, filling)) };
  return retexted(placed, (text, line) => (text.includes('\n') ? text : filling(text, line)));
}
