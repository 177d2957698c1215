import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileStrings } from './hostile.fixture.ts';
import { fenced, httpsAddress, inCell, inCode, inHtml, inMarkdown, longest, manyLines, oneLine, withoutCommands } from './neutral.ts';

const unseen = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u;

/** Markdown without its code, read as CommonMark reads it: an opening run of backticks up to the next run as long. */
function withoutCode(markdown: string): string {
  const runs = [...markdown.matchAll(/`+/g)];
  let rest = '';
  let end = 0;
  for (let place = 0; place < runs.length; place += 1) {
    const open = runs[place];
    const close = runs.findIndex((run, later) => later > place && run[0].length === open?.[0].length);
    if (open === undefined || close === -1) continue;
    rest += markdown.slice(end, open.index);
    const last = runs[close];
    end = last === undefined ? end : last.index + last[0].length;
    place = close;
  }
  return rest + markdown.slice(end);
}

// What GitHub acts on in plain text, each told by GitHub's own rules and not by ours.
const active = [
  /@[a-z0-9]/i,
  /#\d/,
  /\bgh-\d/i,
  /:\/\//,
  /\bwww\./i,
  /<[a-z/!?]/i,
  /[`*~[\]|\\$]/,
  /&(?:#\d+|#x[0-9a-f]+|\w+);/i,
  /(?<!\w)_|_(?!\w)/,
  /^(?:#{1,6}|[-+*>]|\d+[.)]|=+|-+)(?:\s|$)/,
];

const ordinary = [
  'FROM golang names no version',
  'chart/templates/net_policy.yaml is 12 KiB (of 4 KiB)',
  'the server’s image, 1.2 MB; “small”: 50% less',
  'https is off and port 8080 -> 80 is open, a && b = c',
  'std::string and 10.0.0.0/16, ::1, 2001:db8::1',
  '服务器 не отвечает, ÄÖÜ é 👍 ❤️',
];

describe('one line', () => {
  it.each(ordinary)('leaves %s as it is', (text) => expect(oneLine(text, longest.line)).toBe(text));

  it.each([
    ['\u001b[31mred\u001b[0m \u001b]8;;http://a.example\u0007link\u001b]8;;\u0007', 'red link'],
    ['a\u001b[2', 'a\\x1b[2'],
    ['safe\u202egnp.exe', 'safe\\u202egnp.exe'],
    ['main\u200b.tf\ufeff', 'main\\u200b.tf\\ufeff'],
    ['hidden \u{e0041}', 'hidden \\u{e0041}'],
    ['two\r\nlines\u2028more', 'two lines\\u2028more'],
    ['::error file=a::b', '\\::error file=a::b'],
    ['x ::stop-commands::t', 'x \\::stop-commands::t'],
    ['a##[group]b', 'a##\\[group]b'],
    ['half \ud83d', 'half \\ud83d'],
  ])('shows %j as %j', (text, shown) => expect(oneLine(text, longest.line)).toBe(shown));

  it('says where something is missing', () => {
    expect(oneLine('abcdefgh', 5)).toBe('abcd…');
    expect(oneLine('👍👍👍', 4)).toBe('👍…');
    expect(oneLine(`${'\u001b[0m'.repeat(500)}end`, 20)).toBe('…');
  });

  it('holds nothing unseen, no command and no more than its limit, whatever comes in', () => {
    fc.assert(
      fc.property(hostileStrings, fc.integer({ min: 2, max: 700 }), (text, limit) => {
        const line = oneLine(text, limit);
        expect(line).not.toMatch(unseen);
        expect(line).not.toMatch(/^\s*::[a-z]+(?:::| )/i);
        expect(line).not.toContain('##[');
        expect(line.length).toBeLessThanOrEqual(limit);
        expect(oneLine(line, limit)).toBe(line);
      }),
    );
  });
});

describe('many lines', () => {
  it('keeps lines and indentation, and drops empty ends', () => {
    expect(manyLines('\n\nspec:\n  replicas: 2  \n\n\tx\n\n', longest.block)).toEqual(['spec:', '  replicas: 2', '', '\tx']);
  });

  it('ends after forty', () => {
    const lines = manyLines('x\n'.repeat(100), longest.block);
    expect(lines).toHaveLength(40);
    expect(lines.at(-1)).toBe('…');
  });

  it('holds nothing unseen and no command on any line', () => {
    fc.assert(
      fc.property(hostileStrings, (text) => {
        for (const line of manyLines(text, longest.block)) {
          expect(line.replaceAll('\t', '')).not.toMatch(unseen);
          expect(line).not.toMatch(/^\s*::[a-z]+(?:::| )/i);
          expect(line).not.toContain('##[');
        }
      }),
    );
  });
});

describe('Markdown', () => {
  it.each(ordinary)('leaves %s as it is', (text) => expect(inMarkdown(text, longest.line)).toBe(text));

  it.each([
    ['ask @org/team, (@you) or #12.', 'ask `@org/team`, (`@you`) or `#12`.'],
    ['fixes octo/repo#1 and closes GH-3', 'fixes `octo/repo#1` and closes `GH-3`'],
    ['no <b>bold</b> here', 'no `<b>bold</b>` here'],
    ['<!-- docc -->', '`<\\!--` docc -->'],
    ['see https://evil.example: www.evil.example', 'see `https://evil.example`: `www.evil.example`'],
    ['![x](y) and [a](b)', '`![x](y)` and `[a](b)`'],
    ['Write `USER 65532` there', 'Write `USER 65532` there'],
    ['open ``` fence', 'open ```` ``` ```` fence'],
    ['# heading', '`#` heading'],
    ['1. item', '`1`. item'],
    ['a _loose_ and a_tight_one', 'a `_loose_` and a_tight_one'],
    ['image @sha256:0000000 a|b', 'image `@sha256:0000000 a|b`'],
    ['a ` ` b', 'a `` ` ` `` b'],
  ])('writes %j as %j', (text, markdown) => expect(inMarkdown(text, longest.line)).toBe(markdown));

  it('is inert outside of code, balanced inside, and stable, whatever comes in', () => {
    fc.assert(
      fc.property(hostileStrings, (text) => {
        const markdown = inMarkdown(text, longest.line);
        const words = withoutCode(markdown);
        for (const pattern of active) expect(words).not.toMatch(pattern);
        expect(markdown).not.toMatch(/<!--|[\r\n]/);
        expect(inMarkdown(markdown, markdown.length + 1)).toBe(markdown);
      }),
    );
  });

  it('says what was said', () => {
    const letters = (text: string) => text.replaceAll(/[`\s…]/g, '').replaceAll('<\\!--', '<!--');
    fc.assert(fc.property(hostileStrings, (text) => {
        expect(letters(inMarkdown(text, longest.line))).toBe(letters(oneLine(text, longest.line)));
      }));
  });

  it('is one piece of code for a path, with nothing outside', () => {
    expect(inCode('a_b/`x`.yaml', longest.path)).toBe('``a_b/`x`.yaml``');
    expect(inCode('`x', longest.path)).toBe('`` `x ``');
    expect(inCode('\u0000', longest.path)).toBe('`\\x00`');
    expect(inCode('  ', longest.path)).toBe('`(empty)`');
    fc.assert(fc.property(hostileStrings, (text) => {
        expect(withoutCode(inCode(text, longest.path))).toBe('');
      }));
  });

  it('keeps runs of backticks shorter than what GitHub still reads as code', () => {
    const many = '`'.repeat(300);
    for (const markdown of [inMarkdown(`a ${many} @org`, longest.line), inCode(many, longest.path), fenced([many], 'text')]) {
      expect(markdown).not.toMatch(/`{18}/);
    }
  });

  it('never ends a cell early', () => {
    expect(inCell(inMarkdown('a|b', longest.line))).toBe('`a\\|b`');
    expect(inCell(inMarkdown('a\\|b', longest.line))).toBe('`a\\ \\|b`');
    fc.assert(fc.property(hostileStrings, (text) => {
        expect(inCell(inMarkdown(text, longest.line))).not.toMatch(/(?<!\\)\||\\\\\|/);
      }));
  });

  it('is text and code elements in HTML', () => {
    expect(inHtml('</summary> by @you & "me"', longest.line)).toBe('<code>&lt;/summary&gt;</code> by <code>@you</code> &amp; &quot;me&quot;');
    fc.assert(fc.property(hostileStrings, (text) => {
        expect(inHtml(text, longest.line).replaceAll(/<code>[^<>]*<\/code>/g, '')).not.toMatch(/[<>@#]/);
      }));
  });

  it('ends a fence only at its end', () => {
    expect(fenced(['```', 'x'], 'text')).toBe('````text\n```\nx\n````');
    fc.assert(
      fc.property(hostileStrings, (text) => {
        const [open = '', ...lines] = fenced(manyLines(text, longest.block), 'sh').split('\n');
        const fence = open.slice(0, -2);
        expect(lines.findIndex((line) => line.trim().startsWith(fence))).toBe(lines.length - 1);
      }),
    );
  });
});

describe('addresses', () => {
  it.each(['http://a.example', 'javascript:alert(1)', 'data:text/html,x', '//a.example', 'docs', '', 'https://you@a.example', `https://a.example/${'x'.repeat(700)}`])(
    'refuses %s',
    (text) => expect(httpsAddress(text)).toBeUndefined(),
  );

  it('keeps https, and nothing that ends a link', () => {
    expect(httpsAddress('https://docs.docker.com/build/#user')).toBe('https://docs.docker.com/build/#user');
    expect(httpsAddress('https://a.example/b) [c](d')).toBe('https://a.example/b%29%20%5bc%5d%28d');
    fc.assert(fc.property(hostileStrings, (text) => {
        expect(httpsAddress(`https://a.example/${text}`) ?? '').not.toMatch(/[\s()<>[\]`|\\@]/);
      }));
  });
});

it('takes the life out of commands that wrapping brings to where a line begins', () => {
  expect(withoutCommands('a\n  ::error::b\n::1 and ::ffff:10.0.0.1')).toBe('a\n  \\::error::b\n::1 and ::ffff:10.0.0.1');
});
