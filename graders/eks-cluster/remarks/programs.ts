import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { remark, type Told } from '../../../src/grade/remark.ts';
import { declared, type Declared } from '../../../src/terraform/declared.ts';
import { membersOf } from '../../../src/terraform/members.ts';
import { valueOf } from '../../../src/terraform/value.ts';

/** What Terraform starts by itself when somebody plans or applies. docc starts none of it. */
export default remark({
  about: 'terraform-parses',
  needs: { facts: terraform },
  tell: ({ facts }): Told | undefined => {
    const [first, ...more] = programs(facts);
    if (first === undefined) return undefined;
    const shown = [first, ...more].slice(0, mostShown).map(({ what, at }) => `${code(what)} (${at})`);
    return {
      kind: 'risk',
      text: `Terraform starts programs of the submission's own: ${list(shown)}${more.length < mostShown ? '' : ' and more'}; docc ran none of them, and what they would have done is not judged`,
      ask: { topic: 'infrastructure-as-code', question: `${code(first.what)} runs on whichever machine plans or applies. What does it do that no resource could, who may change it, and what happens when it fails halfway?` },
    };
  },
});

const mostShown = 3;

type Program = { readonly what: string; readonly at: string };

/** https://registry.terraform.io/providers/hashicorp/external/latest/docs, https://developer.hashicorp.com/terraform/language/provisioners */
function programs(facts: TerraformFacts): readonly Program[] {
  const external = declared(facts, { kind: 'data', type: 'external' }).map((each) => programOf(each, 'external'));
  const provisioned = facts.roots.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'resource')).flatMap((block) =>
    block.instances.slice(0, 1).flatMap(({ attributes }) => membersOf(valueOf({ attributes }, 'provisioner')).flatMap((each) => provisionerOf(each, block.path))),
  );
  return [...external, ...provisioned];
}

const programOf = ({ block }: Declared, what: string): Program => ({ what, at: `${block.path}:${block.line}` });

function provisionerOf(value: ReturnType<typeof membersOf>[number], path: string): readonly Program[] {
  if (!('label' in value) || typeof value.label !== 'string' || !runs.has(value.label)) return [];
  return [{ what: value.label, at: `${path}:${value.line ?? 1}` }];
}

/** `file` only copies. */
const runs = new Set(['local-exec', 'remote-exec', 'chef', 'puppet', 'salt-masterless', 'habitat']);
