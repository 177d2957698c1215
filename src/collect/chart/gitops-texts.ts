import type { Location } from '../../evidence/observation.ts';
import { type Placed, retexted } from '../manifests/placed.ts';
import type { Unknowns } from '../manifests/unknowns.ts';

/** What an ApplicationSet's generator gives: texts by name, `path.basename` among them. */
export type Parameters = ReadonlyMap<string, string>;

/** Texts with `{{ }}` filled in from a generator's parameters; a mark where there is none of that name. */
export function filled(placed: Placed, parameters: Parameters, unknowns: Unknowns, at: Location): Placed {
  return retexted(placed, (text) => replaced(text, '{{', '}}', (inside) => {
    const name = inside.trim().replace(/^\./, '');
    // Both dialects: `{{path}}` is a text in one and `{{.path.path}}` the same in the other.
    return parameters.get(name) ?? parameters.get(name.replace(/\.path$/, '')) ?? unknowns.mark([`{{${inside}}}`], at);
  }));
}

/** `${NAME}` and `${NAME:=default}` as Flux fills them in after building. */
export function substituted(placed: Placed, given: Parameters, unknowns: Unknowns, at: Location): Placed {
  return retexted(placed, (text) => replaced(text, '${', '}', (inside) => {
    const [name = '', otherwise] = inside.split(/:[=-]/, 2);
    return given.get(name) ?? otherwise ?? unknowns.mark([`\${${inside}}`], at);
  }));
}

const longestInside = 200;

/** Each `open … close` replaced; what isn't closed soon stays. */
export function replaced(text: string, open: string, close: string, by: (inside: string) => string): string {
  let result = '';
  let at = 0;
  for (let start = text.indexOf(open); start !== -1; start = text.indexOf(open, at)) {
    const end = text.indexOf(close, start + open.length);
    if (end === -1) break;
    const inside = text.slice(start + open.length, end);
    const isOne = inside.length <= longestInside && !inside.includes('\n');
    result += text.slice(at, start) + (isOne ? by(inside) : text.slice(start, end + close.length));
    at = end + close.length;
  }
  return result + text.slice(at);
}
