import { createHash, createHmac } from 'node:crypto';
import type { Aws } from './aws.ts';

type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string | undefined };

/** What is signed: a question to STS who one is, bound to a cluster by a header that only EKS sends on. */
export type Asked = { readonly cluster: string; readonly region: string; readonly keys: Keys; readonly at: Date };

/** EKS heeds a token for 15 minutes, whatever its signature says. */
export const tokenMinutes = 15;

/**
 * What `aws eks get-token` prints: a signed question to STS, which EKS asks in our place.
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html
 */
export async function eksToken(aws: Aws, cluster: string): Promise<string> {
  const { credentials } = aws.settings;
  const keys = typeof credentials === 'function' ? await credentials() : credentials;
  return `k8s-aws-v1.${Buffer.from(signedQuestion({ cluster, region: aws.region, keys, at: new Date() })).toString('base64url')}`;
}

/** Signature version 4 in the query: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function signedQuestion({ cluster, region, keys, at }: Asked): string {
  const host = `sts.${region}.amazonaws.com`;
  const time = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const query = encoded({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keys.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    ...(keys.sessionToken !== undefined && { 'X-Amz-Security-Token': keys.sessionToken }),
  });
  const request = ['GET', '/', query, `host:${host}`, `x-k8s-aws-id:${cluster}`, '', 'host;x-k8s-aws-id', hash('')].join('\n');
  const signature = [time.slice(0, 8), region, 'sts', 'aws4_request'].reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${keys.secretAccessKey}`));
  return `https://${host}/?${query}&X-Amz-Signature=${hmac(signature, ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')).toString('hex')}`;
}

/** In the order of the names; what a URL leaves alone is A-Z a-z 0-9 - _ . ~ */
const encoded = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${strictly(name)}=${strictly(value)}`)
    .join('&');

const strictly = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export type ClusterAddress = { readonly name: string; readonly endpoint: string; readonly authority: string };

/** As JSON, which YAML takes. */
export function kubeconfigFor({ name, endpoint, authority }: ClusterAddress, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: endpoint, 'certificate-authority-data': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
