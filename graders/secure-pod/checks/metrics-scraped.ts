import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { scrapesOf } from '../scrapes.ts';
import { misled, unscraped, untold } from '../scrape-fixes.ts';
import { unlessUnseen } from '../unseen.ts';

export default check({
  id: 'metrics-scraped',
  title: 'Metrics are discovered',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'senior',
  skills: ['observability.metrics'],
  why: 'The server counts its requests and errors for whoever asks. If nobody does, the first to notice an outage is a customer, and there is nothing to look back at.',
  docs: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config',
  discuss: {
    topic: 'monitoring-and-tracing',
    passed: 'Metrics are found: {observed}. Which three alerts would you write on them, and which would wake somebody?',
    failed: '{observed}. How would you learn that one request in a hundred fails?',
  },
  judge: ({ manifests }, settings) => verdictOf('`/metrics` is discovered by a monitor object or an annotation', apps(manifests, settings).map(ofApp)),
});

/** One way that works is enough. */
function ofApp(app: App): Finding {
  const all = scrapesOf(app);
  const good = all.find(({ reaches }) => reaches === 'yes');
  if (good !== undefined) return fine(`${code(app.title)} by ${good.by}`);
  const open = all.find(({ reaches }) => reaches === 'maybe');
  if (open !== undefined) return untold(app, open);
  const [wrong] = all;
  return wrong === undefined ? unlessUnseen(app, unscraped(app)) : misled(app, wrong);
}
