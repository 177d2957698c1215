import { type Report, report } from '../grade/report.ts';

// A JSON text may escape what it likes: parsed, it is the same. Escaped are the characters that JSON.stringify lets through
// though a terminal obeys or hides them, and the `##[` that a log on GitHub takes for a command.
const unsafe = /[\x7f-\x9f\u2028\u2029]|\p{Cf}|\p{Default_Ignorable_Code_Point}|#(?=\[)/gu;

// Nearly all of a report is none of this: looked for first, since the classes of Unicode take half a millisecond.
const suspicious = /[^\n\x20-\x7e]+|#\[/g;

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** A value as JSON text of two blanks' indentation, ending in a newline, which a terminal and a log may be given. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2).replaceAll(suspicious, (run) => run.replaceAll(unsafe, escaped))}\n`;

/**
 * The report as JSON; keys stand in the schema's order, whatever order they came in.
 * Throws zod's error for what is no report: nobody is told a grade that doesn't follow its schema.
 */
export const reportJson = (graded: Report): string => jsonText(report.parse(graded));
