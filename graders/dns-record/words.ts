import type { Value } from '../../src/collect/terraform/section.ts';
import { shownText } from '../../src/terraform/text.ts';
import { refsIn, refText } from '../../src/terraform/value.ts';

/** What an unknown value is made of, as one would write it: `var.ttl`; else what is known of its text. */
export const refsShown = (value: Value | undefined): string => refsIn(value).map(refText).join(', ') || shownText(value);
