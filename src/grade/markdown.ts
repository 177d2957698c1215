/** Code that a fix quotes, on lines of its own. */
export const block = (text: string, language = ''): string => `\n\`\`\`${language}\n${text}\n\`\`\``;

/** Of text that candidates wrote, one line in backticks: what could end them is taken out. */
export const code = (text: string): string => `\`${shortened(text.replaceAll('`', "'").replaceAll(/\s+/g, ' '))}\``;

const longest = 300;
const shortened = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`);

export const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
