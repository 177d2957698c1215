import { secretsIn } from '../tree/secrets.ts';
import type { Suspect } from '../tree/section.ts';

const shapes: Readonly<Record<Suspect['kind'], string>> = {
  'private-key': 'a private key',
  'cloud-key': "a cloud provider's access key",
  token: 'a token',
  password: 'a password',
  'env-file': 'a file of settings with values',
  kubeconfig: 'a kubeconfig with credentials',
  'registry-login': 'a registry login',
  'terraform-state': "Terraform's state",
  'terraform-plan': "Terraform's plan",
  'terraform-folder': "Terraform's working folder",
};

export const shapeOf = (kind: Suspect['kind']): string => shapes[kind];

/** Read as shell writes settings, `NAME=value`, in steps and logs as in the environment. */
const secretsOfText = (text: string) => secretsIn('settings.env', text);

/** The kind of a secret that a text gives away. */
export const secretKindIn = (text: string): Suspect['kind'] | undefined => secretsOfText(text)[0]?.kind;

export const isDiscreet = (text: string): boolean => secretKindIn(text) === undefined;

/** A text without the lines that give a secret away: for what candidates' programs print, and what steps say. */
export function discreet(text: string): string {
  const near = new Set(secretsOfText(text).map(({ line }) => line));
  const lines: string[] = [];
  let inKey = false;
  for (const [index, line] of text.split('\n').entries()) {
    const kind = beginsKey.test(line) ? 'private-key' : (secretKindIn(line) ?? (near.has(index + 1) ? 'cloud-key' : undefined));
    if (kind !== undefined) lines.push(`(${shapeOf(kind)}, not shown)`);
    else if (!inKey) lines.push(line);
    inKey = (inKey || kind === 'private-key') && !line.includes('-----END');
  }
  return lines.join('\n');
}

const beginsKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/;
