import type { Fault } from '../evidence/observation.ts';

/** `eks:DescribeCluster`, as a policy names it: what was being asked of AWS. */
export type AwsAction = `${string}:${string}`;

type Asked = {
  readonly action: AwsAction;
  /** AWS's own words, at most 500 characters. */
  readonly message: string;
};

/** What can go wrong between docc and AWS, told apart by who can mend it. */
export type AwsTrouble = Asked &
  (
    | {
        readonly kind: 'access-denied';
        /** The action that is missing, which may be another than was asked: `iam:PassRole` when a cluster is created. */
        readonly missing: AwsAction;
        /** `*` where AWS doesn't tell. */
        readonly resource: string;
        /** The policy of a kind that no statement of the role can outweigh. */
        readonly deniedBy?: 'a service control policy' | 'a permissions boundary' | 'a session policy' | 'an explicit deny';
      }
    /** The role doesn't let docc in: it isn't there, it trusts others, or the external id is another. */
    | { readonly kind: 'not-trusted'; readonly role: string }
    | { readonly kind: 'no-credentials' }
    | { readonly kind: 'expired' }
    /** Asked again for `seconds` in all, and refused every time. */
    | { readonly kind: 'throttled'; readonly seconds: number }
    | { readonly kind: 'quota' }
    /** The region has no such service, or there is no such region. */
    | { readonly kind: 'no-service'; readonly service: string; readonly region: string }
    | { readonly kind: 'not-found' }
    /** Nothing answered: neither yes nor no is known of what was asked. */
    | { readonly kind: 'unreachable'; readonly host: string }
    /** AWS answered that it broke, or what is no answer. Neither yes nor no is known of what was asked. */
    | { readonly kind: 'broken'; readonly status: number | undefined }
    /** Any other refusal: `code` is AWS's, such as ResourceInUseException. */
    | { readonly kind: 'refused'; readonly code: string }
  );

/** What a call to AWS rejects with: the cause is what the SDK threw. */
export class AwsError extends Error {
  override name = 'AwsError';
  readonly trouble: AwsTrouble;
  constructor(trouble: AwsTrouble, options?: ErrorOptions) {
    const { seen, repair } = inWords(trouble);
    super(`${seen}: ${repair}`, options);
    this.trouble = trouble;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof AwsError && error.trouble.kind === 'not-found';

/** What was seen, and what mends it. */
export type InWords = { readonly seen: string; readonly repair: string };

/** As an expert would explain it. */
export function inWords(trouble: AwsTrouble): InWords {
  const { action } = trouble;
  switch (trouble.kind) {
    case 'access-denied':
      return deniedInWords(trouble);
    case 'not-trusted':
      return {
        seen: `${trouble.role} does not let docc assume it`,
        repair: 'check that the role exists, that its trust policy names docc’s principal with sts:AssumeRole, and that its condition sts:ExternalId is the external id of this repository, letter by letter',
      };
    case 'no-credentials':
      return { seen: `no credentials for AWS that serve were found (${trouble.message})`, repair: 'set AWS_PROFILE to a profile of ~/.aws/config that works, run `aws sso login` where it is one of SSO, and try `aws sts get-caller-identity`' };
    case 'expired':
      return { seen: `the credentials expired before ${action} was answered`, repair: 'get new ones (`aws sso login`, or assume the role again: a session lasts an hour at most), see that this machine’s clock is right, and run it again: it goes on from what is there' };
    case 'throttled':
      return { seen: `AWS refused ${action} as too frequent for ${trouble.seconds} s of asking again`, repair: 'run it again later; other tools in the same account and region share the limit' };
    case 'quota':
      return { seen: `${action} exceeds a quota of the account: ${trouble.message}`, repair: 'remove what is no longer used, or ask for more in Service Quotas (`aws service-quotas list-service-quotas --service-code eks` lists what there is)' };
    case 'no-service':
      return { seen: `the region ${trouble.region} has no ${trouble.service}`, repair: `name a region that has (\`aws ssm get-parameters-by-path --path /aws/service/global-infrastructure/services/${trouble.service}/regions\` lists them); one that is opted out of must be enabled in the account first` };
    case 'not-found':
      return { seen: `AWS finds nothing by ${action}: ${trouble.message}`, repair: 'check name, account and region' };
    case 'unreachable':
      return { seen: `${trouble.host} did not answer ${action} (${trouble.message})`, repair: 'check this machine’s network, proxy and AWS_ENDPOINT_URL, and run it again' };
    case 'broken':
      return { seen: `AWS broke on ${action}${trouble.status === undefined ? '' : ` with status ${trouble.status}`} (${trouble.message})`, repair: 'run it again; https://health.aws.amazon.com tells of disturbances' };
    case 'refused':
      return { seen: `AWS refused ${action} with ${trouble.code}: ${trouble.message}`, repair: 'change what that names, and run it again' };
  }
}

type Denied = Extract<AwsTrouble, { readonly kind: 'access-denied' }>;

function deniedInWords({ missing, resource, deniedBy, action }: Denied): InWords {
  const other = missing === action ? '' : `, which ${action} takes`;
  const seen = `the role may not ${missing}${resource === '*' ? '' : ` on ${resource}`}${other}`;
  if (deniedBy !== undefined) return { seen: `${seen}: ${deniedBy} denies it`, repair: `no statement of the role outweighs that: change ${deniedBy} so that it allows ${missing}` };
  return { seen, repair: `add this statement to a policy of the role: ${statementFor(missing, resource)}` };
}

/** One statement of an IAM policy, as JSON on one line. */
export const statementFor = (action: AwsAction, resource: string): string => JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });

/**
 * Whether the owner of the role or of the region that was named can mend it, and nobody else: not where AWS breaks, is too busy or
 * can't be reached, and not where docc's own credentials are at fault.
 */
export const isOwnersToMend = ({ kind }: AwsTrouble): boolean => kind === 'access-denied' || kind === 'not-trusted' || kind === 'no-service' || kind === 'quota';

/** The same as our fault: it costs nobody a point. */
export function faultOf(trouble: AwsTrouble): Fault {
  const { seen, repair } = inWords(trouble);
  return { message: seen, repair };
}
