import { jsonOf } from '../../../tools/json.ts';
import { discreet } from '../discreet.ts';
import { shown } from './config.ts';
import { type Elf, inFile, isData, numbersIn } from './elf.ts';
import type { ImageProgram } from './section.ts';

type GoBuild = NonNullable<(ImageProgram & { readonly kind: 'elf' })['go']>;

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
const alignment = 16;
const headerBytes = 32;
/** Of one of its two texts: a program with a thousand modules has less than 200 KiB. */
const longest = 1024 ** 2;
/** Go itself looks no further into a segment without a section of that name. */
const searched = 64 * 1024;

/**
 * What `go version -m` reads: https://pkg.go.dev/debug/buildinfo. Since Go 1.18 the texts follow the header; before, it holds
 * pointers to Go's strings in memory.
 */
export function readGoBuild(bytes: Buffer, elf: Elf): GoBuild | undefined {
  const start = headerIn(bytes, elf);
  if (start === undefined) return undefined;
  try {
    const texts = ((bytes[start + 15] ?? 0) & 2) === 0 ? pointedTexts(bytes, elf, start) : inlineTexts(bytes, start + headerBytes);
    return texts === undefined ? undefined : buildOf(texts);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // its pointers lead out of the file
    throw error;
  }
}

function headerIn(bytes: Buffer, { sections, segments }: Elf): number | undefined {
  const named = sections.find(({ name }) => name === '.go.buildinfo');
  const data = named ?? segments.find(isData);
  if (data === undefined) return undefined;
  const part = bytes.subarray(data.offset, data.offset + Math.min(data.bytes, searched));
  for (let at = part.indexOf(magic); at !== -1; at = part.indexOf(magic, at + 1)) {
    if ((data.offset + at) % alignment === 0 && at + headerBytes <= part.length) return data.offset + at;
  }
  return undefined;
}

type Texts = { readonly version: string; readonly modules: Buffer };

function inlineTexts(bytes: Buffer, from: number): Texts | undefined {
  const version = counted(bytes, from);
  const modules = version && counted(bytes, version.end);
  return version && modules && { version: version.text.toString('utf8'), modules: modules.text };
}

/** A text after its length, which is a variable-length integer of Go's encoding/binary. */
function counted(bytes: Buffer, from: number): { readonly text: Buffer; readonly end: number } | undefined {
  let [length, at, factor] = [0, from, 1];
  for (let byte = bytes.readUInt8(at); ; byte = bytes.readUInt8(at)) {
    length += (byte & 0x7f) * factor;
    at += 1;
    factor *= 128;
    if (byte < 0x80) break;
    if (length > longest || factor > longest * 128) return undefined;
  }
  if (length > longest || at + length > bytes.length) return undefined;
  return { text: bytes.subarray(at, at + length), end: at + length };
}

const nothing = Buffer.alloc(0);

function pointedTexts(bytes: Buffer, { segments }: Elf, start: number): Texts | undefined {
  const size = bytes.readUInt8(start + 14);
  const at = numbersIn(bytes, ((bytes[start + 15] ?? 0) & 1) !== 0);
  const pointer = (offset: number): number => (size === 8 ? at.u64(offset) : at.u32(offset));
  const text = (offset: number): Buffer => {
    const header = inFile(segments, pointer(offset));
    if (header === undefined) return nothing;
    const [data, length] = [inFile(segments, pointer(header)), pointer(header + size)];
    return data === undefined || length > longest ? nothing : bytes.subarray(data, data + length);
  };
  const version = text(start + 16);
  return version.length === 0 ? undefined : { version: version.toString('utf8'), modules: text(start + 16 + size) };
}

const [mostSettings, longestShown] = [50, 200];

/** The lines on modules stand between two marks of 16 bytes, by which Go finds them in memory. */
function unframed(modules: Buffer): string {
  return modules.length >= 33 && modules.at(-17) === newline ? modules.toString('utf8', 16, modules.length - 16) : '';
}

const newline = 0x0a;

function buildOf({ version, modules }: Texts): GoBuild {
  const lines = unframed(modules).split('\n').map((line) => line.split('\t'));
  const field = (name: string): string | undefined => lines.find(([key]) => key === name)?.[1];
  const settings = lines.filter(([key]) => key === 'build').flatMap(([, setting = '']) => settingOf(setting) ?? []);
  const module = field('mod');
  return {
    version: shown(version, longestShown),
    path: shown(field('path') ?? '', longestShown),
    ...(module !== undefined && { module: shown(module, longestShown) }),
    settings: Object.fromEntries(settings.slice(0, mostSettings).map(([name, value]) => [shown(name, longestShown), discreet(shown(value, longestShown))])),
  };
}

/** `CGO_ENABLED=0`; what holds blanks is quoted as Go quotes: `-ldflags="-s -w"`. */
function settingOf(line: string): readonly [readonly [string, string]] | undefined {
  const [, name, value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
  if (name === undefined || name === '__proto__') return undefined;
  return [[name, value.startsWith('"') ? unquoted(value) : value]];
}

function unquoted(text: string): string {
  const read = jsonOf(Buffer.from(text));
  return typeof read === 'string' ? read : text;
}
