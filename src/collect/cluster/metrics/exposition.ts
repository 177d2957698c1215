/** `name{label="value"} 1.5 1700000000`: https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details */
const sample = /^[a-zA-Z_:][\w:]*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?[ \t]+(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)(?:[ \t]+-?\d+(?:\.\d+)?)?(?:[ \t]+#.*)?$/;

/** Whether a scraper takes a text whole: one line that is none of its form makes it give up. There is one sample at least. */
export function isExposition(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.length > 0 && lines.every((line) => sample.test(line));
}
