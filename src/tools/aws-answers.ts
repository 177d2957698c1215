import type { AwsAction, AwsTrouble } from './aws-trouble.ts';

/** What the SDK throws, as far as it can be relied on: every field may be missing. */
type Thrown = {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly status?: number;
};

export type Asking = { readonly action: AwsAction; readonly host: string; readonly waited: number };

const tooOften: ReadonlySet<string> = new Set(['Throttling', 'ThrottlingException', 'ThrottledException', 'RequestThrottled', 'RequestThrottledException', 'TooManyRequestsException', 'RequestLimitExceeded', 'BandwidthLimitExceeded', 'SlowDown', 'PriorRequestNotComplete', 'EC2ThrottledException', 'TransactionInProgressException']);
const denied: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'UnauthorizedAccess', 'AuthorizationError', 'AuthorizationErrorException', 'NotAuthorized']);
const stale: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'RequestTimeTooSkewed', 'TokenRefreshRequired']);
const noKeys: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError', 'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'AuthFailure', 'SignatureDoesNotMatch', 'MissingAuthenticationToken', 'IncompleteSignature', 'InvalidSignatureException']);
const quotas = /^(?:\w*Limits?Exceeded(?:Exception|Fault)?|\w*QuotaExceeded(?:Exception)?|TooMany(?!Requests)\w+|ServiceQuotaExceededException)$/;
const absent = /^(?:\w*NotFound(?:Exception|Fault)?|NoSuch\w+|\w+\.NotFound)$/;
const networkCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

/** What an error of the SDK's means. The names are those of the services' API references, "Common Errors" and each action's own. */
export function troubleIn(error: unknown, { action, host, waited }: Asking): AwsTrouble {
  const thrown = thrownBy(error);
  const asked = { action, message: bounded(thrown.message) };
  const { name, code = '', status } = thrown;
  if (networkCodes.has(code) || name === 'TimeoutError' || name === 'AbortError') return { ...asked, kind: 'unreachable', host: thrown.hostname ?? thrown.address ?? host };
  if (noKeys.has(name)) return { ...asked, kind: 'no-credentials' };
  if (stale.has(name)) return { ...asked, kind: 'expired' };
  if (tooOften.has(name) || status === 429) return { ...asked, kind: 'throttled', seconds: Math.round(waited) };
  if (status !== undefined && status >= 500) return { ...asked, kind: 'broken', status };
  if (denied.has(name)) return { ...asked, ...deniedIn(thrown.message, action) };
  if (name === 'RegionDisabledException' || name === 'OptInRequired') return { ...asked, kind: 'no-service', service: action.split(':')[0] ?? '', region: 'asked for' };
  if (absent.test(name)) return { ...asked, kind: 'not-found' };
  if (quotas.test(name)) return { ...asked, kind: 'quota' };
  // An answer that the SDK can't read is nobody's refusal, whatever its status: a proxy's page, a stand-in that lacks the action.
  if (status === undefined || name === 'SyntaxError' || name === 'Error' || name === 'TypeError') return { ...asked, kind: 'broken', status };
  return { ...asked, kind: 'refused', code: name };
}

/** Whether the same may be asked again: `nothing-done` is safe for writes too. */
export function againAfter(trouble: AwsTrouble): 'nothing-done' | 'unsure' | 'no' {
  if (trouble.kind === 'throttled') return 'nothing-done';
  // What can't be read, or never was sent, comes out the same the next time.
  return trouble.kind === 'unreachable' || (trouble.kind === 'broken' && (trouble.status ?? 0) >= 500) ? 'unsure' : 'no';
}

function thrownBy(error: unknown): Thrown {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const inner = error.cause instanceof Error && !('code' in error) ? error.cause : error;
  return { name: error.name, message: error.message, ...texts(inner), ...statusOf(error) };
}

function texts(error: Error): Pick<Thrown, 'code' | 'hostname' | 'address'> {
  const said = (name: 'code' | 'hostname' | 'address'): string | undefined => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : undefined;
  };
  const [code, hostname, address] = [said('code'), said('hostname'), said('address')];
  return { ...(code !== undefined && { code }), ...(hostname !== undefined && { hostname }), ...(address !== undefined && { address }) };
}

function statusOf(error: Error): Pick<Thrown, 'status'> {
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return typeof status === 'number' ? { status } : {};
}

/** `User: … is not authorized to perform: eks:DescribeCluster on resource: arn:… because no identity-based policy allows …` */
function deniedIn(message: string, action: AwsAction): Pick<Extract<AwsTrouble, { kind: 'access-denied' }>, 'kind' | 'missing' | 'resource' | 'deniedBy'> {
  const [, service, name] = /not authorized to perform: ([a-z0-9-]{1,64}):([A-Za-z0-9]{1,128})\b/.exec(message) ?? [];
  const missing: AwsAction = service === undefined || name === undefined ? action : `${service}:${name}`;
  const resource = /on resource: (arn:[\w:/.*+=,@-]{1,500})/.exec(message)?.[1] ?? '*';
  const deniedBy = denial(message);
  return { kind: 'access-denied', missing, resource, ...(deniedBy !== undefined && { deniedBy }) };
}

function denial(message: string): Extract<AwsTrouble, { kind: 'access-denied' }>['deniedBy'] {
  if (/service control policy/i.test(message)) return 'a service control policy';
  if (/permissions boundary/i.test(message)) return 'a permissions boundary';
  if (/session policy/i.test(message)) return 'a session policy';
  return /explicit deny/i.test(message) ? 'an explicit deny' : undefined;
}

const bounded = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 500);
