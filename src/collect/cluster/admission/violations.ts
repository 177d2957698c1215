/** How Pod Security Admission begins what it refuses. */
const prefix = /violates PodSecurity "[^"]*": /;

/**
 * What it names, one each: `allowPrivilegeEscalation != false (container "app" must set …)`. Undefined where something else
 * refused. Commas within brackets and quotes belong to one violation.
 */
export function violationsIn(message: string): readonly string[] | undefined {
  const begin = prefix.exec(message);
  if (begin === null) return undefined;
  const parts = split(message.slice(begin.index + begin[0].length));
  return parts.length > 0 ? parts : undefined;
}

function split(list: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quoted = false;
  for (const char of list) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '(' || char === '[')) depth += 1;
    else if (!quoted && (char === ')' || char === ']')) depth -= 1;
    if (char === ',' && depth === 0 && !quoted) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].map((text) => text.trim()).filter((text) => text !== '');
}
