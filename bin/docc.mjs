#!/usr/bin/env node
// JavaScript, not TypeScript: Node.js loads its TypeScript stripper (20 to 40 ms) for what is not in the compile cache,
// and an entry never is.
import { enableCompileCache, registerHooks } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

// Four hundred modules and a bundle's facts outgrow V8's young generation again and again; growing it faster makes of nine collections
// in a cold grade five. Its sizes themselves can't be set any more once V8 runs.
setFlagsFromString('--semi-space-growth-factor=16');

// In the user's own cache: the default folder under /tmp is open to others, who could put code there.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'docc', 'compiled'));

const home = new URL('../', import.meta.url).href;
const zod = new URL('../node_modules/zod/', import.meta.url).href;
const yaml = new URL('../node_modules/yaml/', import.meta.url).href;
const formats = new Map([['.ts', 'module-typescript'], ['.js', 'module']]);

// For each of four hundred imports Node.js looks for links, for package.json and for the format, which takes a third of the start. An import by
// relative path within docc's own modules, zod's and yaml's says all of it. zod's messages in fifty languages, a module each, are nobody's here: English alone.
registerHooks({
  resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    const [isZod, isYaml] = [from.startsWith(zod), from.startsWith(yaml)];
    if (!specifier.startsWith('.') || !(isZod || isYaml || (from.startsWith(home) && !from.includes('/node_modules/')))) return next(specifier, context);
    const { href } = new URL(isZod && specifier === '../locales/index.js' ? '../locales/en.js' : specifier, from);
    const format = isYaml && href.endsWith('.js') ? 'commonjs' : formats.get(href.slice(-3));
    return format === undefined ? next(specifier, context) : { url: href, format, shortCircuit: true };
  },
});

// A whole grade waits longest for what reads Terraform: it starts on another processor while docc's own modules load here.
const [command, ...asked] = process.argv.slice(2);
const isWhole = command === 'grade' && !asked.some((each) => each.startsWith('--objective'));
const hcl = isWhole ? (await import('../src/tools/hcl.ts')).standByHcl() : undefined;

const { main } = await import('../src/cli/main.ts');
await main(hcl);
