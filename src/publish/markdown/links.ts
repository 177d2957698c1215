import type { Location } from '../../evidence/observation.ts';
import { httpsAddress, inCode, longest, oneLine } from '../neutral.ts';

/** A link by that label; what is no plain https address is shown, not linked. */
export function linked(label: string, address: string): string {
  const https = httpsAddress(address);
  return https === undefined ? inCode(address, longest.line) : `[${label}](${https})`;
}

/** A place in the submission, as a link where its files can be read. */
export function placeOf({ path, line }: Location, filesAt: string | undefined): string {
  // Cut before the line joins it: of a long path, the line is what still helps.
  const whole = `${oneLine(path, longest.path)}${line === undefined ? '' : `:${line}`}`;
  const shown = inCode(whole, whole.length + 1);
  const address = filesAt === undefined ? undefined : fileAddress(filesAt, path, line);
  return address === undefined ? shown : `[${shown}](${address})`;
}

/** Undefined for a path that a link would not lead to: one that climbs, or isn't whole. */
function fileAddress(filesAt: string, path: string, line: number | undefined): string | undefined {
  const names = path.split('/');
  if (!path.isWellFormed() || names.some((name) => ['', '.', '..'].includes(name))) return undefined;
  return httpsAddress(`${filesAt}/${names.map(encodeURIComponent).join('/')}${line === undefined ? '' : `#L${line}`}`);
}
