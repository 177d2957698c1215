import { flagsNamed, type Refusal, type Statement } from './statement.ts';

/** What a `RUN --mount` says: its keys in lower case. A key without a value has none here. */
export type Mount = ReadonlyMap<string, string | undefined>;

const types = new Set(['bind', 'cache', 'tmpfs', 'secret', 'ssh']);
const switches = new Set(['readonly', 'ro', 'readwrite', 'rw', 'required']);
const keys = switches.union(new Set('type from source src target dst destination size id sharing mode uid gid env'.split(' ')));

export const mountsOf = (statement: Statement): Mount[] => flagsNamed(statement, 'mount').map(readMount);

function readMount(value: string): Mount {
  return new Map(
    value.split(',').map((field): [string, string | undefined] => {
      const equals = field.indexOf('=');
      return equals === -1 ? [field.toLowerCase(), undefined] : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
    }),
  );
}

export const mountType = (mount: Mount): string => mount.get('type')?.toLowerCase() ?? 'bind';
export const mountSource = (mount: Mount): string => mount.get('source') ?? mount.get('src') ?? '';

/** What BuildKit would not take. Values with a variable in them are not judged. */
export function mountRefusal(mount: Mount): Refusal | undefined {
  const type = mountType(mount);
  if (!types.has(type) && !type.includes('$')) {
    return { message: `--mount=type=${type} is no kind of mount`, fix: `Write one of ${[...types].join(', ')}.` };
  }
  for (const [key, value] of mount) {
    if (value === undefined && !switches.has(key)) return { message: `--mount has ${key} without a value`, fix: `Write ${key}=<value>.` };
    if (!keys.has(key)) return { message: `--mount has no key ${key}`, fix: `Remove ${key}; it takes ${[...keys].join(', ')}.` };
    const refused = badValue(key, value ?? '', type);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const owners: Readonly<Record<string, readonly string[]>> = {
  required: ['secret', 'ssh'],
  size: ['tmpfs'],
  sharing: ['cache'],
  mode: ['secret', 'ssh', 'cache'],
  uid: ['secret', 'ssh', 'cache'],
  gid: ['secret', 'ssh', 'cache'],
};
const forms: Readonly<Record<string, RegExp>> = {
  sharing: /^(?:shared|private|locked)$/i,
  mode: /^[0-7]+$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
};

function badValue(key: string, value: string, type: string): Refusal | undefined {
  if (value.includes('$') || type.includes('$')) return undefined;
  const owner = owners[key];
  if (owner !== undefined && !owner.includes(type)) {
    return { message: `--mount=type=${type} takes no ${key}`, fix: `Remove ${key}.` };
  }
  const form = forms[key];
  return form === undefined || form.test(value) ? undefined : { message: `--mount has ${key}=${value}`, fix: `Correct ${key}, or leave it out.` };
}
