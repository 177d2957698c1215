/** An image as a Dockerfile names it: `localhost:5000/team/app:1.2@sha256:…`. */
export type Reference = { readonly name: string; readonly tag?: string; readonly digest?: string };

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const label = /[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?/.source;
const host = new RegExp(`^(?:\\[[0-9a-fA-F:.]+\\]|${label}(?:\\.${label})*)(?::[0-9]+)?$`);
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const longestName = 255;

/** Name, tag and digest apart. A colon before the last slash belongs to a registry's port. */
export function splitReference(text: string): Reference {
  const at = text.indexOf('@');
  const before = at === -1 ? text : text.slice(0, at);
  const colon = before.indexOf(':', before.lastIndexOf('/') + 1);
  const name = colon === -1 ? before : before.slice(0, colon);
  return {
    name,
    ...(colon !== -1 && { tag: before.slice(colon + 1) }),
    ...(at !== -1 && { digest: text.slice(at + 1) }),
  };
}

/** What is wrong with it as an image's name, if anything is. */
export function referenceFault(text: string): string | undefined {
  const { name, tag, digest } = splitReference(text);
  if (/^[a-f0-9]{64}$/.test(text)) return 'is 64 hexadecimal digits, which could be an image id';
  if (name.length > longestName) return `has a name of more than ${longestName} characters`;
  if (name !== name.toLowerCase() && !/^[^/]*[A-Z][^/]*\/[^A-Z]+$/.test(name)) return 'has capital letters in its name';
  if (!validName(name)) return 'is not the name of an image';
  if (tag !== undefined && !tagForm.test(tag)) return tag === '' ? 'ends in a colon without a tag' : `has a tag, ${tag}, that is none`;
  if (digest !== undefined && !digestForm.test(digest)) return `has a digest, ${digest}, that is not sha256: and 64 hexadecimal digits`;
  return undefined;
}

function validName(name: string): boolean {
  const parts = name.split('/');
  const [first = ''] = parts;
  const registry = parts.length > 1 && (/[.:A-Z]/.test(first) || first === 'localhost');
  return (!registry || host.test(first)) && parts.slice(registry ? 1 : 0).every((part) => component.test(part));
}
