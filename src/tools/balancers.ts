import { z } from 'zod';
import type { Aws } from './aws.ts';
import { type Pages, pagesOf, readAnswer } from './aws-pages.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html */
const loadBalancer = z.object({
  LoadBalancerArn: z.string(),
  LoadBalancerName: z.string(),
  DNSName: z.string(),
  Type: z.string().default('application'),
  Scheme: z.string().default('internet-facing'),
  State: z.object({ Code: z.string().optional() }).default({}),
  AvailabilityZones: z.array(z.object({ LoadBalancerAddresses: z.array(z.object({ IpAddress: z.string().optional() })).default([]) })).default([]),
});

const tags = z.array(z.object({ Key: z.string().optional(), Value: z.string().optional() }));

export type Tags = Readonly<Record<string, string>>;

export type Balancer = {
  readonly name: string;
  readonly dnsName: string;
  /** `application`, `network`, `gateway`. */
  readonly type: string;
  readonly scheme: string;
  /** `active`, `provisioning`, `active_impaired`, `failed`; undefined where AWS doesn't tell. */
  readonly state: string | undefined;
  /** Of its own choosing only, as elastic addresses of a network load balancer. */
  readonly addresses: readonly string[];
  readonly tags: Tags;
};

/** Of the older kind, of which its name and tags are asked for: a DNS name begins with that name. */
export type ClassicBalancer = { readonly name: string; readonly tags: Tags };

/** What Elastic Load Balancing tells of a region; every call rejects with AwsError. */
export type Balancers = {
  readonly all: () => Promise<Pages<Balancer>>;
  /** Those that carry a tag; controllers of Kubernetes tag every one. */
  readonly classic: () => Promise<Pages<ClassicBalancer>>;
};

const most = 400;
/** DescribeTags takes no more at a time. */
const tagsAtOnce = 20;

export async function openBalancers(aws: Aws): Promise<Balancers> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = new sdk.ElasticLoadBalancingV2Client(aws.settings);
  const tagsOf = async (arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> => {
    const found = new Map<string, Tags>();
    for (let from = 0; from < arns.length; from += tagsAtOnce) {
      const ResourceArns = arns.slice(from, from + tagsAtOnce);
      const answer = await aws.read('elasticloadbalancing:DescribeTags', (options) => client.send(new sdk.DescribeTagsCommand({ ResourceArns }), options));
      for (const { ResourceArn = '', Tags = [] } of answer.TagDescriptions ?? []) found.set(ResourceArn, tagsIn('elasticloadbalancing:DescribeTags', Tags));
    }
    return found;
  };
  return {
    all: async () => {
      const { items, more } = await pagesOf(most, async (Marker) => {
        const answer = await aws.read('elasticloadbalancing:DescribeLoadBalancers', (options) => client.send(new sdk.DescribeLoadBalancersCommand({ Marker }), options));
        return { items: readAnswer('elasticloadbalancing:DescribeLoadBalancers', z.array(loadBalancer), answer.LoadBalancers ?? []), next: answer.NextMarker };
      });
      const tagged = await tagsOf(items.map(({ LoadBalancerArn }) => LoadBalancerArn));
      return { items: items.map((each) => balancerOf(each, tagged.get(each.LoadBalancerArn) ?? {})), more };
    },
    classic: () => classicIn(aws),
  };
}

async function classicIn(aws: Aws): Promise<Pages<ClassicBalancer>> {
  const sdk = await import('@aws-sdk/client-resource-groups-tagging-api');
  const client = new sdk.ResourceGroupsTaggingAPIClient(aws.settings);
  return await pagesOf(most, async (PaginationToken) => {
    const command = new sdk.GetResourcesCommand({ ResourceTypeFilters: ['elasticloadbalancing:loadbalancer'], PaginationToken });
    const answer = await aws.read('tag:GetResources', (options) => client.send(command, options));
    return { items: (answer.ResourceTagMappingList ?? []).flatMap(({ ResourceARN = '', Tags = [] }) => classicOf(ResourceARN, tagsIn('tag:GetResources', Tags))), next: answer.PaginationToken };
  });
}

/** `…:loadbalancer/name`; the newer ones have their type before it: `…:loadbalancer/app/name/id`. */
function classicOf(arn: string, own: Tags): readonly ClassicBalancer[] {
  const name = /:loadbalancer\/([^/]+)$/.exec(arn)?.[1];
  return name === undefined ? [] : [{ name, tags: own }];
}

const balancerOf = ({ LoadBalancerName, DNSName, Type, Scheme, State, AvailabilityZones }: z.infer<typeof loadBalancer>, own: Tags): Balancer => ({
  name: LoadBalancerName,
  dnsName: DNSName.toLowerCase(),
  type: Type,
  scheme: Scheme,
  state: State.Code,
  addresses: AvailabilityZones.flatMap(({ LoadBalancerAddresses }) => LoadBalancerAddresses.flatMap(({ IpAddress }) => IpAddress ?? [])),
  tags: own,
});

const tagsIn = (action: 'tag:GetResources' | 'elasticloadbalancing:DescribeTags', given: unknown): Tags =>
  Object.fromEntries(readAnswer(action, tags, given).map(({ Key = '', Value = '' }) => [Key, Value]));
