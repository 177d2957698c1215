import { z } from 'zod';
import type { Aws } from './aws.ts';
import { readAnswer } from './aws-pages.ts';

const subnet = z.object({ AvailabilityZone: z.string() });

/** What EC2 tells of subnets; rejects with AwsError. */
export type Subnets = { readonly zonesOf: (ids: readonly string[]) => Promise<readonly string[]> };

export async function openSubnets(aws: Aws): Promise<Subnets> {
  return {
    zonesOf: async (ids) => {
      if (ids.length === 0) return [];
      const sdk = await import('@aws-sdk/client-ec2');
      const client = new sdk.EC2Client(aws.settings);
      const answer = await aws.read('ec2:DescribeSubnets', (options) => client.send(new sdk.DescribeSubnetsCommand({ SubnetIds: [...ids] }), options));
      return readAnswer('ec2:DescribeSubnets', z.array(subnet), answer.Subnets ?? []).map(({ AvailabilityZone }) => AvailabilityZone);
    },
  };
}
