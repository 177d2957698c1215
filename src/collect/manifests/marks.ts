/** In a text, what stands for the unknown with that number. A valid name, label and host name, so that templates take it. */
export const mark = (index: number): string => `docc-unknown-${index}x`;
