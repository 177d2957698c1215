import { describe, expect, it } from 'vitest';
import { againAfter, troubleIn } from './aws-answers.ts';
import { AwsError, inWords, isOwnersToMend } from './aws-trouble.ts';

const asking = { action: 'eks:DescribeCluster', host: 'eks.eu-west-1.amazonaws.com', waited: 12.4 } as const;

/** As the SDK throws. */
function thrown(name: string, message: string, status?: number): Error {
  const error = Object.assign(new Error(message), status === undefined ? {} : { $metadata: { httpStatusCode: status } });
  error.name = name;
  return error;
}

const troubleOf = (name: string, message = 'said AWS', status: number | undefined = 400) => troubleIn(thrown(name, message, status), asking);

describe('what AWS answers means', () => {
  it.each([
    ['ExpiredTokenException', 403, 'expired'],
    ['RequestTimeTooSkewed', 403, 'expired'],
    ['UnrecognizedClientException', 403, 'no-credentials'],
    ['ThrottlingException', 400, 'throttled'],
    ['PriorRequestNotComplete', 400, 'throttled'],
    ['Whatever', 429, 'throttled'],
    ['ResourceLimitExceededException', 400, 'quota'],
    ['TooManyHostedZones', 400, 'quota'],
    ['LimitsExceeded', 400, 'quota'],
    ['ResourceNotFoundException', 404, 'not-found'],
    ['NoSuchHostedZone', 404, 'not-found'],
    ['LoadBalancerNotFoundException', 400, 'not-found'],
    ['InvalidSubnetID.NotFound', 400, 'not-found'],
    ['ServerException', 500, 'broken'],
    ['ServiceUnavailableException', 503, 'broken'],
    ['SyntaxError', 404, 'broken'],
    ['ResourceInUseException', 409, 'refused'],
    ['OptInRequired', 401, 'no-service'],
  ])('%s with %i is %s', (name, status, kind) => expect(troubleOf(name, 'said AWS', status).kind).toBe(kind));

  it('an error without an answer is no refusal', () => {
    expect(troubleIn(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED', address: '127.0.0.1' }), asking)).toMatchObject({ kind: 'unreachable', host: '127.0.0.1' });
    expect(troubleIn(thrown('TimeoutError', 'took too long'), asking)).toMatchObject({ kind: 'unreachable', host: asking.host });
    expect(troubleIn('a text', asking)).toMatchObject({ kind: 'broken', message: 'a text' });
  });

  it('a denial names the action that is missing, and the statement that adds it', () => {
    const trouble = troubleOf('AccessDeniedException', 'User: arn:aws:sts::123456789012:assumed-role/docc-reader/docc is not authorized to perform: eks:DescribeNodegroup on resource: arn:aws:eks:eu-west-1:123456789012:nodegroup/docc/general/1 because no identity-based policy allows the eks:DescribeNodegroup action', 403);
    expect(trouble).toMatchObject({ kind: 'access-denied', missing: 'eks:DescribeNodegroup', resource: 'arn:aws:eks:eu-west-1:123456789012:nodegroup/docc/general/1' });
    expect(inWords(trouble).repair).toContain('{"Effect":"Allow","Action":"eks:DescribeNodegroup","Resource":"arn:aws:eks:eu-west-1:123456789012:nodegroup/docc/general/1"}');
  });

  it('a denial that tells nothing is of what was asked', () => {
    expect(troubleOf('AccessDeniedException', 'Access denied', 403)).toMatchObject({ kind: 'access-denied', missing: asking.action, resource: '*' });
  });

  it.each([
    ['with an explicit deny in a service control policy', 'a service control policy'],
    ['because no permissions boundary allows the action', 'a permissions boundary'],
    ['because no session policy allows the action', 'a session policy'],
    ['with an explicit deny in an identity-based policy', 'an explicit deny'],
  ])('%s, no statement of the role helps', (words, deniedBy) => {
    const trouble = troubleOf('AccessDenied', `User: x is not authorized to perform: eks:ListClusters on resource: arn:aws:eks:eu-west-1:123456789012:cluster/* ${words}`, 403);
    expect(trouble).toMatchObject({ deniedBy });
    expect(inWords(trouble).repair).toContain(deniedBy);
  });
});

it('only what the owner of a role can mend is the owner’s', () => {
  const kinds = ['AccessDenied', 'ThrottlingException', 'ExpiredToken', 'UnrecognizedClientException', 'SyntaxError'].map((name) => [name, isOwnersToMend(troubleOf(name))]);
  expect(Object.fromEntries(kinds)).toEqual({ AccessDenied: true, ThrottlingException: false, ExpiredToken: false, UnrecognizedClientException: false, SyntaxError: false });
});

it('asks again after what passes, and not after what stays', () => {
  const again = (name: string, status: number) => againAfter(troubleOf(name, '', status));
  expect([again('ThrottlingException', 400), again('InternalFailure', 500), again('AccessDenied', 403), again('SyntaxError', 404)]).toEqual(['nothing-done', 'unsure', 'no', 'no']);
});

it('says all in one sentence, with the cause kept', () => {
  const cause = thrown('ServerException', 'oops', 500);
  const error = new AwsError(troubleIn(cause, asking), { cause });
  expect(error.message).toBe('AWS broke on eks:DescribeCluster with status 500 (oops): run it again; https://health.aws.amazon.com tells of disturbances');
  expect(error.cause).toBe(cause);
});
