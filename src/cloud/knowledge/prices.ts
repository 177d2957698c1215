/** US dollars by the hour, from AWS's public price lists without discounts or taxes. */
export type Price = { readonly what: string; readonly hourly: number; readonly count: number; readonly billed: 'by-the-second' | 'by-the-hour'; readonly source: string };

/** The month that the lists were read in, and the region that they are of; other regions differ by up to a half. */
export const priceList = { asOf: '2026-06', region: 'us-east-1' } as const;

const hoursOfAMonth = 730;

/** A cluster in Auto Mode with as many nodes as a submission's pods take, and the balancer before it. */
export const clusterPrices: readonly Price[] = [
  { what: 'EKS control plane, standard support', hourly: 0.1, count: 1, billed: 'by-the-second', source: 'https://aws.amazon.com/eks/pricing/' },
  { what: 'EC2 c6a.large', hourly: 0.0765, count: 2, billed: 'by-the-second', source: 'https://aws.amazon.com/ec2/pricing/on-demand/' },
  { what: 'EKS Auto Mode, 12 % of the node', hourly: 0.00918, count: 2, billed: 'by-the-second', source: 'https://aws.amazon.com/eks/pricing/' },
  { what: 'EBS gp3, 100 GB a node', hourly: (100 * 0.08) / hoursOfAMonth, count: 2, billed: 'by-the-second', source: 'https://aws.amazon.com/ebs/pricing/' },
];

export const balancerPrices: readonly Price[] = [
  { what: 'Network Load Balancer', hourly: 0.0225, count: 1, billed: 'by-the-hour', source: 'https://aws.amazon.com/elasticloadbalancing/pricing/' },
  { what: 'public IPv4 addresses of the balancer', hourly: 0.005, count: 2, billed: 'by-the-second', source: 'https://aws.amazon.com/vpc/pricing/' },
];

/** An image of 50 MB; the first 500 MB of a new account are free. */
export const repositoryPrices: readonly Price[] = [{ what: 'ECR storage, 0.05 GB', hourly: (0.05 * 0.1) / hoursOfAMonth, count: 1, billed: 'by-the-second', source: 'https://aws.amazon.com/ecr/pricing/' }];
