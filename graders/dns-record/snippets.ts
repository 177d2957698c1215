import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { type Settings, serviceHost } from '../../src/grade/settings.ts';
import { addressOf, declaredIn } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { valueOf } from '../../src/terraform/value.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { holdsHost } from './host.ts';
import { controllerServices } from './knowledge/load-balancers.ts';
import { zonesIn } from './zones.ts';

/** What fixes tell people to write, aligned as `terraform fmt` leaves it. */

export const hcl = (text: string): string => block(text, 'hcl');

/** A list among a chart's values, as it is written where they stand: in Terraform or in a manifest. */
export const chartList = (name: string, members: readonly string[], { path }: Location): string =>
  /\.ya?ml$/.test(path) ? block(`${name}: [${members.join(', ')}]`, 'yaml') : hcl(`${name} = [${members.map((each) => `"${each}"`).join(', ')}]`);

export const placed = ({ path, line }: Location): string => code(line === undefined ? path : `${path}:${line}`);

export const fileIn = (root: Root | undefined, name: string): string => (root === undefined || root.path === '.' ? name : `${root.path}/${name}`);

/** The root to write into: the one with the cluster, else the first. */
export const homeRoot = ({ roots }: TerraformFacts): Root | undefined =>
  roots.find((root) => root.blocks.some(({ type }) => type === 'aws_eks_cluster')) ?? roots.find((root) => root.blocks.some(({ kind }) => kind === 'module')) ?? roots[0];

export const zoneLookup = ({ domain }: Settings): string =>
  `data "aws_route53_zone" "this" {
  name         = "${domain}"
  private_zone = false
}`;

/** By the tags that Kubernetes' service controller gives; where the AWS Load Balancer Controller makes it, they are others. */
export function balancerTags(root: Root | undefined): string {
  const releases = root === undefined ? [] : declaredIn(root, { type: 'helm_release' });
  const [known] = releases.flatMap((release) => {
    const controller = controllerServices.find(({ chart }) => matchesText(valueOf(release, 'chart'), chart) === 'yes');
    return controller === undefined || release.block.module !== '' ? [] : [{ address: addressOf(release), suffix: controller.suffix }];
  });
  const service = known === undefined ? '<namespace>/<service of your ingress controller>' : `\${${known.address}.namespace}/\${${known.address}.name}${known.suffix}`;
  return `  tags = {
    "kubernetes.io/service-name" = "${service}"
  }`;
}

const balancerLookup = (root: Root | undefined): string =>
  `# By the tags that your controller gives it: kubectl get service --all-namespaces
data "aws_lb" "ingress" {
${balancerTags(root)}
}`;

/** The root's own zone, where there is one that may hold the host, and its look-up where there is none. */
function zoneIn(root: Root | undefined, settings: Settings): { readonly id: string; readonly missing: readonly string[] } {
  const zone = root && zonesIn(root).find(({ by, name, isPrivate }) => by.block.module === '' && by.block.type === 'aws_route53_zone' && isPrivate !== 'yes' && holdsHost(name, settings));
  return zone === undefined
    ? { id: 'data.aws_route53_zone.this.zone_id', missing: [zoneLookup(settings)] }
    : { id: `${addressOf(zone.by)}.zone_id`, missing: [] };
}

export const zoneId = (root: Root, settings: Settings): string => zoneIn(root, settings).id;

export const zoneArn = (root: Root, settings: Settings): string => zoneId(root, settings).replace(/\.zone_id$/, '.arn');

function balancerIn(root: Root | undefined): { readonly address: string; readonly missing: readonly string[] } {
  const types = ['aws_lb', 'aws_alb'];
  const all = root === undefined ? [] : [...declaredIn(root, { kind: 'data', type: types }), ...declaredIn(root, { type: types })];
  const own = all.find(({ block: { module } }) => module === '');
  return own === undefined ? { address: 'data.aws_lb.ingress', missing: [balancerLookup(root)] } : { address: addressOf(own), missing: [] };
}

const aliasTo = (address: string): string =>
  `  alias {
    name                   = ${address}.dns_name
    zone_id                = ${address}.zone_id
    evaluate_target_health = true
  }`;

/** A whole record, with the look-ups that it needs and the root lacks. */
export function recordBlock(root: Root | undefined, settings: Settings): string {
  const zone = zoneIn(root, settings);
  const balancer = balancerIn(root);
  const record = `resource "aws_route53_record" "service" {
  zone_id = ${zone.id}
  name    = "${serviceHost(settings)}"
  type    = "A"

${aliasTo(balancer.address)}
}`;
  return hcl([...zone.missing, ...balancer.missing, record].join('\n\n'));
}

/** What replaces a target that is typed in. */
export function aliasBlock(root: Root): string {
  const { address, missing } = balancerIn(root);
  return `${hcl(`  type    = "A"\n\n${aliasTo(address)}`)}${missing.length === 0 ? '' : `\nwith${hcl(missing.join('\n\n'))}`}`;
}

const sources = `--include='*.tf' --include='*.tofu' --include='*.tf.json' --include='*.tfvars'`;

/** Searches a root's Terraform code for what grep's arguments say: exit 1 where it finds nothing. */
export const searched = (pattern: string, path: string | undefined): string => `grep -rn ${sources} ${pattern} ${shellPath(path ?? '.')}`;
