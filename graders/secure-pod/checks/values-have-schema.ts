import { chart, type Chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import { appCharts } from '../charts.ts';
import { validityOf, validObjects } from '../validity.ts';

export default check({
  id: 'values-have-schema',
  title: 'The chart’s values have a schema',
  needs: { chart, manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'lead',
  skills: ['helm.charts'],
  why: 'Helm takes any value, and a misspelt or mistyped one deploys something that nobody meant. A schema tells so before the cluster does, in the editor and in the pipeline.',
  docs: 'https://helm.sh/docs/topics/charts/#schema-files',
  judge: ({ chart, manifests }, settings) => {
    const charts = appCharts(chart, manifests, settings);
    if (charts.length === 0) return verdictOf(validObjects(manifests), validityOf(manifests, settings));
    return verdictOf('a values.schema.json that refuses a value of the wrong type', charts.map(schemaOf));
  },
});

const example = `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "replicas": { "type": "integer", "minimum": 2 },
    "host": { "type": "string" },
    "image": {
      "type": "object",
      "properties": {
        "repository": { "type": "string" },
        "tag": { "type": "string" }
      }
    }
  }
}`;

function schemaOf({ path, schema }: Chart): Finding {
  if (schema.kind === 'refuses') return fine(`${code(schema.path)} refuses ${code(schema.by)}`);
  if (schema.kind === 'unjudged') return open(`what ${code(schema.path)} refuses can’t be told: ${schema.because}`, { path: schema.path });
  const file = `${path === '.' ? '' : `${path}/`}values.schema.json`;
  const wrong = `test -e ${shellPath(file)} && ! helm template docc-sample ${shellPath(path)}${wrongValues(schema).map((each) => ` --set-json ${each}`).join('')}`;
  const fix = `${schema.kind === 'absent' ? 'Write' : 'Give every value its type in'} ${code(file)}, with the names of your own values:${block(example, 'json')}`;
  if (schema.kind === 'absent') return trouble({ observed: `${code(path)} has no values.schema.json`, at: { path: `${path === '.' ? '' : `${path}/`}values.yaml` }, fix, reproduce: `test -s ${shellPath(file)}` });
  if (schema.kind === 'broken') return trouble({ observed: `${code(schema.path)} can’t be read: ${schema.message}`, at: { path: schema.path }, fix, reproduce: `helm lint ${shellPath(path)}` });
  return trouble({ observed: `${code(schema.path)} takes ${list(schema.values.slice(0, 3).map(code))}`, at: { path: schema.path }, fix, reproduce: wrong });
}

/** Of the values that it took, one as the command line gives it: of `replicas: "docc"` that is `replicas="docc"`. */
function wrongValues(schema: Chart['schema']): readonly string[] {
  const taken = schema.kind === 'takes' ? schema.values : [];
  return taken.slice(0, 1).map((each) => shellWord(each.replace(': ', '=')));
}
