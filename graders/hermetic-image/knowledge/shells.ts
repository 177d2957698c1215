/** Programs by what they do with signals, as of November 2026. */

/** https://www.docker.com/blog/docker-best-practices-choosing-between-run-cmd-and-entrypoint/ */
export const shells: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'mksh', 'zsh', 'fish', 'csh', 'tcsh', 'pwsh', 'powershell', 'cmd', 'cmd.exe']);

/** What runs the program behind it: its flags that take the next word, and its operands before that program. */
export type Wrapper = { readonly values: RegExp; readonly operands: number };

const none = /^$/;

/**
 * Forward signals to the program they start, or become it. https://github.com/krallin/tini, https://github.com/Yelp/dumb-init,
 * https://github.com/tianon/gosu, https://www.gnu.org/software/coreutils/manual/html_node/Modified-command-invocation.html
 */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map([
  ...['tini', 'tini-static', 'docker-init'].map((name) => [name, { values: /^-[pe]$/, operands: 0 }] as const),
  ['dumb-init', { values: /^(?:-r|--rewrite)$/, operands: 0 }],
  ['catatonit', { values: none, operands: 0 }],
  ['env', { values: /^(?:-[uC]|--unset|--chdir)$/, operands: 0 }],
  ['nice', { values: /^(?:-n|--adjustment)$/, operands: 0 }],
  ['nohup', { values: none, operands: 0 }],
  ['setsid', { values: none, operands: 0 }],
  ['stdbuf', { values: /^-[ioe]$/, operands: 0 }],
  ['ionice', { values: /^-[cnp]$/, operands: 0 }],
  ['setpriv', { values: /^--(?:reuid|regid|groups|inh-caps|ambient-caps|bounding-set|securebits)$/, operands: 0 }],
  ['gosu', { values: none, operands: 1 }],
  ['su-exec', { values: none, operands: 1 }],
  ['chroot', { values: none, operands: 1 }],
  ['taskset', { values: none, operands: 1 }],
  ['chrt', { values: none, operands: 1 }],
  ['timeout', { values: /^-[ks]$/, operands: 1 }],
  // The dynamic loaders, which run what they are given.
  ...['ld-linux-x86-64.so.2', 'ld-musl-x86_64.so.1'].map((name) => [name, { values: /^--(?:library-path|argv0|preload)$/, operands: 0 }] as const),
]);
