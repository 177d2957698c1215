import type { Report } from '../../grade/report.ts';
import { points, wholePoints } from '../words.ts';

export type Badge = { readonly schemaVersion: 1; readonly label: string; readonly message: string; readonly color: string };

/** The grade as shields.io's endpoint schema asks for it. */
export const badgeOf = ({ earned, possible, passed }: Report): Badge => ({
  schemaVersion: 1,
  label: 'docc',
  message: `${points(earned)}/${wholePoints(possible)}`,
  color: passed === null ? 'lightgrey' : passed ? 'brightgreen' : 'red',
});
