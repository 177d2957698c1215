import { assert, property, string, stringMatching } from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalSource } from './terraform-requirements.ts';

const word = stringMatching(/^[a-z]{1,9}$/);

it.each([
  ['aws', 'hashicorp/aws'],
  ['hashicorp/aws', 'hashicorp/aws'],
  ['registry.terraform.io/Hashicorp/AWS', 'hashicorp/aws'],
  ['registry.opentofu.org/hashicorp/aws', 'hashicorp/aws'],
  ['terraform.example.com/team/thing', 'terraform.example.com/team/thing'],
])('reads %s as %s', (source, canonical) => expect(canonicalSource(source)).toBe(canonical));

it('has one name for a provider, with the default host or without', () => {
  assert(
    property(word, word, (namespace, name) => {
      expect(canonicalSource(`registry.terraform.io/${namespace}/${name}`)).toBe(canonicalSource(`${namespace}/${name}`));
    }),
  );
});

it('comes to rest', () => {
  assert(
    property(string(), (source) => {
      expect(canonicalSource(canonicalSource(source))).toBe(canonicalSource(source));
    }),
  );
});
