import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

/** The rights that docc's own roles get, held to what its code calls: every action is allowed, and nothing besides. */

const conditions = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])));
const policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({ Sid: z.string(), Effect: z.literal('Allow'), Action: z.array(z.string().regex(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/)), Resource: z.union([z.string(), z.array(z.string())]).transform((all) => [all].flat()), Condition: conditions.optional() }),
  ),
});
type Statement = z.infer<typeof policy>['Statement'][number];

const read = async (name: string) => policy.parse(JSON.parse(await readFile(join(home, 'deploy', 'aws', 'policies', name), 'utf8'))).Statement;
const allowedBy = (statements: readonly Statement[]): readonly string[] => statements.flatMap(({ Action }) => Action).sort();

/** How a policy calls the service that a client of the SDK is for. */
const services: Readonly<Record<string, string>> = { 'client-ecr': 'ecr', 'client-eks': 'eks', 'client-route-53': 'route53' };

/** Actions by the commands that a file constructs, and by the names that it asks under: they have to be the same. */
async function calledIn(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(home, path), 'utf8');
  const clients = new Set([...text.matchAll(/@aws-sdk\/(client-[a-z0-9-]+)/g)].map(([, client = '']) => client));
  expect(clients.size, `${path} has one client`).toBe(1);
  const service = services[[...clients][0] ?? ''] ?? 'unknown';
  const constructed = new Set([...text.matchAll(/new sdk\.(\w+)Command\(/g)].map(([, name]) => `${service}:${name}`));
  const named = new Set([...text.matchAll(/aws\.(?:read|write)\('([^']+)'/g)].map(([, action = '']) => action));
  expect([...constructed].sort(), `${path} asks under the name of its command`).toEqual([...named].sort());
  return constructed;
}

const files = (await Array.fromAsync(glob('src/tools/*-changes.ts', { cwd: home }))).filter((path) => !path.endsWith('aws-changes.ts')).sort();
const called = new Set((await Promise.all(files.map(calledIn))).flatMap((each) => [...each]));

/** What reads an account that a candidate deployed to. */
const readPorts = ['balancers', 'ecr', 'eks', 'route53', 'subnets'];

/** What AWS asks for besides: https://docs.aws.amazon.com/service-authorization/latest/reference/, "Dependent actions", and tags at creation. */
const implied: Readonly<Record<string, readonly string[]>> = { 'ecr:CreateRepository': ['ecr:TagResource'], 'eks:CreateCluster': ['eks:TagResource', 'iam:PassRole'] };

/** What only somebody who deploys does. */
const making = /:(?:Create|Tag|Pass|Put|Upload|Initiate|Complete|BatchCheck|Associate)|^ecr:DescribeImages$|^route53:GetHostedZone$/;

describe('deploy/aws/policies', () => {
  it('the code calls something', () => expect(files.length > 2 && called.size > 10).toBe(true));
  it('deploy allows each action that the code calls, and nothing else', async () => {
    const wanted = [...called, ...[...called].flatMap((action) => implied[action] ?? [])];
    expect(allowedBy(await read('deploy.json'))).toEqual(wanted.sort());
  });
  it('janitor allows what sees and removes, and nothing that makes', async () => {
    expect(allowedBy(await read('janitor.json'))).toEqual([...called].filter((action) => !making.test(action)).sort());
  });
  describe.each(['deploy.json', 'janitor.json'])('%s', (name) => {
    it('is no wider than its names: no star but where AWS knows no resource', async () => {
      for (const { Action, Resource } of await read(name)) if (Resource.includes('*')) expect(Action).toEqual(['eks:ListClusters']);
    });
    it('removes nothing that does not bear the mark', async () => {
      for (const { Action, Condition } of await read(name)) if (Action.some((action) => action.includes(':Delete'))) expect(Condition?.['StringEquals']?.['aws:ResourceTag/docc-owner']).toBe('docc');
    });
    it('changes one record and its TXT', async () => {
      const [change] = (await read(name)).filter(({ Action }) => Action.includes('route53:ChangeResourceRecordSets'));
      expect(change?.Condition?.['ForAllValues:StringEquals']).toMatchObject({ 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['${record}', '_docc.${record}'] });
      expect(change?.Resource).toEqual(['arn:${partition}:route53:::hostedzone/${zone}']);
    });
    it('names nothing that the Terraform does not fill in', async () => {
      const text = await readFile(join(home, 'deploy', 'aws', 'policies', name), 'utf8');
      const locals = /names = \{([^}]*)\}/.exec(await readFile(join(home, 'deploy', 'aws', 'identity.tf'), 'utf8'))?.[1] ?? '';
      const filled = new Set([...locals.matchAll(/^\s*(\w+)\s*=/gm)].map(([, key]) => key));
      for (const [, key] of text.matchAll(/\$\{(\w+)\}/g)) expect(filled).toContain(key);
    });
  });
  it('makes nothing without the marks', async () => {
    const creating = (await read('deploy.json')).filter(({ Action }) => Action.some((action) => /:Create(?!AccessEntry)/.test(action)));
    expect(creating).toHaveLength(2);
    for (const { Condition } of creating) {
      expect(Condition?.['StringEquals']).toEqual({ 'aws:RequestTag/docc-owner': 'docc' });
      expect(Condition?.['Null']).toEqual({ 'aws:RequestTag/docc-submission': 'false', 'aws:RequestTag/docc-expires': 'false' });
    }
  });
  it('inspect allows each action that the code reads a candidate’s account by, and nothing that changes anything', async () => {
    const texts = await Promise.all(readPorts.map((name) => readFile(join(home, 'src', 'tools', `${name}.ts`), 'utf8')));
    const asked = new Set(texts.flatMap((text) => [...text.matchAll(/'([a-z0-9-]+:[A-Z][A-Za-z0-9]+)'/g)].map(([, action = '']) => action)));
    expect(allowedBy(await read('inspect.json'))).toEqual([...asked].sort());
    for (const action of asked) expect(action).toMatch(/:(?:Describe|List|Get)/);
  });
  it('a visitor may assume roles of others that ask for an external id of docc’s, and do nothing by itself', async () => {
    const statements = await read('visitor.json');
    expect(allowedBy(statements)).toEqual(['sts:AssumeRole']);
    for (const { Condition } of statements) expect(Condition).toEqual({ StringLike: { 'sts:ExternalId': 'docc:github.com/repositories/*' }, StringNotEquals: { 'aws:ResourceAccount': '${account}' } });
  });
  it('is given to jobs of one repository, by its id, in one environment each, for an hour', async () => {
    const text = await readFile(join(home, 'deploy', 'aws', 'identity.tf'), 'utf8');
    expect(text).toContain('subject = "repo:${var.repository.owner}@${var.repository.owner_id}/${var.repository.name}@${var.repository.id}:environment"');
    expect(text).toMatch(/test\s+= "StringEquals"\s+variable = "token\.actions\.githubusercontent\.com:sub"/);
    expect(text).toMatch(/max_session_duration = 3600/);
    expect(text).not.toContain('StringLike');
  });
});
