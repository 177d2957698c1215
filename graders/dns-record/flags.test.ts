import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/collect/terraform/section.ts';
import { type Configuration, flagsOfArguments, flagsOfChart } from './flags.ts';

const domain: Value = { unknown: true, refs: [{ to: 'var.domain' }] };
const template = (...parts: readonly Value[]): Value => ({ unknown: true, shape: { kind: 'template', parts } });
const args = (...texts: readonly string[]) => flagsOfArguments(texts.map((known) => ({ known })));

const texts = ({ flags }: Configuration): object =>
  Object.fromEntries([...flags].map(([flag, values]) => [flag, values.map((value) => ('known' in value ? value.known : '…'))]));

describe('arguments', () => {
  it('are flags with a value, with one behind them, and without', () => {
    expect(texts(args('--source=service', '--source', 'ingress', '--aws-prefer-cname', '--provider=aws'))).toEqual({
      source: ['service', 'ingress'],
      'aws-prefer-cname': [true],
      provider: ['aws'],
    });
  });

  it('may end in what is unknown, or be unknown altogether', () => {
    const { flags, isOpen } = flagsOfArguments([template({ known: '--domain-filter=' }, domain), template({ known: '--domain-filter=docc.' }, domain)]);
    expect(flags.get('domain-filter')).toEqual([template(domain), template({ known: 'docc.' }, domain)]);
    expect(isOpen).toBe(false);
    expect(flagsOfArguments([domain]).isOpen).toBe(true);
  });
});

describe('chart values', () => {
  const chart = (values: Value, isOpen = false) => texts(flagsOfChart(values, isOpen));

  it('become flags, with the charts’ defaults where nothing else can have been said', () => {
    expect(chart({ known: { domainFilters: ['domain.io'] } })).toEqual({ 'domain-filter': ['domain.io'], source: ['service', 'ingress'], provider: ['aws'] });
    expect(chart({ known: { sources: ['crd'], provider: { name: 'cloudflare' } } })).toEqual({ source: ['crd'], provider: ['cloudflare'] });
    expect(chart({ known: { provider: 'aws' } }, true)).toEqual({ provider: ['aws'] });
  });

  it('have arguments of their own: a list, or a map', () => {
    expect(chart({ known: { extraArgs: ['--aws-zone-type=public'] } })).toMatchObject({ 'aws-zone-type': ['public'] });
    expect(chart({ known: { extraArgs: { 'aws-zone-type': 'public', 'zone-id-filter': ['Z1', 'Z2'] } } })).toMatchObject({
      'aws-zone-type': ['public'],
      'zone-id-filter': ['Z1', 'Z2'],
    });
  });

  it('that are empty say nothing', () => {
    expect(chart({ known: { aws: { zoneType: '', preferCNAME: '' }, domainFilters: [] } })).toEqual({ source: ['service', 'ingress'], provider: ['aws'] });
  });
});
