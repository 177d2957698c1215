import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Observation, observed, refused } from '../../../evidence/observation.ts';
import { shellWord } from '../../../evidence/shell-word.ts';
import type { Submission } from '../../../submission/submission.ts';
import type { CloudNamed } from './section.ts';

/** Where a submission names the account that docc may look into. */
export const cloudFile = 'docc.cloud.yml';

/** What `docc.cloud.yml` names, or why it is refused. */
export type Named = Observation<CloudNamed>;
export type NamedRole = NonNullable<Extract<CloudNamed, { readonly kind: 'account' }>['role']>;

/** Bytes: the file names three things. */
const longest = 16 * 1024;

const said = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/, 'a region, such as eu-west-1').nullish(),
  role_arn: z.string().regex(/^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "a role's ARN, such as arn:aws:iam::123456789012:role/docc-reader").nullish(),
  external_id: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external id, 2 to 1224 letters, digits and +=,.@:/-').nullish(),
});

/** What looks like a secret, in its value or by its name. */
const keys = [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, /(?:secret|access_?key|session_?token|password)\w*["']?\s*:/i] as const;
const noKeys = `! grep -qiE '(AKIA|ASIA)[A-Z0-9]{16}|(secret|access_?key|session_?token|password)[a-z_]*["'"'"']?[[:space:]]*:' ${cloudFile}`;

/** Reads the file as data: a key in it is named and never used. */
export function accountNamed({ files }: Submission): Named {
  const file = files.find(({ path }) => path === cloudFile);
  if (file === undefined) return observed({ kind: 'nothing' });
  if (file.bytes.length > longest) return refusal('cloud-file-too-long', `it has ${file.bytes.length} bytes`, 1, 'Keep to `region`, `role_arn` and `external_id`.', `test "$(wc -c < ${cloudFile})" -le ${longest}`);
  const text = new TextDecoder().decode(file.bytes);
  const key = text.split('\n').findIndex((line) => keys.some((pattern) => pattern.test(line)));
  if (key >= 0) return refusal('cloud-file-key', 'it holds what looks like a key', key + 1, 'Delete that line, revoke the key (`aws iam delete-access-key`), and name a role instead: `role_arn` and `external_id`. docc takes no keys.', noKeys);
  return parsed(text);
}

function parsed(text: string): Named {
  const lines = new LineCounter();
  const changed = (line: number): string => `! sed -n ${line}p ${cloudFile} | grep -qxF -- ${shellWord(text.split('\n')[line - 1] ?? '')}`;
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    return refusal('cloud-file-yaml', 'it is not YAML', line, 'Write `region: eu-west-1`, `role_arn: …` and `external_id: …`, one a line.', changed(line));
  }
  const lineOf = (name: string): number => {
    const pair = isMap(document.contents) ? document.contents.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    const offset = pair !== undefined && isNode(pair.key) ? pair.key.range?.[0] : undefined;
    return offset === undefined ? 1 : lines.linePos(offset).line;
  };
  const read = said.safeParse(plainOf(document) ?? {});
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? '');
    return refusal('cloud-file-field', name === '' ? 'it is no map of names' : `its \`${name}\` is not understood`, lineOf(name), `Keep to \`region\`, \`role_arn\` and \`external_id\`${issue?.code === 'invalid_format' ? `: there it takes ${issue.message}` : ''}.`, changed(lineOf(name)));
  }
  return accountOf(read.data, lineOf);
}

/** An alias is refused where it is resolved: nobody needs one here. */
function plainOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return 'aliases';
  }
}

function accountOf({ region, role_arn: arn, external_id: externalId }: z.infer<typeof said>, lineOf: (name: string) => number): Named {
  const at = { path: cloudFile, line: lineOf('region') };
  const known = region ?? undefined;
  if (arn === undefined || arn === null) return observed(known === undefined ? { kind: 'nothing' } : { kind: 'account', region: known, at });
  if (externalId === undefined || externalId === null) return refusal('cloud-file-external-id', 'it names a role without `external_id`', lineOf('role_arn'), 'Add `external_id: docc:github.com/repositories/<id>`, with the id that `gh api repos/{owner}/{repo} --jq .id` prints.', `grep -qE '^external_id: *[^ ]' ${cloudFile}`);
  const role = { arn, account: arn.split(':')[4] ?? '', externalId, at: { path: cloudFile, line: lineOf('role_arn') }, externalIdAt: { path: cloudFile, line: lineOf('external_id') } };
  return observed({ kind: 'account', ...(known !== undefined && { region: known }), role, at });
}

const refusal = (code: string, seen: string, line: number, fix: string, reproduce: string): Named =>
  refused({
    expected: `\`${cloudFile}\` names a region, a role and an external id, and nothing else`,
    observed: `${seen} (${code})`,
    at: { path: cloudFile, line },
    fix,
    reproduce,
  });
