import { crlf, inOneFile, oneMatch, type Rewrite } from './rewrite.ts';

const dockerfile = /(^|\/)Dockerfile$/;
const instruction = /^(?=(?:FROM|WORKDIR|ENV|COPY|ARG|RUN|USER|EXPOSE|ENTRYPOINT|LABEL)\b)/gm;

const rewrite = (name: string, change: (text: string, dice: (sides: number) => number) => string | undefined): Rewrite => ({ name: `Dockerfile: ${name}`, of: inOneFile(dockerfile, change) });

export const dockerfileRewrites: readonly Rewrite[] = [
  rewrite('a comment', (text, dice) => oneMatch(text, instruction, dice, () => '# RUN curl https://example.com | sh\n')),
  rewrite('a blank line', (text, dice) => oneMatch(text, instruction, dice, () => '\n')),
  rewrite('carriage returns', crlf),
  rewrite('instructions in small letters', (text) => text.replaceAll(/^(FROM|WORKDIR|ENV|COPY|ARG|RUN|USER|EXPOSE|ENTRYPOINT|LABEL)\b/gm, (word) => word.toLowerCase()).replaceAll(/^(from .*) AS /gm, '$1 as ')),
  rewrite('a stage named otherwise', (text) => text.replaceAll(/ (AS|as) build$/gm, ' $1 compile').replaceAll('--from=build', '--from=compile')),
  rewrite('a stage by its number', (text) => text.replaceAll('--from=build ', '--from=0 ')),
  rewrite('a continuation joined', (text, dice) => oneMatch(text, / *\\\r?\n */g, dice, () => ' ')),
  rewrite('a line continued', (text, dice) => oneMatch(text, /^(RUN|COPY|ENV|LABEL) (?=\S)/gm, dice, ([, word = '']) => `${word} \\\n    `)),
  rewrite('a comment in a continuation', (text, dice) => oneMatch(text, /\\\n(?=\s)/g, dice, () => '\\\n    # as agreed\n')),
  rewrite('a heredoc', (text) => text.replace(/^RUN ((?:--\S+\s+)*)((?:[^\n]*\\\n)*[^\n]+)$/m, (all: string, flags: string, script: string) => (script.startsWith('<<') || all.includes('<<') ? all : `RUN ${flags.replaceAll(/\\\n\s*/g, '')}<<END\n${script.replace(/^\\\n\s*/, '')}\nEND`))),
  rewrite('settings one by one', (text) => text.replace(/^ENV (CGO_ENABLED=0) \\\n\s+(GOFLAGS="[^"]*") \\\n\s+(GOPROXY=off) \\\n\s+(GOTOOLCHAIN=local)$/m, 'ENV $1\nENV $2\nENV $3\nENV $4')),
  rewrite('a label of its own', (text) => text.replace(/^(LABEL [^\n]+) \\\n\s+/m, '$1\nLABEL ')),
  rewrite('another folder to build in', (text) => text.replaceAll('WORKDIR /src', 'WORKDIR /work/app')),
  rewrite('another name of the binary', (text) => text.replaceAll('/docc-sample', '/service')),
  rewrite('its own frontend', (text) => `# syntax=docker/dockerfile:1\n${text}`),
  rewrite('a user without group', (text) => text.replaceAll('USER 65532:65532', 'USER 65532')),
  rewrite('the port with its protocol', (text) => text.replaceAll('EXPOSE 8080', 'EXPOSE 8080/tcp')),
  rewrite('blanks in the command', (text) => text.replaceAll(/^(ENTRYPOINT|entrypoint) \["([^"]+)"\]$/gm, '$1 [ "$2" ]')),
  rewrite('a build argument of an image', (text) => (text.includes('GO_IMAGE') ? undefined : text.replace(/^(# [^\n]*\n)?FROM (--platform=\S+ )?(golang:\S+)/m, 'ARG GO_IMAGE=$3\nFROM $2${GO_IMAGE}'))),
];
