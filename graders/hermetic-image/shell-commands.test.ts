import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Command, commandsOf, type Variables } from './shell-commands.ts';
import { known, shown, type Text } from './text.ts';

const variables: Variables = (name) => (name === 'IMAGE' ? known('domain/docc-sample') : undefined);
const line = ({ words }: Command): string => words.map(shown).join(' ');
const lines = (script: string): readonly string[] => commandsOf(known(script), variables).map(line);

test.each<[string, string, readonly string[]]>([
  ['comments are no commands', '# docker push x\ntrue # docker push y', ['true']],
  ['what is quoted stays one word', `echo "docker push x; y" 'a b'`, ['echo docker push x; y a b']],
  ['operators part commands', 'a && b || c; d | e & f', ['a', 'b', 'c', 'd', 'e', 'f']],
  ['lines go on', 'docker build \\\n  --push \\\n  .', ['docker build --push .']],
  ['variables are put in', 'docker push $IMAGE:1 "${IMAGE}:2" \'$IMAGE\'', ['docker push domain/docc-sample:1 domain/docc-sample:2 $IMAGE']],
  ['unknown ones leave a hole', 'docker push $OTHER', ['docker push <$OTHER>']],
  ['assignments count from there on', 'push $T; T=x; push $T; T=y push $T', ['push <$T>', 'push x', 'push x']],
  ['exports too', 'export T="a b"; push $T "$T"', ['export T=a b', 'push a b a b']],
  ['defaults stand in', 'push ${T:-latest} ${IMAGE:-other}', ['push latest domain/docc-sample']],
  ['lower case', 'T=ABC; push ${T,,}', ['push abc']],
  ['substitutions run first', 'sign $(crane digest "$IMAGE")', ['crane digest domain/docc-sample', 'sign <$(crane digest "$IMAGE")>']],
  ['backticks too', 'sign `crane digest x`', ['crane digest x', 'sign <$(crane digest x)>']],
  ['heredocs are no commands', 'cat > x <<EOF\ndocker push x\nEOF\ntrue', ['cat', 'true']],
  ['scripts given to a shell are read', "bash -ec 'docker push x'", ['bash -ec docker push x', 'docker push x']],
  ['false branches never run', 'if false; then a; else b; fi; c', ['false', 'b', 'c']],
  ['nothing runs after exit', 'a; exit 0; b', ['a', 'exit 0']],
  ['an exit in a branch ends nothing', 'if x; then exit 1; fi; b', ['x', 'exit 1', 'b']],
  ['loops are read', 'for t in a b; do push "$IMAGE:$t"; done', ['push domain/docc-sample:a', 'push domain/docc-sample:b']],
  ['functions run where they are called', 'f() { push "$1" "$#"; }; f a b; f c', ['push a 2', 'push c 1']],
  ['lists are words', 'a=(x "y z"); a+=(v); push "${a[@]}"', ['push x y z v']],
  ['cases are chosen', 'case abc in x | a*) one ;; *) two ;; esac', ['one']],
  ['what differs by branch keeps what it has in common', 'if x; then t=a:1; else t=a:2; fi; push $t', ['x', 'push a:<$t>']],
  ['prefixes and suffixes are cut', 'a=one/two:three; push ${a%%:*} ${a##*/} ${a#*/} ${a/one/1}', ['push one/two two:three two:three 1/two:three']],
  ['a subshell keeps what it does to itself', '(exit; a); b=1; (b=2); push $b', ['exit', 'push 1']],
  ['what it sends through a pipe is known', 'push $(echo "A/$IMAGE" | tr A-Z a-z)', ['echo A/domain/docc-sample', 'tr A-Z a-z', 'push a/domain/docc-sample']],
  ['what can not be read is still looked at', 'if a; then b', ['a', 'b']],
  ['descriptors are no words', 'a 2>&1 >/dev/null x', ['a x']],
])('%s', (_, script, expected) => expect(lines(script)).toEqual(expected));

test('tells what runs for certain', () => {
  const script = 'a\nif [ x = y ]; then b; fi\nc || d\n[ -n "$X" ] && e\ncase $X in y) f ;; esac\ng';
  const runs = commandsOf(known(script)).map((command) => [line(command).split(' ')[0], command.runs]);
  expect(runs.filter(([, run]) => run === 'always').map(([name]) => name)).toEqual(['a', '[', 'c', '[', 'g']);
});

test('a pipe leads from one command to the next', () => {
  const [, login] = commandsOf(known('echo "$TOKEN" | docker login --password-stdin'));
  expect(login?.input && line(login.input)).toBe('echo <$TOKEN>');
});

test('redirects and lines are told', () => {
  const [, echo] = commandsOf(known('true\necho a >> "$GITHUB_OUTPUT"'));
  expect(echo?.redirects.map(({ operator, target }) => operator + shown(target))).toEqual(['>><$GITHUB_OUTPUT>']);
  expect(echo?.line).toBe(2);
});

test('holes of the script go where they stood', () => {
  const script: Text = { text: "a \0 'b\0' \"\0c\" $(d \0) `e \0`\nf \0", holes: ['1', '2', '3', '4', '5', '6'] };
  expect(commandsOf(script).map(line)).toEqual(['d <4>', 'e <5>', 'a <1> b<2> <3>c <$(d …)> <$(e …)>', 'f <6>']);
});

test('no script breaks it', () => {
  const pieces = fc.constantFrom('$(', ')', '`', '"', "'", '${', '}', '<<E', '\n', 'E', 'if', 'fi', 'then', ';', '&&', '|', 'a=b', '$x', '\\', '#', '\0', ' ', '>', '\f', '$');
  const script = fc.oneof(fc.string({ unit: 'binary' }), fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')));
  fc.assert(fc.property(script, (text) => void commandsOf({ text, holes: [] })), { numRuns: 500 });
});
