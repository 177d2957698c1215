/** Programs by what they do with signals, as of November 2026. */

/** https://www.docker.com/blog/docker-best-practices-choosing-between-run-cmd-and-entrypoint/ */
export const shells: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'mksh', 'zsh', 'fish', 'csh', 'tcsh', 'pwsh', 'powershell', 'cmd', 'cmd.exe']);

/** Forward signals to the program they start. https://github.com/krallin/tini, https://github.com/Yelp/dumb-init */
export const inits: ReadonlySet<string> = new Set(['tini', 'tini-static', 'dumb-init', 'catatonit', 'docker-init', 'env', 'nice', 'nohup']);
