import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileStrings } from '../hostile.fixture.ts';
import { html } from './markup.ts';

it('escapes strings, leaves markup and numbers, and joins lists', () => {
  expect(html`<p title="${'"a" <b> & \'c\''}">${[html`<i>${1}</i>`, '<', undefined]}</p>`.markup).toBe('<p title="&quot;a&quot; &lt;b&gt; &amp; &#39;c&#39;"><i>1</i>&lt;</p>');
});

it('leaves nothing that a workflow’s runner obeys', () => {
  expect(html`${'::error::x ##[group]'}`.markup).toBe('&#58;:error&#58;:x #&#35;[group]');
});

it('lets no string end the text or the attribute that it stands in', () => {
  fc.assert(fc.property(hostileStrings, (text) => {
    const { markup } = html`${text}`;
    expect(markup).not.toMatch(/[<>"']|::|##\[/);
    expect(markup.replaceAll(/&(?:amp|lt|gt|quot|#39|#58|#35);/g, '')).not.toContain('&');
  }));
});
