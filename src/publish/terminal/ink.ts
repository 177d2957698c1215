import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text, or leaves it as it is where colour was not asked for. */
export type Ink = (style: Style, text: string) => string;

// Who calls has looked at the stream and NO_COLOR already; styleText would look at this process's stdout again.
const coloured: Ink = (style, text) => (text === '' ? '' : styleText(style, text, { validateStream: false }));

export const inkOf = (colour: boolean): Ink => (colour ? coloured : (_, text) => text);
