import { spawnSync } from 'node:child_process';
import type { Observation } from '../../evidence/observation.ts';
import { helmPort } from '../../tools/helm.ts';
import { collectTerraform } from '../terraform/collect.ts';
import { hcl, submissionOf } from '../terraform/terraform.fixture.ts';
import { collectWorkflow } from '../workflow/collect.ts';
import { renderCharts } from './collect.ts';
import type { ChartRendering, RenderedDocument } from './rendered.ts';
import { chart, type Chart, type ChartFacts, type Release } from './section.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Tests that need the real Helm are skipped without it. */
export const hasHelm = spawnSync('helm', ['version']).status === 0;

export const helm = helmPort(process.env, new AbortController().signal);

/** Rendered by the real Helm, with what the real collectors know of Terraform and workflows. */
export async function renderingOf(files: Files, port = helm): Promise<ChartRendering> {
  const submission = submissionOf(files);
  const hasTerraform = Object.keys(files).some((path) => path.endsWith('.tf'));
  const terraform = hasTerraform ? factsIn(await collectTerraform(submission, { hcl })) : undefined;
  const seen = Promise.resolve({ terraform, workflow: factsIn(collectWorkflow(submission)) });
  return await renderCharts(submission, { helm: port }, { kubernetes: '1.34', seen });
}

const factsIn = <Facts>(observation: Observation<Facts>): Facts | undefined => (observation.status === 'observed' ? observation.facts : undefined);

/** What is recorded, through the section's own schema. */
export function factsOf({ observation }: ChartRendering): ChartFacts {
  if (observation.status !== 'observed') throw new Error(JSON.stringify(observation));
  return chart.schema.parse(observation.facts);
}

export const releasesOf = async (files: Files): Promise<readonly Release[]> => factsOf(await renderingOf(files)).releases;

/** Of files with a single chart. */
export async function chartOf(files: Files): Promise<Chart> {
  const facts = factsOf(await renderingOf(files));
  const [only] = facts.charts;
  if (only === undefined || facts.charts.length > 1) throw new Error(JSON.stringify(facts));
  return only;
}

export const documentsOf = ({ rendered }: ChartRendering): readonly RenderedDocument[] => rendered.flatMap(({ documents }) => documents);

/** A chart with one ConfigMap that tells what it was given. */
export function chartFiles(folder: string, more: Files = {}): Files {
  const own: Files = {
    'Chart.yaml': 'apiVersion: v2\nname: docc-sample\nversion: 0.1.0\nappVersion: "1.0"\n',
    'values.yaml': 'host: default.example\nimage:\n  tag: "0"\nlist: [a]\nenabled: false\n',
    'templates/configmap.yaml': configMap,
    ...more,
  };
  return Object.fromEntries(Object.entries(own).map(([path, content]) => [folder === '.' ? path : `${folder}/${path}`, content]));
}

export const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data:
  host: {{ .Values.host }}
  tag: {{ .Values.image.tag }}
  list: {{ .Values.list | toJson }}
  enabled: {{ .Values.enabled }}
`;
